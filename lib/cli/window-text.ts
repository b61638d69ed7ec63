import { breakGlassVotes } from '../domain/approvals/reported-people.ts';
import { shortCommit } from '../domain/short-commit.ts';
import type { ReportedCriterion, WindowReport } from '../domain/window/window-report.ts';
import { drillSentence, recordedByWords } from '../reports/window-trigger-words.ts';
import { probeNames } from '../reports/window-verifications.ts';
import {
  criterionStandings,
  momentWords,
  responseWords,
  resultWords,
  standingOfCriterion,
  stateWords,
  stepLines,
} from '../reports/window-words.ts';
import { hanging } from './hanging.ts';
import { outcomeSymbol } from './outcome-style.ts';
import type { Style, Terminal } from './output.ts';
import { breakGlassLines, peopleLines } from './people-text.ts';
import { clean } from './text.ts';
import { verificationLines } from './window-verifications-text.ts';

export interface WindowText {
  readonly report: WindowReport;
  /** Lines at the end: where the report is. */
  readonly notes?: readonly string[];
}

/** A rollback window for people: its result first, the trigger, what to do, then all that it watched. */
export function windowText({ report, notes = [] }: WindowText, terminal: Terminal): string {
  return [
    ...breakGlassLines(breakGlassVotes(report.approvals), terminal),
    ...headLines(report, terminal),
    ...triggerLines(report, terminal),
    ...rollbackLines(report, terminal),
    ...nextLines(report, terminal),
    ...criteriaLines(report, terminal),
    ...verificationLines(report, terminal),
    ...blindLines(report, terminal),
    ...peopleLines(report, terminal),
    ...(notes.length === 0 ? [] : ['', ...notes]),
    '',
  ].join('\n');
}

const stamps: Readonly<Record<WindowReport['result'], Style>> = {
  healthy: ['black', 'bgGreen', 'bold'],
  'rolled-back': ['black', 'bgYellow', 'bold'],
  'rollback-failed': ['white', 'bgRed', 'bold'],
  inconclusive: ['white', 'bgMagenta', 'bold'],
  superseded: ['black', 'bgWhite', 'bold'],
  open: ['black', 'bgCyan', 'bold'],
};

/** `ROLLED BACK` */
export function windowStamp(result: WindowReport['result'], terminal: Terminal): string {
  return terminal.paint(stamps[result], ` ${resultWords[result].toUpperCase()} `);
}

function headLines(report: WindowReport, terminal: Terminal): string[] {
  const { result, summary, service, release, environment, openedAt, endsAt, closedAt, go, withoutGo } = report;
  const width = resultWords[result].length + 3;
  const drill = drillSentence(report);
  const name = clean(`${service} ${release.version} → ${environment}`);
  const until = closedAt === undefined ? `open until ${endsAt}` : `closed ${closedAt}`;
  const opened = [
    `window ${report.run.id}, opened ${openedAt}, ${until}`,
    ...(go === undefined ? [] : [`GO of run ${go.run}`]),
    ...(report.supersedes === undefined ? [] : [`took over from window ${report.supersedes}`]),
  ];
  return [
    ...hanging(`${windowStamp(result, terminal)} `, width, clean(summary), terminal),
    ...(drill === undefined
      ? []
      : hanging('', 0, clean(drill), terminal, (line) => terminal.paint(['yellow', 'bold'], line))),
    `${terminal.paint('bold', name)}  ${terminal.paint('dim', `commit ${shortCommit(release.commit)}`)}`,
    ...opened.flatMap((line) => hanging('', 0, clean(line), terminal, (text) => terminal.paint('dim', text))),
    ...(withoutGo === undefined
      ? []
      : hanging('', 0, clean(`opened without a GO: ${withoutGo}`), terminal, (text) => terminal.paint('yellow', text))),
  ];
}

function triggerLines({ trigger }: WindowReport, terminal: Terminal): string[] {
  if (trigger === undefined) return [];
  const { criterion, check, alarm, reason, at, recordedAt } = trigger;
  const who = recordedByWords(trigger);
  const name = [criterion, check, alarm].filter((one) => one !== undefined).join('  ');
  return [
    '',
    terminal.paint(['red', 'bold'], 'Trigger'),
    ...(name === '' ? [] : hanging(`  ${outcomeSymbol(terminal, 'fail')} `, 4, clean(name), terminal)),
    ...hanging('    ', 4, clean(reason), terminal),
    ...hanging('    ', 4, clean(`happened ${at}, recorded ${recordedAt} by ${who}`), terminal, (line) =>
      terminal.paint('dim', line),
    ),
  ];
}

