import { describe, expect, it } from 'vitest';
import { falseRate } from '../../lib/backtest/false-rate.ts';

describe("Wilson's interval of false rollbacks", () => {
  it('reaches to 3.83 per 1,000 where none of 1,000 rolled back', () => {
    const { per1000, low, high } = falseRate(0, 1000);
    expect([per1000, low]).toEqual([0, 0]);
    expect(high).toBeCloseTo(3.827, 3);
  });

  it('is 21.54 to 111.75 per 1,000 for 5 of 100', () => {
    const { per1000, low, high } = falseRate(5, 100);
    expect(per1000).toBe(50);
    expect(low).toBeCloseTo(21.54, 2);
    expect(high).toBeCloseTo(111.75, 2);
  });

  it('mirrors itself', () => {
    const [few, many] = [falseRate(3, 40), falseRate(37, 40)];
    expect(many.low).toBeCloseTo(1000 - few.high, 9);
    expect(many.high).toBeCloseTo(1000 - few.low, 9);
  });

  it('ends at 1,000 where all rolled back, and says nothing of none', () => {
    expect(falseRate(7, 7).high).toBe(1000);
    expect(falseRate(0, 0)).toEqual({ healthy: 0, rolledBack: 0, per1000: 0, low: 0, high: 1000 });
  });
});
