import type {
  BacktestReport,
  FalseRate,
  RedAlarm,
  ReplayedWindow,
  Suggestion,
  Tried,
} from '../../lib/backtest/backtest.ts';
import { falseRate } from '../../lib/backtest/false-rate.ts';
import { criteria, criterionIds, defaultResponse } from '../../lib/domain/window/criterion.ts';
import { hostileText } from './reports.ts';
import { alarmOf } from './window-samples.ts';

/** Reports of backtests, written by hand. */

const startMs = Date.parse('2026-10-01T01:00:00.000Z');
const hours = 30 * 24 - 1;
const timeOf = (hour: number, minute = 0): string => new Date(startMs + (hour * 60 + minute) * 60_000).toISOString();

function redAt(hour: number, minute: number, values: readonly (number | null)[]): RedAlarm {
  return {
    criterion: 'error-rate-critical',
    alarm: alarmOf('error-rate-critical'),
    response: 'rollback',
    at: timeOf(hour, minute),
    threshold: 5,
    values: values.map((value, index) => ({ at: timeOf(hour, minute - values.length + index), value })),
  };
}

function windowsOf(red: ReadonlyMap<number, RedAlarm>, incidents: readonly number[] = []): ReplayedWindow[] {
  return Array.from({ length: hours }, (_, hour) => {
    const rolledBack = red.get(hour);
    return {
      openedAt: timeOf(hour),
      incident: incidents.includes(hour),
      red: rolledBack === undefined ? [] : [rolledBack],
      redAtOpening: rolledBack !== undefined && hour === 300 ? [alarmOf('db-pool-exhausted')] : [],
      ...(rolledBack === undefined ? {} : { rolledBack }),
    };
  });
}

const tried = (
  [datapoints, requestsAtLeast]: readonly [string, number?],
  detectionSeconds: number | null,
  falseRollbacks: FalseRate,
  missed = detectionSeconds === null ? 1 : 0,
): Tried => ({
  datapoints,
  ...(requestsAtLeast === undefined ? {} : { requestsAtLeast }),
  falseRollbacks,
  detectionSeconds,
  missed,
});

const rate = (rolledBack: number): FalseRate => falseRate(rolledBack, 717);

/** M of N by floors, as they come out of a service with some hundred requests a minute. */
const grid: readonly Tried[] = [
  tried(['1 of 1', 20], 120, rate(58)),
  tried(['1 of 1', 40], 120, rate(31)),
  tried(['1 of 1', 80], 130, rate(14), 0.04),
  tried(['2 of 2', 20], 180, rate(6)),
  tried(['2 of 2', 40], 180, rate(2)),
  tried(['2 of 2', 80], 200, rate(1), 0.05),
  tried(['2 of 3', 20], 180, rate(7)),
  tried(['2 of 3', 40], 180, rate(2)),
  tried(['2 of 3', 80], 190, rate(1), 0.04),
  tried(['3 of 3', 20], 240, rate(0)),
  tried(['3 of 3', 40], 240, rate(0)),
  tried(['3 of 3', 80], 300, rate(0), 0.11),
  tried(['3 of 5', 40], 240, rate(0)),
  tried(['5 of 5', 40], 360, rate(0)),
  tried(['5 of 5', 400], null, rate(0)),
];

export const suggestionSample: Suggestion = {
  criterion: 'error-rate-critical',
  alarm: alarmOf('error-rate-critical'),
  tried: grid,
  configured: 7,
  suggested: 12,
  why: '3 of 5 with 40 requests or more finds the fault after 4 min and rolled back none of 717 healthy windows; 2 of 3, as configured, is a minute faster and rolled back 2 of them',
};

/** Of an alarm without a floor, all of whose settings come out alike. */
const outageSuggestion: Suggestion = {
  criterion: 'service-outage',
  alarm: alarmOf('service-outage'),
  tried: [
    tried(['2 of 2'], 180, rate(0)),
    tried(['2 of 3'], 180, rate(0)),
    tried(['3 of 3'], 240, rate(0)),
    tried(['3 of 5'], 240, rate(0)),
  ],
  configured: 0,
  suggested: 0,
  why: 'what is configured is the fastest of those with one false rollback per 1,000 at most',
};

