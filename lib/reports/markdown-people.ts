import { type BreakGlassUse, type WaivedCheck, waivedChecks } from '../domain/approvals/reported-people.ts';
import { listed } from '../domain/listed.ts';
import type { Report, ReportedItem } from '../domain/report.ts';
import { inCode, inMarkdown } from './escape.ts';
import { itemLooks } from './item-looks.ts';
import {
  acceptedBefore,
  acceptedBy,
  askedWords,
  authorsOffWords,
  lookedAgain,
  statusWords,
  voteWords,
  waiverReach,
} from './item-words.ts';
import { momentOf, signs } from './markdown-parts.ts';
import { findingWords, outcomeWords, standingOf } from './words.ts';

export const waivedLabel = '🔵 Waived';

export function itemLabel(item: ReportedItem): string {
  return `${signs[itemLooks[item.status]]} ${statusWords(item)}`;
}

/** Above all else: one person decided alone. GitHub shows it in red. @param rests `this verdict rests` */
export function breakGlassNotice(uses: readonly BreakGlassUse[], rests: string): string[] {
  if (uses.length === 0) return [];
  const lines = [
    '[!CAUTION]',
    `🚨 **BREAK GLASS**: ${rests} on emergency powers: one person decided alone.`,
    ...uses.map(({ id, words }) => `- ${inCode(id)} ${inMarkdown(words)}`),
  ];
  return [lines.map((line) => `> ${line}`).join('\n')];
}

/** What did not pass and blocks nothing, since somebody accepted it. */
export function waivedSection(report: Report): string[] {
  const waived = waivedChecks(report);
  if (waived.length === 0) return [];
  const entries = waived.flatMap((check) => [
    `### ${waivedLabel}: ${inMarkdown(check.title)}`,
    `${signs[standingOf(check)]} ${outcomeWords[standingOf(check)]}: ${inMarkdown(findingWords(check))} (${inCode(check.id)})`,
    acceptance(check, report),
  ]);
  return [
    '## Waived',
    'Not right, or not seen, and accepted by people: it does not keep the release back.',
    ...entries,
  ];
}

function acceptance({ waiver }: WaivedCheck, report: Report): string {
  return [
    `- Accepted by ${inMarkdown(acceptedBy(waiver))}, ${momentOf(waiver.at)}`,
    `- Reason: ${inMarkdown(waiver.reason)}`,
    `- Holds ${inMarkdown(waiverReach(waiver, report))}`,
  ].join('\n');
}

export function peopleSection(report: Report): string[] {
  const { approvals = [] } = report;
  const entries = [
    ...approvals.flatMap(itemEntry),
    ...acceptedBefore(report).flatMap((check) => [
      `### 🔵 Accepted before: ${inMarkdown(check.title)}`,
      acceptance(check, report),
    ]),
  ];
  if (entries.length === 0) return [];
  const again = lookedAgain(report);
  const note =
    again.length === 0
      ? []
      : [
          `What was seen before had become old when the last decision fell, so these looked again: ${inMarkdown(listed(again, 'and'))}.`,
        ];
  const authors = report.authorsOff === undefined ? [] : [inMarkdown(authorsOffWords(report.authorsOff))];
  return ['## Decided by people', ...note, ...authors, ...entries];
}

export function itemEntry(item: ReportedItem): string[] {
  const { id, title, problem, votes } = item;
  const lines = votes.map((vote) => {
    const said = vote.breakGlass ? `🚨 **${voteWords(vote, item)}**` : voteWords(vote, item);
    const comment = vote.comment === '' ? '' : `: ${inMarkdown(vote.comment)}`;
    return `- ${inMarkdown(vote.by)} ${said}, ${momentOf(vote.at)}${comment}`;
  });
  return [
    `### ${itemLabel(item)}: ${inMarkdown(title)}`,
    `${inCode(id)}: ${[...(problem === undefined ? [] : [problem]), askedWords(item)].map(inMarkdown).join('; ')}`,
    lines.length === 0 ? 'Nobody said anything.' : lines.join('\n'),
  ];
}
