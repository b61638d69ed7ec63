import type { WindowEvent, WindowRecord } from '../domain/window/window.ts';
import { outcomeSymbol } from './outcome-style.ts';
import type { Terminal } from './output.ts';
import { clean, cutToFit } from './text.ts';
import { timeLeft } from './time-left.ts';
import { alarmLook, checkLook, nextDue, probesLook, type Standing, timeOf, verifiedWords } from './window-looks.ts';
import { entry, type Page, type WindowSight } from './window-page.ts';
import { headLines } from './window-screen-head.ts';
import { valueWords } from './window-values.ts';

/**
 * All that matters of a window that goes on, on one screen; no line is wider than the terminal.
 * @param rows as many as there are: where they are too few, each thing takes one of them.
 */
export function windowScreen(
  sight: WindowSight,
  now: Date,
  terminal: Terminal,
  rows = Number.POSITIVE_INFINITY,
): string[] {
  const whole = pageLines(sight, { terminal, now, isShort: false });
  return whole.length <= rows ? whole : pageLines(sight, { terminal, now, isShort: true });
}

function pageLines(sight: WindowSight, page: Page): string[] {
  return [
    ...headLines(sight, page),
    ...criteriaLines(sight, page),
    ...checkLines(sight, page),
    ...blindLines(sight, page),
    ...toldLines(sight, page),
  ];
}

interface Row extends Standing {
  readonly id: string;
}

function rowLines(rows: readonly Row[], width: number, page: Page): string[] {
  const { terminal } = page;
  return rows.flatMap(({ id, outcome, text }) => {
    const symbol = outcome === undefined ? terminal.paint('dim', '·') : outcomeSymbol(terminal, outcome);
    const isWell = outcome === 'pass' || outcome === undefined;
    return entry(`  ${symbol} ${id.padEnd(width)}  `, width + 6, text, page, { isWell });
  });
}

function criteriaLines(sight: WindowSight, page: Page): string[] {
  const rows = sight.record.criteria.flatMap((criterion) => criterionRows(criterion, sight));
  return [
    page.terminal.paint('bold', 'Criteria'),
    ...rowLines(rows, idWidth(sight), page),
    ...problemLines(sight, page),
  ];
}

const idWidth = ({ record: { criteria, checks = [] } }: WindowSight): number =>
  Math.max(...[...criteria, ...checks].map(({ id }) => id.length));

/** A row an alarm, and one for the probes. */
function criterionRows(criterion: WindowRecord['criteria'][number], { record, values }: WindowSight): Row[] {
  const { id, alarms, notWatched, probes = [] } = criterion;
  if (notWatched !== undefined) return [{ id, outcome: 'skipped', text: `not watched: ${clean(notWatched)}` }];
  const rows: Standing[] = alarms.map((name) => {
    const { outcome, text } = alarmLook(name, record);
    const value = values.find((one) => one.alarm === name);
    const shown = value === undefined ? [] : [valueWords(value)];
    const of = alarms.length === 1 ? [] : [clean(name)];
    return { outcome, text: [...shown, shortStanding(text), ...of].join(' · ') };
  });
  if (probes.length > 0) rows.push(probesLook(id, probes, record));
  if (rows.length === 0) return [{ id, outcome: 'skipped', text: 'watched by people alone' }];
  return rows.map((row, index) => ({ ...row, id: index === 0 ? id : '' }));
}

/** Moments as times of day, and no more of CloudWatch's reason than names the values. */
const shortStanding = (text: string): string =>
  cutToFit(text.replace(/\d{4}-\d\d-\d\dT(\d\d:\d\d:\d\d)(?:\.\d+)?Z/g, '$1'), 150);

/** As many names fit a line. */
const mostNamed = 2;

/** Why there are no values, once for each reason. */
function problemLines({ values }: WindowSight, page: Page): string[] {
  const reasons = [...new Set(values.flatMap(({ problem }) => (problem === undefined ? [] : [problem])))];
  return reasons.flatMap((reason) => {
    const of = values.filter(({ problem }) => problem === reason).map(({ criterion }) => criterion);
    const ids = [...new Set(of)];
    const whose = ids.length > mostNamed ? `${ids.length} criteria` : ids.join(', ');
    return entry('    ', 4, clean(`no value of ${whose}: ${reason}`), page, { style: 'dim' });
  });
}

function checkLines(sight: WindowSight, page: Page): string[] {
  const { record } = sight;
  const { now, terminal } = page;
  const { checks = [] } = record;
  if (checks.length === 0) return [];
  const next = nextDue(record);
  const left = next === undefined ? '' : Date.parse(next) > now.getTime() ? ` (in ${timeLeft(next, now)})` : ' (due)';
  const rows = checks.map((check) => ({ id: check.id, ...checkLook(check, record) }));
  return [
    ...entry(`${terminal.paint('bold', 'Checks')}  `, 8, `${verifiedWords(record)}${left}`, page),
    ...rowLines(rows, idWidth(sight), page),
  ];
}

/** More stand in the report. */
const mostSpots = 4;

function blindLines({ record: { blind = [] } }: WindowSight, page: Page): string[] {
  if (blind.length === 0) return [];
  const { terminal } = page;
  const rest = blind.length - mostSpots;
  return [
    terminal.paint(['magenta', 'bold'], 'Blind spots'),
    ...blind.slice(-mostSpots).flatMap(({ what, why, from, to }) => {
      const text = `${what}: ${why}, from ${timeOf(from)} ${to === undefined ? 'on' : `to ${timeOf(to)}`}`;
      return entry(`  ${outcomeSymbol(terminal, 'error')} `, 4, cutToFit(clean(text), longestText), page);
    }),
    ...(rest > 0 ? [`    and ${rest} before`] : []),
  ];
}

/** The whole of a longer one stands in the report. */
const longestText = 240;

/** What people were told, and what they were asked. */
export const isTold = ({ kind }: WindowEvent): boolean => kind === 'told' || kind === 'asked';

const mostTold = 3;

function toldLines({ events }: WindowSight, page: Page): string[] {
  const told = events.filter(isTold);
  const heading = page.terminal.paint('bold', 'Told');
  if (told.length === 0) return [`${heading}  nobody yet`];
  const count = told.length > mostTold ? `  the last ${mostTold} of ${told.length}` : '';
  const lines = told.slice(-mostTold).flatMap(({ at, kind, text }) => {
    const words = clean(kind === 'asked' ? `asked: ${text}` : text);
    return entry(`  ${timeOf(at).slice(0, 8).padEnd(8)}  `, 12, cutToFit(words, longestText), page);
  });
  return [`${heading}${count}`, ...lines];
}
