import { breakGlassUses, refusalOf, waiverWords } from '../domain/approvals/reported-people.ts';
import { blockingChecks, type Report, type ReportedCheck, unaskedOf } from '../domain/report.ts';
import { shortCommit } from '../domain/short-commit.ts';
import { quarantineFinding, quarantineTitle } from '../reports/blockers.ts';
import { evidenceWords, findingWords, releaseName, standingOf, summaryWords } from '../reports/words.ts';
import { hanging } from './hanging.ts';
import { outcomeLabel, outcomeLabelWidth, outcomeSymbol } from './outcome-style.ts';
import type { Terminal } from './output.ts';
import { blockingItemLines, breakGlassLines, peopleLines, waivedLines } from './people-text.ts';
import { clean, seconds } from './text.ts';

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
    ...report.groups.flatMap((group) => ['', ...groupLines(group, report, terminal)]),
    ...peopleLines(report, terminal),
    ...waivedLines(report, terminal),
    ...blockingLines(report, terminal),
    '',
    ...breakGlassLines(breakGlassUses(report), terminal),
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
function groupLines({ title, checks }: Report['groups'][number], report: Report, terminal: Terminal): string[] {
  const width = Math.max(...checks.map(({ id }) => id.length));
  return [
    terminal.paint('bold', title),
    ...withNeighbours(checks).flatMap(([first, ...rest]) =>
      first.outcome === 'skipped' ? offLines(first, rest, terminal) : ranLines(first, width, report, terminal),
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

function ranLines(check: ReportedCheck, idWidth: number, report: Report, terminal: Terminal): string[] {
  const { id, outcome, summary, durationMs, waiver } = check;
  const took = (durationMs === undefined ? '' : seconds(durationMs)).padStart(6);
  const head = `  ${outcomeLabel(terminal, outcome)} ${id.padEnd(idWidth)} ${terminal.paint('dim', took)}  `;
  const width = 2 + outcomeLabelWidth + 1 + idWidth + 1 + 6 + 2;
  const lines = hanging(head, width, clean(summary), terminal);
  if (waiver === undefined) return lines;
  const accepted = clean(waiverWords(waiver, report));
  return [...lines, ...hanging(' '.repeat(width), width, accepted, terminal, (line) => terminal.paint('cyan', line))];
}

function offLines(first: ReportedCheck, rest: readonly ReportedCheck[], terminal: Terminal): string[] {
  // That nobody was asked is said beside it: it is not off.
  const isOff = standingOf(first) === 'skipped';
  const head = `  ${isOff ? outcomeLabel(terminal, 'skipped') : outcomeLabel(terminal, 'skipped', '')} `;
  const why = isOff ? findingWords(first) : first.summary;
  const text = `${[first, ...rest].map(({ id }) => id).join(', ')}: ${clean(why)}`;
  return hanging(head, 2 + outcomeLabelWidth + 1, text, terminal, (line) => terminal.paint('dim', line));
}

function blockingLines(report: Report, terminal: Terminal): string[] {
  const lines = [
    ...quarantineLines(report, terminal),
    ...blockingChecks(report).flatMap((check) => ['', ...blockingCheckLines(check, report, terminal)]),
    ...blockingItemLines(report, terminal),
    ...unaskedOf(report).flatMap((id) => [
      '',
      `  ${outcomeSymbol(terminal, 'error')} ${clean(id)}: answered, though nobody asked`,
    ]),
  ];
  return lines.length === 0 ? [] : ['', terminal.paint(['red', 'bold'], 'What blocks'), ...lines.slice(1)];
}

function quarantineLines(report: Report, terminal: Terminal): string[] {
  const finding = quarantineFinding(report);
  if (finding === undefined) return [];
  const arrow = terminal.paint('cyan', '    → ');
  return [
    '',
    `  ${outcomeSymbol(terminal, 'fail')} ${terminal.paint('bold', 'quarantine')}  ${terminal.paint('dim', quarantineTitle)}`,
    ...hanging('    ', 4, clean(finding.found), terminal),
    ...finding.remedies.flatMap((remedy) => hanging(arrow, 6, clean(remedy), terminal)),
  ];
}

function blockingCheckLines(check: ReportedCheck, report: Report, terminal: Terminal): string[] {
  const { id, title, outcome, summary, evidence, remediation } = check;
  const refusal = refusalOf(check, report);
  const seen = evidence.map((one) => clean(evidenceWords(one)));
  return [
    `  ${outcomeSymbol(terminal, outcome)} ${terminal.paint('bold', id)}  ${terminal.paint('dim', title)}`,
    ...hanging('    ', 4, clean(summary), terminal),
    ...(refusal === undefined ? [] : hanging('    ', 4, clean(`not accepted: ${refusal}`), terminal)),
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
