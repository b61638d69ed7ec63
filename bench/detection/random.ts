import { createHash } from 'node:crypto';

/** Numbers in (0, 1), the same ones for the same seed and name. */
export type Random = () => number;

/** The state of a generator: four words of 32 bits, not all 0. */
export type Words = readonly [number, number, number, number];

/**
 * xoshiro128** 1.1 of David Blackman and Sebastiano Vigna (prng.di.unimi.it/xoshiro128starstar.c): words of 32 bits.
 */
export function xoshiro128([a, b, c, d]: Words): () => number {
  let [s0, s1, s2, s3] = [a | 0, b | 0, c | 0, d | 0];
  return () => {
    const word = Math.imul(rotate(Math.imul(s1, 5), 7), 9) >>> 0;
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = rotate(s3, 11);
    return word;
  };
}

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/**
 * The numbers of one run. Each run has its own, by the seed and its name: a further scenario, or more runs, change none of the others.
 * @param name parts that together name the run alone.
 */
export function randomOf(seed: number, ...name: readonly (string | number)[]): Random {
  const hash = createHash('sha256')
    .update(JSON.stringify([seed, ...name]))
    .digest();
  const next = xoshiro128([hash.readInt32LE(0), hash.readInt32LE(4), hash.readInt32LE(8), hash.readInt32LE(12)]);
  // The middle of each of 2^32 equal parts: neither 0 nor 1, of which there is no logarithm and no quantile.
  return () => (next() + 0.5) / 2 ** 32;
}