const noneFits: Suggestion = {
  criterion: 'error-rate-high',
  alarm: alarmOf('error-rate-high'),
  tried: [
    tried(['1 of 1', 200], 120, rate(400)),
    tried(['3 of 5', 200], 300, rate(120)),
    tried(['5 of 5', 200], 420, rate(90)),
  ],
  configured: 1,
  why: 'none of the settings that were tried has one false rollback per 1,000 at most: this service often fails above 1 %',
};

const quiet: BacktestReport = {
  schema: 'preflight-backtest/1',
  service: 'shop-api',
  environment: 'production',
  from: '2026-10-01T00:00:00.000Z',
  to: '2026-10-31T00:00:00.000Z',
  minutes: { all: 43_200, withData: 43_188 },
  windowSeconds: 3600,
  lateSeconds: 60,
  opened: 'every 1h',
  windows: windowsOf(new Map()),
  criteria: criterionIds.map((id) => ({
    id,
    ...criteria[id],
    response: defaultResponse(id),
    gaps:
      id === 'response-time'
        ? ['the p95 of the hour before is approximated: the mean of its minutes’ p95, weighted by their samples']
        : [],
    red: 0,
    ...(id === 'data-loss' ? { notReplayed: 'people alone watch it' } : {}),
    ...(id === 'feature-broken' ? { notReplayed: 'probes leave no history: search, cart' } : {}),
  })),
  falseRollbacks: rate(0),
  suggestions: [outageSuggestion],
};

const reds = new Map([
  [51, redAt(51, 19, [9.2, null, 7.1])],
  [300, redAt(300, 4, [12.5, 100, 61.2])],
  [555, redAt(555, 58, [5.125_39, 0, 5.2])],
]);

const rolledBack: BacktestReport = {
  ...quiet,
  windows: windowsOf(reds, [300]),
  criteria: quiet.criteria.map((one) => {
    if (one.id === 'error-rate-critical') return { ...one, red: 3 };
    return one.id === 'db-pool-exhausted' ? { ...one, gaps: ['in 2 windows its alarm was red already'] } : one;
  }),
  falseRollbacks: falseRate(2, hours - 1),
  suggestions: [suggestionSample],
};

const nothing: BacktestReport = {
  ...quiet,
  windows: [],
  criteria: quiet.criteria.map((one) => ({ ...one, notReplayed: 'no data' })),
  falseRollbacks: falseRate(0, 0),
  suggestions: [],
};

/** Each window rolled back, so that the middle of them is left out. */
const storm: BacktestReport = {
  ...rolledBack,
  windows: windowsOf(new Map(Array.from({ length: hours }, (_, hour) => [hour, redAt(hour, 5, [99, 99, 99])]))),
  falseRollbacks: falseRate(hours, hours),
  suggestions: [suggestionSample, noneFits, outageSuggestion],
};

export const backtestReports = { quiet, 'rolled back': rolledBack, nothing, storm } as const;

const kept: readonly string[] = ['schema', 'severity', 'response', 'id', 'criterion'];

/** Every free text is hostile. */
export const hostileBacktest: BacktestReport = (() => {
  let count = 0;
  const walk = (value: unknown, key = ''): unknown => {
    if (Array.isArray(value)) return value.map((one) => walk(one, key));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, walk(one, name)]));
    }
    if (typeof value !== 'string' || kept.includes(key) || /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return value;
    count += 1;
    return `${hostileText[count % hostileText.length]} ${count}`;
  };
  return walk(rolledBack) as BacktestReport;
})();

/** Texts without a space to wrap at. */
export const longBacktest: BacktestReport = {
  ...rolledBack,
  service: 's'.repeat(120),
  opened: 'o'.repeat(120),
  windows: rolledBack.windows.map((one) =>
    one.rolledBack === undefined
      ? one
      : { ...one, rolledBack: { ...one.rolledBack, alarm: `alarm-${'x'.repeat(249)}` } },
  ),
  criteria: rolledBack.criteria.map((one) => ({ ...one, gaps: ['g'.repeat(300)], notReplayed: 'n'.repeat(300) })),
  suggestions: [{ ...suggestionSample, alarm: `alarm-${'x'.repeat(249)}`, why: 'w'.repeat(400) }],
};
