import { shortCommit } from '../domain/release.ts';
import { blockingChecks, type Report, type ReportedCheck, unaskedOf } from '../domain/report.ts';
import { evidenceWords, findingWords, releaseName, summaryWords } from '../reports/words.ts';
import { outcomeLabel, outcomeLabelWidth, outcomeSymbol } from './outcome-style.ts';
import type { Terminal } from './output.ts';
import { clean, seconds, wrap } from './text.ts';

export interface ChecklistText {
  readonly report: Report;
  /** Lines below the verdict: where the report is. */
  readonly notes?: readonly string[];
  readonly elapsedMs?: number;
}

/** A run for people: the checklist in its order, what blocks and what to do about it, the verdict. */
export function checklistText(text: ChecklistText, terminal: Terminal): string {
  const { report } = text;
  return [
    headline(report, terminal),
    ...report.groups.flatMap((group) => ['', ...groupLines(group, terminal)]),
    ...blockingLines(report, terminal),
    '',
    ...verdictLines(text, terminal),
    '',
  ].join('\n');
}

function headline(report: Report, terminal: Terminal): string {
  const { environment, release } = report;
  const commit = release === undefined ? 'no release given' : `commit ${shortCommit(release.commit)}`;
  return `${terminal.paint('bold', `${releaseName(report)} → ${environment}`)}  ${terminal.paint('dim', commit)}`;
}

/** In the checklist's order. Neighbours that are off for one reason share a line: each is named, and so is the reason. */
function groupLines({ title, checks }: Report['groups'][number], terminal: Terminal): string[] {
  const width = Math.max(...checks.map(({ id }) => id.length));
  return [
    terminal.paint('bold', title),
    ...withNeighbours(checks).flatMap(([first, ...rest]) =>
      first.outcome === 'skipped' ? offLines(first, rest, terminal) : ranLines(first, width, terminal),
    ),
  ];
}

type Neighbours = [ReportedCheck, ...ReportedCheck[]];

function withNeighbours(checks: readonly ReportedCheck[]): Neighbours[] {
  const all: Neighbours[] = [];
  for (const check of checks) {
    const last = all.at(-1);
    if (check.outcome === 'skipped' && last?.[0].outcome === 'skipped' && last[0].summary === check.summary) {
      last.push(check);
    } else all.push([check]);
  }
  return all;
}

function ranLines({ id, outcome, summary, durationMs }: ReportedCheck, idWidth: number, terminal: Terminal): string[] {
  const took = (durationMs === undefined ? '' : seconds(durationMs)).padStart(6);
  const head = `  ${outcomeLabel(terminal, outcome)} ${id.padEnd(idWidth)} ${terminal.paint('dim', took)}  `;
  return hanging(head, 2 + outcomeLabelWidth + 1 + idWidth + 1 + 6 + 2, clean(summary), terminal);
}

function offLines(first: ReportedCheck, rest: readonly ReportedCheck[], terminal: Terminal): string[] {
  const head = `  ${outcomeLabel(terminal, 'skipped')} `;
  const text = `${[first, ...rest].map(({ id }) => id).join(', ')}: ${clean(findingWords(first))}`;
  return hanging(head, 2 + outcomeLabelWidth + 1, text, terminal, (line) => terminal.paint('dim', line));
}

function blockingLines(report: Report, terminal: Terminal): string[] {
  const lines = [
    ...blockingChecks(report).flatMap((check) => ['', ...blockingCheckLines(check, terminal)]),
    ...unaskedOf(report).flatMap((id) => [
      '',
      `  ${outcomeSymbol(terminal, 'error')} ${clean(id)}: answered, though nobody asked`,
    ]),
  ];
  return lines.length === 0 ? [] : ['', terminal.paint(['red', 'bold'], 'What blocks'), ...lines.slice(1)];
}

function blockingCheckLines(check: ReportedCheck, terminal: Terminal): string[] {
  const { id, title, outcome, summary, evidence, remediation } = check;
  const seen = evidence.map((one) => clean(evidenceWords(one)));
  return [
    `  ${outcomeSymbol(terminal, outcome)} ${terminal.paint('bold', id)}  ${terminal.paint('dim', title)}`,
    ...hanging('    ', 4, clean(summary), terminal),
    ...seen.flatMap((text) => hanging(terminal.paint('dim', '    · '), 6, text, terminal)),
    ...(remediation === undefined ? [] : hanging(terminal.paint('cyan', '    → '), 6, clean(remediation), terminal)),
  ];
}

function verdictLines({ report, notes = [], elapsedMs }: ChecklistText, terminal: Terminal): string[] {
  const { verdict, expiresAt } = report;
  const stamp = verdictStamp(verdict, terminal);
  // A space that does not break keeps the unit with its number.
  const took = elapsedMs === undefined ? '' : `  ${seconds(elapsedMs).replaceAll(' ', '\u00A0')}`;
  const words = `${summaryWords(report)}${took}`;
  return [
    ...hanging(`${stamp} `, verdict === 'go' ? 5 : 8, words, terminal),
    ...(expiresAt === undefined ? [] : [`holds until ${expiresAt}`]),
    ...notes,
  ];
}

export function verdictStamp(verdict: Report['verdict'], terminal: Terminal): string {
  return verdict === 'go'
    ? terminal.paint(['black', 'bgGreen', 'bold'], ' GO ')
    : terminal.paint(['white', 'bgRed', 'bold'], ' NO-GO ');
}

/** Text after a head, on as many lines as the terminal needs, each below the first one's beginning. */
function hanging(
  head: string,
  headWidth: number,
  text: string,
  terminal: Terminal,
  paint: (line: string) => string = (line) => line,
): string[] {
  const room = terminal.columns() - headWidth;
  // Too narrow for two columns of text: the rest begins further left.
  const indent = room < 24 ? 6 : headWidth;
  const [first = '', ...rest] = wrap(text, Math.max(24, terminal.columns() - indent));
  if (room >= first.length)
    return [`${head}${paint(first)}`, ...rest.map((line) => `${' '.repeat(indent)}${paint(line)}`)];
  return [head.trimEnd(), ...[first, ...rest].map((line) => `${' '.repeat(indent)}${paint(line)}`)];
}
