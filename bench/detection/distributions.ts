import type { Random } from './random.ts';

/** How many of independent events happen, where `mean` are expected. Exact for every mean. */
export function poisson(random: Random, mean: number): number {
  if (mean <= 0) return 0;
  return mean < 10 ? poissonByProduct(random, mean) : poissonByRejection(random, mean);
}

/** Knuth, The Art of Computer Programming, volume 2, section 3.4.1, algorithm Q. */
function poissonByProduct(random: Random, mean: number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count += 1;
  return count;
}

/** PTRS of W. Hörmann, "The transformed rejection method for generating Poisson random variables", 1993; for means of 10 and more. */
function poissonByRejection(random: Random, mean: number): number {
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const oneByAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const likely = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = random() - 0.5;
    const v = random();
    const us = 0.5 - Math.abs(u);
    const count = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= likely) return count;
    if (count < 0 || (us < 0.013 && v > us)) continue;
    const left = Math.log((v * oneByAlpha) / (a / (us * us) + b));
    if (left <= count * Math.log(mean) - mean - logFactorial(count)) return count;
  }
}

/** Stirling's series; its error is below 1e-9 from 10 on, and below that it is the sum. */
function logFactorial(count: number): number {
  if (count < 10) {
    let sum = 0;
    for (let factor = 2; factor <= count; factor += 1) sum += Math.log(factor);
    return sum;
  }
  const by = 1 / count;
  const tail = by / 12 - by ** 3 / 360 + by ** 5 / 1260;
  return (count + 0.5) * Math.log(count) - count + 0.5 * Math.log(2 * Math.PI) + tail;
}

export const normal = (random: Random): number => normalQuantile(random());

/**
 * P. J. Acklam's algorithm for the inverse normal distribution function; its relative error is below 1.15e-9.
 * @param share in (0, 1).
 */
export function normalQuantile(share: number): number {
  if (share > 0.5) return -normalQuantile(1 - share);
  if (share < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(share));
    return polynomial(tailAbove, q) / polynomial(tailBelow, q);
  }
  const q = share - 0.5;
  return (q * polynomial(middleAbove, q * q)) / polynomial(middleBelow, q * q);
}

const middleAbove = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
];
const middleBelow = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1,
];
const tailAbove = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const tailBelow = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1];

function polynomial(coefficients: readonly number[], at: number): number {
  let sum = 0;
  for (const one of coefficients) sum = sum * at + one;
  return sum;
}

/** G. Marsaglia and W. W. Tsang, "A simple method for generating gamma variables", 2000. @param shape 1 or more. */
function gamma(random: Random, shape: number): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/**
 * The k-th smallest of n numbers that are uniform in (0, 1), without drawing the others: Beta(k, n + 1 − k), exactly, for every n
 * (L. Devroye, "Non-Uniform Random Variate Generation", 1986, chapter V.3).
 */
export function uniformOfRank(random: Random, k: number, n: number): number {
  const below = gamma(random, k);
  return below / (below + gamma(random, n + 1 - k));
}

/** Nearest rank: the smallest value that this share of the samples does not exceed. */
export const rankOf = (share: number, n: number): number => Math.max(1, Math.ceil(share * n));
