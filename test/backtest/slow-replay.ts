import { breaching, missing, within } from '../../lib/alarms/datapoint.ts';
import { evaluateRange } from '../../lib/alarms/evaluate-range.ts';
import { columnName } from '../../lib/backtest/history.ts';
import { metricsOf } from '../../lib/backtest/planned-criteria.ts';
import type { Backtest } from '../../lib/backtest/replay-history.ts';
import type { BaselineSettings } from '../../lib/config/window-settings.ts';
import type { AlarmDefinition } from '../../lib/domain/window/alarm.ts';
import { iso, startMs } from './histories.ts';

/*
 * The same as lib/backtest, minute by minute and window by window, without its lists of changes, its searches and its slices. Openings
 * are at whole minutes; alarms are of sums of one metric.
 */

interface Seen {
  readonly criterion: string;
  readonly alarm: string;
  readonly at: string;
  readonly response: string;
  readonly threshold: number;
}

export function slowReplay({ settings, history, openings, lateSeconds }: Backtest) {
  const lasts = settings.times.lasts / 60;
  return openings.map(({ at }) => {
    const opened = (at - startMs) / 60_000;
    const redAtOpening: string[] = [];
    const red: Seen[] = [];
    const criteriaSeen = new Set<string>();
    for (let minute = opened; minute <= opened + lasts; minute += 1) {
      let isOver = false;
      for (const { id, alarms, baseline, response } of settings.criteria) {
        for (const definition of [...alarms.map((one) => one.definition), baseline?.alarm]) {
          if (definition === undefined) continue;
          const own = definition === baseline?.alarm ? baseline : undefined;
          const threshold = own === undefined ? definition.threshold : thresholdOf(own, history, opened, lateSeconds);
          if (threshold === undefined) continue;
          const from = own === undefined ? 1 : opened + 1;
          const look = { history, definition: { ...definition, threshold }, lateSeconds, from };
          const [before, now] = [stateAt(look, minute - 1), stateAt(look, minute)];
          if (minute === opened && own === undefined && before === 'ALARM') redAtOpening.push(definition.name);
          if (before === 'ALARM' || now !== 'ALARM' || criteriaSeen.has(id)) continue;
          criteriaSeen.add(id);
          red.push({ criterion: id, alarm: definition.name, at: iso(minute), response, threshold });
          if (response === 'rollback') isOver = true;
        }
      }
      if (isOver) break;
    }
    const rolledBack = red.find(({ response }) => response === 'rollback');
    return { openedAt: iso(opened), red, redAtOpening, ...(rolledBack === undefined ? {} : { rolledBack }) };
  });
}

interface Looking {
  readonly history: Backtest['history'];
  readonly definition: AlarmDefinition;
  readonly lateSeconds: number;
  readonly from: number;
}

interface Known {
  readonly points: Int8Array;
  readonly states: string[];
}
const known = new WeakMap<object, Map<string, Known>>();

/** All states from the first evaluation on, kept for the next question. */
function stateAt({ history, definition, lateSeconds, from }: Looking, minute: number): string {
  const all = known.get(history) ?? new Map<string, Known>();
  known.set(history, all);
  const key = JSON.stringify([definition, lateSeconds, from]);
  const k = definition.periodSeconds / 60;
  const late = Math.ceil(lateSeconds / definition.periodSeconds);
  const points = (): Int8Array =>
    Int8Array.from({ length: history.minutes }, (_, index) => judged(history, definition, index, k));
  const one = all.get(key) ?? { points: points(), states: [] };
  all.set(key, one);
  const found = one.states;
  for (let at = from + found.length; at <= Math.max(minute, 0); at += 1) {
    const range = definition.evaluationPeriods + 2;
    const next = evaluateRange(one.points, { period: at, range, late, stride: k }, definition);
    found.push(next === 'retain' ? (found.at(-1) ?? 'INSUFFICIENT_DATA') : next);
  }
  return found[minute - from] ?? 'INSUFFICIENT_DATA';
}

function judged(history: Backtest['history'], definition: AlarmDefinition, end: number, k: number): -1 | 0 | 1 {
  const [name] = metricsOf(definition)
    .filter(({ id }) => id === definition.returns)
    .map(columnName);
  const values = history.columns.get(name ?? '')?.slice(Math.max(0, end - k + 1), end + 1) ?? [];
  const there = [...values].filter((value) => !Number.isNaN(value));
  if (end - k + 1 < 0 || there.length === 0) return missing;
  const value = there.reduce((sum, one) => sum + one, 0);
  return (definition.comparison.startsWith('Less') ? value < definition.threshold : value > definition.threshold)
    ? breaching
    : within;
}

function thresholdOf(
  { factor, floorMs, samplesAtLeast }: BaselineSettings,
  history: Backtest['history'],
  opened: number,
  lateSeconds: number,
): number | undefined {
  const of = (stat: string) =>
    [...(history.columns.get(`Shop Latency ${stat}`) ?? [])].slice(opened - 60, opened - Math.ceil(lateSeconds / 60));
  const [p95, counts] = [of('p95'), of('SampleCount')];
  const pairs = p95.map((value, index) => [value, counts[index] ?? 0] as const);
  const seen = pairs.filter(([value, count]) => !Number.isNaN(value) && !Number.isNaN(count));
  const samples = seen.reduce((sum, [, count]) => sum + count, 0);
  if (samples < samplesAtLeast) return undefined;
  return Math.max(floorMs, factor * (seen.reduce((sum, [value, count]) => sum + value * count, 0) / samples));
}
