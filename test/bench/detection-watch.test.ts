import { describe, expect, it } from 'vitest';
import { runsOf, summaryOf } from '../../bench/detection/detect.ts';
import { faults } from '../../bench/detection/faults.ts';
import { calm } from '../../bench/detection/latencies.ts';
import { randomOf } from '../../bench/detection/random.ts';
import { watchedAt } from '../../bench/detection/service.ts';
import { lost, type Run, simulate } from '../../bench/detection/simulate.ts';
import { redAt } from '../../bench/detection/watch.ts';
import { type CriterionId, criterionIds } from '../../lib/domain/window/criterion.ts';
import { type HandMade, handMadeRun } from '../support/detection-run.ts';

const watched = watchedAt(100);

function redOf(id: CriterionId, run: Run): number | undefined {
  const one = watched.find((candidate) => candidate.id === id);
  return one === undefined ? undefined : redAt([run], one)[0];
}
const red = (id: CriterionId, given: HandMade) => redOf(id, handMadeRun(given));

const at = (minute: number): number => 60 * minute;
/** A fifth of the requests fail from a second of minute 40 on. */
const failingFrom = (second: number): HandMade => ({
  failed: (minute) => (minute < 40 ? 0 : minute > 40 ? 20 : Math.round((20 * (60 - second)) / 60)),
});

describe('alarms as they are configured', () => {
  it('watch each criterion', () => {
    expect(watched.map(({ id }) => id)).toEqual(criterionIds);
  });

  it('tell of errors when the second bad minute is seen, of which the one of the onset may be the first', () => {
    // 17 of 100 in minute 40, 20 in 41, which is seen a minute after its end.
    expect(red('error-rate-critical', failingFrom(10))).toBe(at(43) + 1);
    // 3 of 100 in minute 40 are not above 5 %.
    expect(red('error-rate-critical', failingFrom(50))).toBe(at(44) + 1);
  });

  it('see no datapoint before it comes', () => {
    const later = (minute: number) => (minute === 41 ? 1 : 0);
    expect(red('error-rate-critical', { ...failingFrom(10), later })).toBe(at(44) + 1);
    const never = (minute: number) => (minute === 41 || minute === 42 ? lost : 0);
    expect(red('error-rate-critical', { ...failingFrom(10), later: never })).toBe(at(45) + 1);
  });

  it('do not tell of too few requests', () => {
    expect(red('error-rate-critical', { requests: () => 39, failed: () => 30 })).toBeNaN();
  });

  it('count a red alarm only once it is red anew, within the window', () => {
    expect(red('error-rate-critical', { failed: () => 20 })).toBeNaN();
    expect(red('error-rate-critical', { failed: (minute) => (minute === 31 || minute < 34 ? 20 : 0) })).toBeNaN();
    expect(red('error-rate-critical', { failed: (minute) => (minute < 20 || minute >= 40 ? 20 : 0) })).toBe(at(43) + 1);
    expect(red('error-rate-critical', { failed: (minute) => (minute >= 88 ? 20 : 0) })).toBeNaN();
  });

  it('tell of silence when the evaluation range has no datapoint any more', () => {
    const hosts = (minute: number) => (minute > 40 ? Number.NaN : 2);
    expect(red('service-outage', { hosts })).toBe(at(45) + 1);
    expect(red('service-outage', { hosts: (minute) => (minute > 40 ? 0 : 2) })).toBe(at(44) + 1);
  });

  it('hold response times against the hour before', () => {
    const slow = (times: number) => ({ p99: (minute: number) => (minute >= 40 ? 100 * times : 100) });
    // 1.5 times 100 ms is below the floor of 300 ms.
    expect(red('response-time', slow(2.9))).toBeNaN();
    expect(red('response-time', slow(3.1))).toBe(at(44) + 1);
    const run = { ...handMadeRun(slow(3.1)), before: { p95Ms: 100, samples: 199 } };
    expect(redOf('response-time', run)).toBeNaN();
  });
});

