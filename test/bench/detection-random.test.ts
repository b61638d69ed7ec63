import { describe, expect, it } from 'vitest';
import { normal, normalQuantile, poisson, rankOf, uniformOfRank } from '../../bench/detection/distributions.ts';
import { randomOf, xoshiro128 } from '../../bench/detection/random.ts';

describe('xoshiro128**', () => {
  it('gives the words of the reference implementation', () => {
    const next = xoshiro128([1, 2, 3, 4]);
    // rand_xoshiro (Rust) has these in its tests, made with xoshiro128starstar.c 1.1.
    expect(Array.from({ length: 10 }, next)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });
});

describe('the numbers of a run', () => {
  const first = (seed: number, ...name: (string | number)[]) => {
    const random = randomOf(seed, ...name);
    return Array.from({ length: 5 }, random);
  };

  it('are the same for the same seed and name, and others for another', () => {
    expect(first(1, 'step', 100, 7)).toEqual(first(1, 'step', 100, 7));
    const others = [
      first(2, 'step', 100, 7),
      first(1, 'ramp', 100, 7),
      first(1, 'step', 10, 7),
      first(1, 'step', 100, 8),
    ];
    for (const other of others) expect(other).not.toEqual(first(1, 'step', 100, 7));
  });

  it('tell names apart that would be the same without their borders', () => {
    expect(first(1, 'a', 11)).not.toEqual(first(1, 'a1', 1));
  });

  it('are in (0, 1), half of them below a half', () => {
    const random = randomOf(1, 'uniform');
    const all = Array.from({ length: 10_000 }, random);
    expect(all.every((one) => one > 0 && one < 1)).toBe(true);
    expect(mean(all)).toBeCloseTo(0.5, 1.5);
  });
});

describe('poisson', () => {
  // Both algorithms, at their border too.
  it.each([0.05, 1, 9.9, 10.1, 85, 17_000])('has %s as its mean and its variance', (expected) => {
    const random = randomOf(1, 'poisson', expected);
    const count = 40_000;
    const all = Array.from({ length: count }, () => poisson(random, expected));
    // Five standard errors: of the mean sqrt(m / n), of the variance sqrt((m + 2 m²) / n).
    expect(Math.abs(mean(all) - expected)).toBeLessThan(5 * Math.sqrt(expected / count));
    expect(Math.abs(variance(all) - expected)).toBeLessThan(5 * Math.sqrt((expected + 2 * expected ** 2) / count));
  });

  it('has the shares of its formula where it is exact by rejection', () => {
    const random = randomOf(1, 'poisson shares');
    const all = Array.from({ length: 50_000 }, () => poisson(random, 12));
    // e^-12 12^k / k!
    for (const [k, share] of [
      [6, 0.02548],
      [12, 0.11437],
      [18, 0.02555],
    ] as const)
      expect(all.filter((one) => one === k).length / all.length).toBeCloseTo(share, 2);
  });

  it('is 0 of nothing', () => {
    expect(poisson(randomOf(1, 'nothing'), 0)).toBe(0);
  });
});

describe('the normal distribution', () => {
  it.each([
    [0.5, 0],
    [0.95, 1.6448536269514722],
    [0.975, 1.959963984540054],
    [0.01, -2.3263478740408408],
    [1e-6, -4.753424308822899],
  ])('has its quantile of %s', (share, quantile) => {
    expect(normalQuantile(share)).toBeCloseTo(quantile, 7);
  });

  it('has a mean of 0 and a variance of 1', () => {
    const random = randomOf(1, 'normal');
    const all = Array.from({ length: 20_000 }, () => normal(random));
    expect(mean(all)).toBeCloseTo(0, 1);
    expect(variance(all)).toBeCloseTo(1, 1);
  });
});

describe('the k-th smallest of n', () => {
  it.each([
    [1, 1],
    [19, 20],
    [95, 100],
    [9500, 10_000],
  ])('has the mean and the variance of Beta(%i, n + 1 - k), n = %i', (k, n) => {
    const random = randomOf(1, 'rank', k);
    const count = 20_000;
    const all = Array.from({ length: count }, () => uniformOfRank(random, k, n));
    const expected = k / (n + 1);
    const spread = (expected * (1 - expected)) / (n + 2);
    expect(Math.abs(mean(all) - expected)).toBeLessThan(5 * Math.sqrt(spread / count));
    expect(variance(all) / spread).toBeCloseTo(1, 1);
  });

  it('is the nearest rank of a share', () => {
    expect([rankOf(0.95, 1), rankOf(0.95, 20), rankOf(0.95, 21), rankOf(0.99, 100)]).toEqual([1, 19, 20, 99]);
  });
});

const mean = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0) / all.length;

function variance(all: readonly number[]): number {
  const middle = mean(all);
  return mean(all.map((one) => (one - middle) ** 2));
}
