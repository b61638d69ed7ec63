import { computeSeries } from '../../lib/alarms/compute-series.ts';
import { evaluateRange } from '../../lib/alarms/evaluate-range.ts';
import { evaluationRange } from '../../lib/alarms/evaluation-rule.ts';
import { judgeSeries } from '../../lib/alarms/judge-series.ts';
import type { AlarmDefinition, AlarmSeries } from '../../lib/domain/window/alarm.ts';
import { thresholdMsOf } from '../../lib/domain/window/own-alarm.ts';
import type { Watched } from './service.ts';
import { lost, type MetricName, minutes, minutesBefore, type Reported, type Run } from './simulate.ts';

/** How long after a period's end its datapoint can be seen. */
export const delayMinutes = 1;

/**
 * From a red alarm to RollBack: SNS and two Lambda calls. `npm run bench` measures 59 ms (p95) between them in the emulator; SNS's own way
 * and a cold start are not in that, so a second is taken.
 */
export const triggerSeconds = 1;

/** The state before the window is that of its last minutes. */
const firstEvaluation = minutesBefore - 2;
const evaluations = minutes - firstEvaluation + 1;

/**
 * When an alarm becomes red, for the first time in the window of each run, in seconds as the run's are, trigger included; NaN where it does
 * not. It is evaluated at the end of each minute, on what can be seen then: CloudWatch evaluates periods that are longer every minute too,
 * each time a minute farther on ("Alarm evaluation").
 */
export function redAt(runs: readonly Run[], { definition, baseline }: Watched): Float64Array {
  const values = computeSeries(definition, seenOf(runs, definition));
  const range = evaluationRange(definition);
  const each = evaluations * range;
  return Float64Array.from(runs, (run, index) => {
    const seen = values.subarray(index * each, (index + 1) * each);
    if (baseline === undefined) return firstRed(run, definition, seen);
    // As a window does: see lib/domain/window/own-alarm.ts.
    if (run.before.samples < baseline.samplesAtLeast) return Number.NaN;
    const threshold = thresholdMsOf(run.before, baseline) / baseline.millisecondsPerUnit;
    return firstRed(run, { ...definition, threshold }, seen);
  });
}

function firstRed(run: Run, definition: AlarmDefinition, seen: Float64Array): number {
  const points = judgeSeries(seen, definition);
  const range = evaluationRange(definition);
  let state = 'OK';
  for (let index = 0; index < evaluations; index += 1) {
    const next = evaluateRange(points, { period: (index + 1) * range, range }, definition);
    if (next === 'retain' || next === state) continue;
    state = next;
    const now = 60 * (firstEvaluation + index);
    if (state === 'ALARM' && now > run.openAt && now <= run.endsAt) return now + triggerSeconds;
  }
  return Number.NaN;
}

type MetricSeries = Extract<AlarmSeries, { readonly metric: string }>;

/** Of each metric, for each run and evaluation, the periods of the evaluation range as they can be seen then: oldest first. */
function seenOf(runs: readonly Run[], definition: AlarmDefinition): Map<string, Float64Array> {
  const range = evaluationRange(definition);
  const length = definition.periodSeconds / 60;
  const metrics = definition.series.filter((one): one is MetricSeries => 'metric' in one);
  return new Map(
    metrics.map((series) => {
      const column = new Float64Array(runs.length * evaluations * range);
      let index = 0;
      for (const run of runs) {
        const look = lookAt(run, series);
        for (let now = firstEvaluation; now < firstEvaluation + evaluations; now += 1)
          for (let age = range; age >= 1; age -= 1) {
            column[index] = look(now, now - age * length, length);
            index += 1;
          }
      }
      return [series.id, column];
    }),
  );
}

/** The value of so many minutes from one on, as it can be seen at the end of another. */
type LookAt = (now: number, from: number, length: number) => number;

function lookAt(run: Run, { metric, stat }: MetricSeries): LookAt {
  const { stats, later } = metricOf(run, metric);
  const values = stats[stat];
  if (values === undefined) throw new TypeError(`no ${stat} of ${metric} is simulated; add it to simulate.ts`);
  const seen = (minute: number, now: number): number =>
    isSeen(later[minute], minute, now) ? (values[minute] ?? Number.NaN) : Number.NaN;
  return (now, from, length) =>
    length === 1 ? seen(from, now) : joined(stat, length, (offset) => seen(from + offset, now));
}

const isSeen = (later: number | undefined, minute: number, now: number): boolean =>
  later !== undefined && later !== lost && minute + 1 + delayMinutes + later <= now;

function metricOf(run: Run, metric: string): Reported {
  if (!Object.hasOwn(run.metrics, metric))
    throw new TypeError(`no metric ${metric} is simulated; add it to simulate.ts`);
  return run.metrics[metric as MetricName];
}

/** Percentiles of several minutes cannot be made of those of each; their mean is taken. */
function joined(stat: string, length: number, valueAt: (offset: number) => number): number {
  let [sum, count, most] = [0, 0, Number.NEGATIVE_INFINITY];
  for (let offset = 0; offset < length; offset += 1) {
    const value = valueAt(offset);
    if (Number.isNaN(value)) continue;
    sum += value;
    count += 1;
    most = Math.max(most, value);
  }
  if (count === 0) return Number.NaN;
  if (stat === 'Maximum') return most;
  return stat === 'Sum' || stat === 'SampleCount' ? sum : sum / count;
}
