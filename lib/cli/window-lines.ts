import type { WatchedCheck, WatchedCriterion, WindowEvent, WindowRecord } from '../domain/window/window.ts';
import { responseWords } from '../reports/window-words.ts';
import { fitted } from './fitted.ts';
import { outcomeSymbol } from './outcome-style.ts';
import type { Terminal } from './output.ts';
import { clean } from './text.ts';
import { checkLook, criterionLook, type Standing, timeOf, verifiedWords } from './window-looks.ts';

/** What is said once of a window that is open: what it watches, what it would go back to, and what people should know. */
export function openedLines(record: WindowRecord, terminal: Terminal): string[] {
  const { endsAt, criteria, redAtOpen, target, go, withoutGo, supersedes } = record;
  const watched = criteria.filter(({ notWatched }) => notWatched === undefined);
  const width = Math.max(0, ...criteria.map(({ id }) => id.length));
  return [
    terminal.paint(
      'bold',
      `the window is open until ${endsAt}, and watches ${watched.length} of ${criteria.length} criteria`,
    ),
    ...criteria.map((criterion) => `  ${criterion.id.padEnd(width)}  ${watchedWords(criterion)}`),
    ...verifiesLines(record, width),
    ...('problem' in target
      ? [terminal.paint(['red', 'bold'], `a rollback would not work: ${clean(target.problem)}`)]
      : [`a rollback would go back to ${clean(target.what)}`]),
    ...(go === undefined ? [] : [`opened by the GO of run ${clean(go.run)}`]),
    ...(withoutGo === undefined ? [] : [terminal.paint('yellow', `opened without a GO: ${clean(withoutGo)}`)]),
    ...(supersedes === undefined ? [] : [`it takes over from the window ${clean(supersedes)}`]),
    ...redAtOpen.map(({ name, since, reason }) =>
      terminal.paint(
        'yellow',
        clean(`red already: ${name} since ${since}, which rolls back only when it turns red anew: ${reason}`),
      ),
    ),
  ];
}

function verifiesLines({ checks = [], verifiesAt = [] }: WindowRecord, width: number): string[] {
  if (checks.length === 0) return [];
  const times = verifiesAt.map(timeOf).join(', ');
  return [
    times === '' ? 'nothing is looked at from outside' : `it looks from outside at ${times} UTC`,
    ...checks.map((check) => `  ${check.id.padEnd(width)}  ${checkedWords(check)}`),
  ];
}

function checkedWords({ severity, response, notWatched }: WatchedCheck): string {
  return notWatched === undefined ? `${severity}: ${responseWords[response]}` : `off: ${clean(notWatched)}`;
}

function watchedWords({ response, alarms, notWatched, severity, probes = [] }: WatchedCriterion): string {
  if (notWatched !== undefined) return `not watched: ${clean(notWatched)}`;
  const many = (count: number, noun: string): string[] =>
    count === 0 ? [] : [`${count} ${noun}${count === 1 ? '' : 's'}`];
  const by = [...many(alarms.length, 'alarm'), ...many(probes.length, 'probe')];
  return `${severity}: ${by.length === 0 ? 'people alone' : [...by, responseWords[response]].join(', ')}`;
}

/** Whether an event only says what `openedLines` has said. */
export function isOpening({ at, kind }: WindowEvent, { openedAt }: WindowRecord): boolean {
  return at === openedAt && (kind === 'opened' || kind === 'alarm');
}

/** One line of the time line: `10:12:03  alarm     preflight-…-error-rate-high ALARM: …`, in UTC. */
export function eventLine({ at, kind, text, alarm, state }: WindowEvent, terminal: Terminal): string {
  const time = timeOf(at);
  const of = [alarm, state].filter((word) => word !== undefined).join(' ');
  const line = `${time}  ${kind.padEnd(kindWidth)}  ${clean(of === '' ? text : `${of}: ${text}`)}`;
  const style = eventStyles[kind];
  return style === undefined ? line : terminal.paint(style, line);
}

const kindWidth = 8;
const eventStyles: Partial<Record<WindowEvent['kind'], Parameters<Terminal['paint']>[0]>> = {
  trigger: ['red', 'bold'],
  rollback: 'red',
  blind: 'magenta',
  asked: 'yellow',
  drill: 'yellow',
  ignored: 'dim',
};

/** A line for each criterion and each check that is watched, as it stands now, and what cannot be seen. */
export function criterionLines(record: WindowRecord, terminal: Terminal): string[] {
  const { criteria, blind = [], checks = [] } = record;
  const width = Math.max(0, ...[...criteria, ...checks].map(({ id }) => id.length));
  const row = (id: string, { outcome, text }: Standing): string[] => {
    const symbol = outcome === undefined ? terminal.paint('dim', '·') : outcomeSymbol(terminal, outcome);
    return fitted(`  ${symbol} ${id.padEnd(width)}  `, width + 6, text, terminal);
  };
  return [
    ...criteria.flatMap((criterion) => row(criterion.id, criterionLook(criterion, record))),
    ...(checks.length === 0 ? [] : fitted('  ', 2, `from outside: ${verifiedWords(record)}`, terminal)),
    ...checks.flatMap((check) => row(check.id, checkLook(check, record))),
    ...blind
      .filter(({ to }) => to === undefined)
      .flatMap(({ what, why, from }) =>
        fitted(`  ${outcomeSymbol(terminal, 'error')} `, 4, clean(`blind since ${from}: ${what}: ${why}`), terminal),
      ),
  ];
}
