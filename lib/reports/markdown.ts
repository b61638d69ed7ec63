import { breakGlassUses } from '../domain/approvals/reported-people.ts';
import { blockingItems, type Report, type ReportedCheck, unaskedOf } from '../domain/report.ts';
import {
  type Blocker,
  blockersOf,
  type GateFinding,
  itemBlocker,
  nothingRan,
  nothingRanFinding,
  quarantineFinding,
  quarantineTitle,
  refusalsOf,
  remediesOf,
  unaskedFinding,
  warningsOf,
} from './blockers.ts';
import { inCode, inMarkdown } from './escape.ts';
import { factsOf } from './facts.ts';
import { factBlocks, momentOf, signs } from './markdown-parts.ts';
import { breakGlassNotice, itemLabel, peopleSection, waivedLabel, waivedSection } from './markdown-people.ts';
import { describe, lengthOf, type TimelineBar, timelineOf } from './timeline.ts';
import {
  durationWords,
  findingWords,
  outcomeMeanings,
  outcomeWords,
  releaseName,
  type Standing,
  standingOf,
  summarySentence,
  tally,
  tallyWords,
  verdictWords,
} from './words.ts';

const labelOf = (standing: Standing): string => `${signs[standing]} ${outcomeWords[standing]}`;

/** What became of a check, and beside it that somebody accepted that. */
function checkLabel(check: ReportedCheck): string {
  return `${labelOf(standingOf(check))}${check.waiver === undefined ? '' : ` ${waivedLabel}`}`;
}

/** The report in GitHub-flavoured Markdown, for a job summary or a comment. */
export function reportAsMarkdown(report: Report): string {
  const blocks = [
    ...head(report),
    ...blocking(report),
    ...waivedSection(report),
    ...warnings(report),
    ...peopleSection(report),
    '## All checks',
    ...report.groups.flatMap(group),
    ...timeline(report),
    ...factBlocks('Release and run', factsOf(report)),
    '---',
    `Preflight report of run ${inCode(report.run.id)}. All times are UTC.`,
  ];
  return `${blocks.join('\n\n')}\n`;
}

function head(report: Report): string[] {
  const { verdict, environment, run, release, expiresAt, groups } = report;
  const sign = signs[verdict === 'go' ? 'pass' : 'fail'];
  const counts = tally(groups.flatMap(({ checks }) => checks)).map(
    (one) => `${signs[one.standing]} ${tallyWords(one)}`,
  );
  const lines = [
    release && `Commit ${inCode(release.commit)}, requested by ${inCode(release.requestedBy)}`,
    `Decided ${momentOf(run.decidedAt)}`,
    expiresAt === undefined ? undefined : `This GO holds until ${momentOf(expiresAt)}`,
  ].filter((line) => line !== undefined);
  return [
    `# ${sign} ${verdictWords[verdict]}: ${inMarkdown(releaseName(report))} to ${inMarkdown(environment)}`,
    ...breakGlassNotice(breakGlassUses(report), 'this verdict rests'),
    `**${inMarkdown(summarySentence(report))}** ${counts.join(' · ')}`,
    lines.map((line) => `- ${line}`).join('\n'),
  ];
}

function blocking(report: Report): string[] {
  const blockers = blockersOf(report);
  const quarantine = quarantineFinding(report);
  const blocks = [
    ...(quarantine === undefined ? [] : entry(`${signs.fail} In quarantine`, quarantineTitle, quarantine)),
    ...blockers.flatMap((one) => blocker(one, report)),
    ...blockingItems(report).flatMap((item) =>
      entry(itemLabel(item), inMarkdown(item.title), itemBlocker(item), inCode(item.id)),
    ),
    ...unaskedOf(report).flatMap((name) => entry('🟣 Not asked for', inMarkdown(name), unaskedFinding)),
    ...(nothingRan(report) ? entry(labelOf('skipped'), 'No check ran', nothingRanFinding) : []),
  ];
  if (blocks.length === 0) {
    const off = tally(report.groups.flatMap(({ checks }) => checks)).find(({ outcome }) => outcome === 'skipped');
    return [
      '## Nothing blocks this release',
      ...(off === undefined ? [] : [`${tallyWords(off)}, so nobody looked there: the reasons stand below.`]),
    ];
  }
  const kinds = tally(blockers).map(({ standing }) => `${labelOf(standing)}: ${outcomeMeanings[standing]}.`);
  return ['## What blocks, and what to do about it', ...(kinds.length === 0 ? [] : [kinds.join(' ')]), ...blocks];
}

