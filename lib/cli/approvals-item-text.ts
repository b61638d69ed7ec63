import { daysInWords } from '../domain/duration.ts';
import { blocks } from '../domain/outcome.ts';
import { shortCommit } from '../domain/short-commit.ts';
import type { SeenItem, SeenRun } from './approvals-answers.ts';
import { outcomeSymbol } from './outcome-style.ts';
import type { Terminal } from './output.ts';
import { clean, wrap } from './text.ts';
import { timeLeft } from './time-left.ts';
import { voteLine } from './vote-line.ts';

export interface ItemDetails {
  readonly item: SeenItem;
  readonly run: SeenRun;
  readonly now: Date;
}

/** What somebody decides on: the release, what its checks found amiss, the item and how to judge it. */
export function itemDetails({ item, run, now }: ItemDetails, terminal: Terminal): string {
  const { service, environment, release } = run.run;
  const { links } = run;
  const named = clean(`${service} ${release.version} → ${environment}`);
  return [
    '',
    `${terminal.paint('bold', named)}  commit ${shortCommit(clean(release.commit))}`,
    `  run ${clean(item.run)}, asked for by ${clean(release.requestedBy)}`,
    ...[links.compare, links.pullRequest, links.commit].flatMap((link) =>
      link === undefined ? [] : [`  ${clean(link)}`],
    ),
    ...release.images.map((image) => `  ${clean(image)}`),
    ...findingLines(run, terminal),
    '',
    `${terminal.paint('bold', clean(item.id))}  ${clean(item.title)}`,
    ...failureLines(item, terminal),
    ...item.instructions.split('\n').flatMap((line) => indented(clean(line), terminal)),
    `  ${approvalsOf(item)}${item.status === 'open' ? `, ${timeLeft(item.expiresAt, now)} left` : `, ${item.status}`}`,
    ...item.votes.flatMap((vote) => indented(voteLine(vote), terminal)),
    '',
    '',
  ].join('\n');
}

/** Whoever decides must not overlook them. */
function findingLines({ groups }: SeenRun, terminal: Terminal): string[] {
  const amiss = groups.flatMap(({ checks }) => checks).filter(({ outcome }) => blocks(outcome) || outcome === 'warn');
  return amiss.map(
    ({ id, outcome, summary }) => `  ${outcomeSymbol(terminal, outcome)} ${clean(id)}: ${clean(summary)}`,
  );
}

function failureLines({ failure }: SeenItem, terminal: Terminal): string[] {
  if (failure === undefined) return [];
  const { outcome, summary, longestDays } = failure;
  const later =
    longestDays === 0
      ? 'it holds for this run alone'
      : `--until DATE lets it hold for later runs, ${daysInWords(longestDays)} at most`;
  return [`accepts this ${outcome}: ${clean(summary)}`, later].flatMap((text) => indented(text, terminal));
}

function indented(text: string, terminal: Terminal): string[] {
  return wrap(text, Math.max(20, terminal.columns() - 2)).map((line) => `  ${line}`);
}

/** `1 of 2 approved` */
function approvalsOf({ votes, quorum }: SeenItem): string {
  return `${votes.filter(({ choice }) => choice === 'approve').length} of ${quorum} approved`;
}
