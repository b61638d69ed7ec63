import type { FalseRate } from './backtest.ts';

/** Of the standard normal distribution: 95 % lie within so many standard deviations. */
const z = 1.959_963_984_540_054;

/**
 * How often healthy windows rolled back, with Wilson's score interval: (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n).
 * It is right near 0 too, where the usual p ± z √(p(1−p)/n) has no width (E. B. Wilson, "Probable inference, the law of succession, and
 * statistical inference", Journal of the American Statistical Association 22, 1927).
 *
 * @returns per 1,000; of no window at all anything is possible: 0 to 1,000.
 */
export function falseRate(rolledBack: number, healthy: number): FalseRate {
  if (healthy === 0) return { healthy, rolledBack, per1000: 0, low: 0, high: 1000 };
  const share = rolledBack / healthy;
  const square = (z * z) / healthy;
  const middle = share + square / 2;
  const spread = z * Math.sqrt((share * (1 - share)) / healthy + square / (4 * healthy));
  const bound = (value: number): number => Math.min(1000, Math.max(0, (1000 * value) / (1 + square)));
  return {
    healthy,
    rolledBack,
    per1000: 1000 * share,
    // Exactly 0 and 1,000 there; rounding leaves a little beside it.
    low: rolledBack === 0 ? 0 : bound(middle - spread),
    high: rolledBack === healthy ? 1000 : bound(middle + spread),
  };
}