function warnings(report: Report): string[] {
  const found = warningsOf(report);
  if (found.length === 0) return [];
  return [
    '## Warnings',
    'Not right, but no reason to keep the release back.',
    ...found.flatMap((one) => blocker(one, report)),
  ];
}

function blocker(one: Blocker, report: Report): string[] {
  const [first] = one.checks;
  const ids = one.checks.map(({ id }) => inCode(id)).join(', ');
  const title =
    one.checks.length === 1 && first
      ? inMarkdown(first.title)
      : `${inMarkdown(one.groupTitle)} (${one.checks.length} checks)`;
  const [heading = '', found = '', ...remedies] = entry(
    labelOf(one.outcome),
    title,
    { found: findingWords(one), remedies: remediesOf(one) },
    ids,
  );
  return [heading, found, ...refusalsOf(one, report).map((refusal) => inMarkdown(refusal)), ...remedies];
}

function entry(label: string, title: string, { found, remedies }: GateFinding, ids = ''): string[] {
  return [
    `### ${label}: ${title}`,
    `${inMarkdown(found)}${ids === '' ? '' : ` (${ids})`}`,
    ...remedies.map((remedy) => `**What to do:** ${inMarkdown(remedy)}`),
  ];
}

function group({ title, checks }: Report['groups'][number]): string[] {
  const rows = checks.map((check) => {
    const took = check.durationMs === undefined ? '' : durationWords(check.durationMs);
    return `| ${checkLabel(check)} | ${inMarkdown(check.title)} | ${inMarkdown(findingWords(check))} | ${took} |`;
  });
  const seen = checks.filter(({ evidence }) => evidence.length > 0);
  const counts = tally(checks).map(tallyWords).join(', ');
  return [
    `### ${inMarkdown(title)}: ${counts}`,
    ['| Outcome | Check | Finding | Took |', '| --- | --- | --- | ---: |', ...rows].join('\n'),
    ...(seen.length === 0 ? [] : ['<details><summary>Evidence</summary>', ...seen.flatMap(evidenceOf), '</details>']),
  ];
}

function evidenceOf(check: ReportedCheck): string[] {
  const { id, evidence } = check;
  const items = evidence.map(({ where, observed, expected, when }) =>
    [
      `- ${inMarkdown(where) || '(empty)'}`,
      `  - observed ${inCode(observed)}`,
      `  - expected ${inCode(expected)}`,
      ...(when === undefined ? [] : [`  - when ${momentOf(when)}`]),
    ].join('\n'),
  );
  return [`${checkLabel(check)}: ${inCode(id)}`, items.join('\n')];
}

/** Columns of the drawing: with the names it fits a job summary, and a terminal of 80. */
const drawingWidth = 32;

function timeline(report: Report): string[] {
  const { lanes, lengthMs, ...rest } = timelineOf(report);
  const bars = lanes.flatMap((lane) => lane.bars);
  const longest = Math.max(0, ...bars.map(({ id }) => id.length));
  const lines = bars.map((bar) => `${bar.id.padEnd(longest)} |${draw(bar, lengthMs)}| ${wordsOf(bar)}`);
  return [
    '## Time line',
    describe({ lanes, lengthMs, ...rest }),
    ...(lines.length === 0 ? [] : [['```text', ...lines, '```'].join('\n')]),
  ];
}

function draw({ span }: TimelineBar, lengthMs: number): string {
  if (span === undefined) return ' '.repeat(drawingWidth);
  const from = Math.min(drawingWidth - 1, Math.floor((span.fromMs / lengthMs) * drawingWidth));
  const to = Math.max(from + 1, Math.min(drawingWidth, Math.ceil((span.toMs / lengthMs) * drawingWidth)));
  return `${' '.repeat(from)}${'#'.repeat(to - from)}${' '.repeat(drawingWidth - to)}`;
}

function wordsOf({ span, outcome }: TimelineBar): string {
  const took = span === undefined ? 'never ran' : durationWords(lengthOf(span));
  return outcome === 'pass' ? took : `${took}, ${outcomeWords[outcome].toLowerCase()}`;
}
