import { describe, expect, it } from 'vitest';
import { measure } from '../../bench/detection/bench.ts';
import { firstRollback, toldBy } from '../../bench/detection/detect.ts';
import { faults } from '../../bench/detection/faults.ts';
import { goalsOf } from '../../bench/detection/goals.ts';
import { optionsOf } from '../../bench/detection/options.ts';
import { peers } from '../../bench/detection/peers.ts';
import { report } from '../../bench/detection/report.ts';
import { falseRate } from '../../lib/backtest/false-rate.ts';

const size = { faulty: 8, healthy: 8, between: 2 };
const tell = () => {};
const measured = (seed: number, names = ['step-20', 'silence'] as const) =>
  measure({ seed, size, faults: names }, tell);

describe('the bench', () => {
  const once = measured(1);

  it('says the same twice for one seed, to the byte', () => {
    const again = measured(1);
    expect(report(again)).toBe(report(once));
    expect(JSON.stringify(again)).toBe(JSON.stringify(once));
  });

  it('says something else for another seed', () => {
    expect(JSON.stringify(measured(2).detections)).not.toBe(JSON.stringify(once.detections));
  });

  it('says of a fault what it said without the others', () => {
    const alone = measure({ seed: 1, size, faults: ['silence'] }, tell);
    expect(alone.detections).toEqual(once.detections.filter(({ fault }) => fault === 'silence'));
    expect(alone.healthy).toEqual(once.healthy);
  });

  it('names the source of each tool that it stands beside', () => {
    const text = report(once);
    for (const { name, source } of peers) expect(text).toContain(`${name}: ${source}`);
  });

  it('catches each silence', () => {
    const silences = once.detections.filter(({ fault, by }) => fault === 'silence' && by === 'service-outage');
    expect(silences.map(({ n, missed }) => ({ n, missed }))).toEqual(Array(3).fill({ n: 8, missed: 0 }));
  });
});

describe('faults', () => {
  it('are each for a criterion, and each criterion has one', () => {
    expect(new Set(Object.values(toldBy).flat())).toEqual(new Set(faults.map(({ name }) => name)));
  });
});

describe('goals', () => {
  const detection = { level: 100, n: 100, before: 0, p50: 1, p95: 1, max: 1 };
  const goals = (p99: number | null, missed: number, rolledBack: number) =>
    goalsOf({
      steady: [{ ...detection, fault: 'step-20', by: 'error-rate-critical', p99, missed }],
      detections: [{ ...detection, fault: 'silence', by: 'service-outage', p99: 1, missed }],
      healthy: [{ profile: 'calm', level: 100, by: firstRollback, ...falseRate(rolledBack, 1000) }],
    }).map(({ met }) => met);

  it('are met at their limits', () => {
    expect(goals(180, 0, 1)).toEqual([true, true, true]);
  });

  it('are missed beyond them', () => {
    expect(goals(181, 0, 2)).toEqual([false, false, true]);
    expect(goals(null, 1, 0)).toEqual([false, true, false]);
  });
});

describe('options', () => {
  it('are a seed of 1 and the full size unless others are given', () => {
    expect(optionsOf([])).toEqual({ seed: 1, quick: false, json: false, tune: false });
    expect(optionsOf(['--seed', '7', '--quick', '--json'])).toMatchObject({ seed: 7, quick: true, json: true });
  });

  it.each([[['--seed', '-1']], [['--seed=x']], [['--slow']], [['step-20']]])('refuse %j', (args) => {
    expect(() => optionsOf(args)).toThrow();
  });
});