describe('simulated windows', () => {
  const fault = faults.find(({ name }) => name === 'step-20');
  const scenario = { level: 10_000, profile: calm, ...(fault === undefined ? {} : { fault }), steady: true } as const;

  it('have their fault from the given second on', () => {
    for (let index = 0; index < 20; index += 1) {
      const run = simulate(randomOf(1, 'onset', index), { ...scenario, onset: 600 });
      expect(run.onset).toBe(run.openAt + 600);
      // 10,000 a minute leave nothing to chance: the second bad minute is the next, or the one after it.
      const second = run.onset % 60;
      const first = Math.floor(run.onset / 60) + ((60 - second) / 60 > 0.25 ? 0 : 1);
      const expected = at(first + 3) + 1;
      const isClose = Math.abs((60 - second) / 60 - 0.25) < 0.03 || hasLost(run);
      if (!isClose) expect(redOf('error-rate-critical', run)).toBe(expected);
    }
  });

  it('have the requests of their level, and errors as often as the profile says', () => {
    const runs = runsOf(1, { level: 100, profile: calm }, 300);
    const sums = (metric: 'RequestCount' | 'HTTPCode_Target_5XX_Count') =>
      runs.flatMap((run) => [...(run.metrics[metric].stats['Sum'] ?? [])].map((value) => value || 0));
    const sum = (values: readonly number[]) => values.reduce((total, one) => total + one, 0);
    const requests = sums('RequestCount');
    expect(sum(requests) / requests.length / 100).toBeCloseTo(1, 0.5);
    expect(sum(sums('HTTPCode_Target_5XX_Count')) / sum(requests) / calm.errors).toBeCloseTo(1, 0.5);
    expect(Math.min(...runs.map((run) => levelOf(run)))).toBeLessThan(40);
    expect(Math.max(...runs.map((run) => levelOf(run)))).toBeGreaterThan(160);
  });

  it('have p95 of a log-normal distribution, of many requests and of few', () => {
    const p95 = calm.median * Math.exp(1.6449 * calm.sigma);
    const means = [20, 10_000].map((level) => {
      const runs = runsOf(1, { level, profile: calm, steady: true }, 40);
      const all = runs.flatMap((run) => [...(run.metrics.TargetResponseTime.stats['p95'] ?? [])]);
      return (1000 * all.reduce((sum, one) => sum + one, 0)) / all.length;
    });
    expect((means[1] ?? 0) / p95).toBeCloseTo(1, 2);
    // The nearest rank of few is below it: the 19th of 20.
    expect((means[0] ?? 0) / p95).toBeGreaterThan(0.9);
  });

  it('lose and delay some datapoints', () => {
    const runs = runsOf(1, { level: 100, profile: calm }, 300);
    const all = runs.flatMap((run) => [...run.metrics.RequestCount.later]);
    const shareOf = (value: number) => all.filter((one) => one === value).length / all.length;
    expect([shareOf(lost), shareOf(1)]).toEqual([expect.closeTo(0.001, 2.5), expect.closeTo(0.05, 2)]);
    expect(shareOf(lost)).toBeGreaterThan(0);
  });
});

describe('a summary', () => {
  it('leaves out what went back before the onset, and counts what was missed', () => {
    const onsets = [100, 100, 100, 100];
    expect(summaryOf([150, 90, Number.NaN, 250], onsets)).toEqual({
      n: 3,
      before: 1,
      missed: 1,
      p50: 50,
      p95: 150,
      p99: 150,
      max: 150,
    });
    expect(summaryOf([Number.NaN], [1])).toMatchObject({ n: 1, missed: 1, p50: null, max: null });
  });
});

const hasLost = (run: Run): boolean => Object.values(run.metrics).some(({ later }) => later.includes(lost));

function levelOf(run: Run): number {
  const all = run.metrics.RequestCount.stats['Sum'] ?? new Float64Array();
  return all.reduce((sum, one) => sum + (one || 0), 0) / all.length;
}
