/** A year of minutes through eight criteria, in a process of its own; prints what it took. `--suggestions` tries other settings too. */
import { columnName, type History } from '../lib/backtest/history.ts';
import { replayHistory } from '../lib/backtest/replay-history.ts';
import { wantedColumns } from '../lib/backtest/wanted-columns.ts';
import { type CriterionSettings, type WindowSettings, windowSettings } from '../lib/config/window-settings.ts';
import config from '../preflight.config.ts';
import type { BacktestFigures } from './backtest.ts';

const minutes = 525_600;
const startMs = Date.UTC(2026, 0, 1);
const everyMs = 3_600_000;

/** The example's production, in which people alone watch data-loss: an alarm on a metric stands for them. */
function eightCriteria(): WindowSettings {
  const { production } = config.environments;
  const settings = production && windowSettings(production);
  const model = settings?.criteria.find(({ id }) => id === 'feature-broken')?.alarms[0];
  if (settings === undefined || model?.definition === undefined) throw new Error('the example watches nothing');
  const { definition } = model;
  const series = definition.series.map((one) => ({ ...one, metric: 'LostOrders' }));
  const alarm = { ...model, name: 'lost-orders', definition: { ...definition, name: 'lost-orders', series } };
  const criteria = settings.criteria.map(
    (one): CriterionSettings => (one.id === 'data-loss' ? { ...one, alarms: [alarm] } : one),
  );
  return { ...settings, criteria, times: { ...settings.times, lasts: 3600 } };
}

/** Traffic with a daily shape, a few errors, now and then a bad half hour. Numbers of a linear congruence: the same each time. */
function yearOf(settings: WindowSettings): History {
  let seed = 1;
  const random = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  const columns = new Map<string, Float64Array>();
  for (const metric of wantedColumns(settings)) {
    const values = new Float64Array(minutes);
    for (let minute = 0; minute < minutes; minute += 1) {
      const traffic = 100 * (1 + 0.8 * Math.sin((2 * Math.PI * minute) / 1440));
      const bad = minute % 40_000 < 30 ? 20 : 1;
      const isCount = metric.metric === 'Invocations' || metric.stat === 'SampleCount';
      if (isCount) values[minute] = Math.round(traffic * (0.9 + 0.2 * random()));
      else if (metric.metric === 'Errors') values[minute] = random() < 0.2 ? bad : 0;
      else if (metric.metric === 'Duration') values[minute] = 80 + 40 * random();
      else values[minute] = 10 + 5 * bad * random();
    }
    columns.set(columnName(metric), values);
  }
  return { startMs, minutes, columns };
}

const settings = eightCriteria();
const history = yearOf(settings);
const megabytes = (bytes: number): number => bytes / 1_000_000;
const peak = (): number => megabytes(process.resourceUsage().maxRSS * 1024);
const before = peak();
const timed = <T>(act: () => T): { readonly seconds: number; readonly got: T } => {
  const started = performance.now();
  const got = act();
  return { got, seconds: (performance.now() - started) / 1000 };
};

const loop = timed(() => {
  let sum = 0;
  for (const values of history.columns.values()) for (const value of values) sum += value;
  return sum;
});
const openings = Array.from({ length: (minutes * 60_000) / everyMs }, (_, index) => ({
  at: startMs + index * everyMs,
}));
const suggestions = process.argv.includes('--suggestions');
const request = { settings, history, openings, opened: 'every 1h', incidents: [], lateSeconds: 60, suggestions };
const { seconds, got } = timed(() => replayHistory(request));

const figures: BacktestFigures = {
  seconds,
  loopSeconds: loop.seconds,
  peakMegabytes: peak(),
  beforeMegabytes: before,
  historyMegabytes: megabytes(minutes * Float64Array.BYTES_PER_ELEMENT * history.columns.size),
  columns: history.columns.size,
  criteria: got.criteria.filter(({ notReplayed }) => notReplayed === undefined).length,
  windows: got.windows.length,
  rolledBack: got.falseRollbacks.rolledBack,
  tried: got.suggestions.reduce((sum, { tried }) => sum + tried.length, 0),
};
process.stdout.write(JSON.stringify(figures));
