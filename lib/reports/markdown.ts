import type { Outcome } from '../domain/outcome.ts';
import { type Report, type ReportedCheck, unaskedOf } from '../domain/report.ts';
import {
  type Blocker,
  blockersOf,
  type GateFinding,
  nothingRan,
  nothingRanFinding,
  remediesOf,
  unaskedFinding,
  warningsOf,
} from './blockers.ts';
import { inCode, inMarkdown } from './escape.ts';
import { type Fact, factsOf } from './facts.ts';
import { describe, lengthOf, type TimelineBar, timelineOf } from './timeline.ts';
import {
  durationWords,
  findingWords,
  instantWords,
  outcomeMeanings,
  outcomeWords,
  releaseName,
  summarySentence,
  tally,
  tallyWords,
  verdictWords,
} from './words.ts';

/** Shape and colour beside the word, as in the HTML report. */
const signs: Record<Outcome, string> = { fail: '❌', error: '🟣', warn: '⚠️', pass: '✅', skipped: '⚪' };

const labelOf = (outcome: Outcome): string => `${signs[outcome]} ${outcomeWords[outcome]}`;

/** The report in GitHub-flavoured Markdown, for a job summary or a comment. */
export function reportAsMarkdown(report: Report): string {
  const blocks = [
    ...head(report),
    ...blocking(report),
    ...warnings(report),
    '## All checks',
    ...report.groups.flatMap(group),
    ...timeline(report),
    ...facts(report),
    '---',
    `Preflight report of run ${inCode(report.run.id)}. All times are UTC.`,
  ];
  return `${blocks.join('\n\n')}\n`;
}

function head(report: Report): string[] {
  const { verdict, environment, run, release, expiresAt, groups } = report;
  const sign = signs[verdict === 'go' ? 'pass' : 'fail'];
  const counts = tally(groups.flatMap(({ checks }) => checks)).map((one) => `${signs[one.outcome]} ${tallyWords(one)}`);
  const lines = [
    release && `Commit ${inCode(release.commit)}, requested by ${inCode(release.requestedBy)}`,
    `Decided ${momentOf(run.decidedAt)}`,
    expiresAt === undefined ? undefined : `This GO holds until ${momentOf(expiresAt)}`,
  ].filter((line) => line !== undefined);
  return [
    `# ${sign} ${verdictWords[verdict]}: ${inMarkdown(releaseName(report))} to ${inMarkdown(environment)}`,
    `**${inMarkdown(summarySentence(report))}** ${counts.join(' · ')}`,
    lines.map((line) => `- ${line}`).join('\n'),
  ];
}

function blocking(report: Report): string[] {
  const blockers = blockersOf(report);
  const blocks = [
    ...blockers.flatMap(blocker),
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
  const kinds = tally(blockers).map(({ outcome }) => `${labelOf(outcome)}: ${outcomeMeanings[outcome]}.`);
  return ['## What blocks, and what to do about it', ...(kinds.length === 0 ? [] : [kinds.join(' ')]), ...blocks];
}

function warnings(report: Report): string[] {
  const found = warningsOf(report);
  if (found.length === 0) return [];
  return ['## Warnings', 'Not right, but no reason to keep the release back.', ...found.flatMap(blocker)];
}

function blocker(one: Blocker): string[] {
  const [first] = one.checks;
  const ids = one.checks.map(({ id }) => inCode(id)).join(', ');
  const title =
    one.checks.length === 1 && first
      ? inMarkdown(first.title)
      : `${inMarkdown(one.groupTitle)} (${one.checks.length} checks)`;
  return entry(labelOf(one.outcome), title, { found: findingWords(one), remedies: remediesOf(one) }, ids);
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
    return `| ${labelOf(check.outcome)} | ${inMarkdown(check.title)} | ${inMarkdown(findingWords(check))} | ${took} |`;
  });
  const seen = checks.filter(({ evidence }) => evidence.length > 0);
  const counts = tally(checks).map(tallyWords).join(', ');
  return [
    `### ${inMarkdown(title)}: ${counts}`,
    ['| Outcome | Check | Finding | Took |', '| --- | --- | --- | ---: |', ...rows].join('\n'),
    ...(seen.length === 0 ? [] : ['<details><summary>Evidence</summary>', ...seen.flatMap(evidenceOf), '</details>']),
  ];
}

function evidenceOf({ id, outcome, evidence }: ReportedCheck): string[] {
  const items = evidence.map(({ where, observed, expected, when }) =>
    [
      `- ${inMarkdown(where) || '(empty)'}`,
      `  - observed ${inCode(observed)}`,
      `  - expected ${inCode(expected)}`,
      ...(when === undefined ? [] : [`  - when ${momentOf(when)}`]),
    ].join('\n'),
  );
  return [`${labelOf(outcome)}: ${inCode(id)}`, items.join('\n')];
}

const momentOf = (text: string): string => instantWords(text) ?? inCode(text);

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

function facts(report: Report): string[] {
  const lists = factsOf(report).flatMap(({ title, facts: list }) => [`### ${title}`, list.map(factLine).join('\n')]);
  return ['## Release and run', ...lists];
}

function factLine({ term, values, code }: Fact): string {
  const texts = values.map((value) => (code === true ? inCode(value) : inMarkdown(value)));
  return texts.length === 1
    ? `- ${term}: ${texts[0]}`
    : [`- ${term}:`, ...texts.map((text) => `  - ${text}`)].join('\n');
}