function rollbackLines(report: WindowReport, terminal: Terminal): string[] {
  const { trigger, rollback, target, schemaGuard } = report;
  const problem = 'problem' in target ? [`there is nothing to go back to: ${target.problem}`] : [];
  const lines = [
    ...(trigger === undefined ? problem : ['problem' in target ? target.problem : `back to ${target.what}`]),
    ...(schemaGuard === undefined || schemaGuard.state === 'compatible' ? [] : [`schema: ${schemaGuard.summary}`]),
    ...(rollback === undefined ? [] : [rollback.failure ?? rollback.detail]),
  ];
  const steps = stepLines(report);
  if (lines.length === 0 && steps.length === 0) return [];
  const width = Math.max(0, ...steps.map(({ words }) => words.length));
  return [
    '',
    terminal.paint('bold', 'Rollback'),
    ...[...new Set(lines)].flatMap((line) => hanging('  ', 2, clean(line), terminal)),
    ...steps.map(({ words, at, took = '' }) =>
      at === undefined
        ? `  ${words.padEnd(width)}  ${terminal.paint('red', 'it did not come to that')}`
        : `  ${words.padEnd(width)}  ${took.padStart(11)}  ${terminal.paint('dim', momentWords(at))}`,
    ),
  ];
}

function nextLines({ next }: WindowReport, terminal: Terminal): string[] {
  if (next.length === 0) return [];
  return [
    '',
    terminal.paint('bold', 'What to do now'),
    ...next.flatMap(({ text, command, link }) => [
      ...hanging(terminal.paint('cyan', '  → '), 4, clean(text), terminal),
      ...(command === undefined ? [] : [`    ${clean(command)}`]),
      ...(link === undefined ? [] : [terminal.paint('dim', `    ${clean(link)}`)]),
    ]),
  ];
}

function criteriaLines(report: WindowReport, terminal: Terminal): string[] {
  const width = Math.max(...report.criteria.map(({ id }) => id.length));
  return [
    '',
    terminal.paint('bold', 'Criteria'),
    ...report.criteria.flatMap((criterion) => {
      const { look } = criterionStandings[standingOfCriterion(criterion, report)];
      const head = `  ${outcomeSymbol(terminal, look)} ${criterion.id.padEnd(width)}  `;
      return hanging(head, width + 6, clean(criterionText(criterion, report)), terminal);
    }),
  ];
}

/** `critical, rolls back: OK since 2026-11-23T08:30:00.000Z` */
function criterionText(criterion: ReportedCriterion, report: WindowReport): string {
  const { severity, response, alarms, notWatched, probes } = criterion;
  const words = criterionStandings[standingOfCriterion(criterion, report)].words.toLowerCase();
  const many = alarms.length > 1;
  const seen = alarms.map(({ name, seen: last, redAtOpen }) => {
    const before = redAtOpen === true ? ', red already when the window opened' : '';
    const state = last === undefined ? 'never seen' : `${stateWords[last.state]} since ${last.since}`;
    const silenced = last?.silenced === undefined ? '' : `, silenced: ${last.silenced}`;
    return `${many ? `${name}: ` : ''}${state}${silenced}${before}`;
  });
  const asked = probes === undefined ? [] : [probeNames(criterion)];
  const told = notWatched === undefined ? [...seen, ...asked] : [notWatched];
  return `${severity}, ${responseWords[response]}: ${words}${told.length === 0 ? '' : `; ${told.join('; ')}`}`;
}

/** More stand in the report. */
const mostSpots = 10;

function blindLines({ blind }: WindowReport, terminal: Terminal): string[] {
  if (blind.length === 0) return [];
  const rest = blind.length - mostSpots;
  return [
    '',
    terminal.paint(['magenta', 'bold'], 'Blind spots'),
    ...blind.slice(0, mostSpots).flatMap(({ what, why, from, to }) => {
      const text = `${what}: ${why}, from ${from} ${to === undefined ? 'on' : `to ${to}`}`;
      return hanging(`  ${outcomeSymbol(terminal, 'error')} `, 4, clean(text), terminal);
    }),
    ...(rest > 0 ? [`    and ${rest} more, see the report`] : []),
  ];
}
