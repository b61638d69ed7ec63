import { normal, normalQuantile, rankOf, uniformOfRank } from './distributions.ts';
import type { Fault } from './faults.ts';
import type { Random } from './random.ts';

/** A healthy service: what of its requests fails anyway, and how long answers take (log-normal). */
export interface Profile {
  readonly name: string;
  readonly errors: number;
  /** In milliseconds. */
  readonly median: number;
  /** Of the logarithm. */
  readonly sigma: number;
}

/** p95 is 228 ms and 224 ms, p99 320 ms and 386 ms: below the 500 ms that Flagger's documentation has. */
export const calm: Profile = { name: 'calm', errors: 0.001, median: 100, sigma: 0.5 };
export const noisy: Profile = { name: 'noisy', errors: 0.005, median: 60, sigma: 0.8 };

/** p95 and p99 of so many requests, in milliseconds; none of none. */
export function latencies(
  random: Random,
  requests: number,
  {
    share,
    profile,
    fault: { slower = 1 },
  }: { readonly share: number; readonly profile: Profile; readonly fault: Pick<Fault, 'slower'> },
): readonly number[] {
  if (slower === 1 || share === 0) return rankedLatencies(random, requests, profile);
  if (share === 1) return rankedLatencies(random, requests, { ...profile, median: profile.median * slower });
  // Of the one minute of the onset, each request.
  const all = Float64Array.from({ length: requests }, () => {
    const median = random() < share ? profile.median * slower : profile.median;
    return median * Math.exp(profile.sigma * normal(random));
  }).sort();
  return requests === 0 ? [] : [at(all, 0.95), at(all, 0.99)];
}

const at = (sorted: Float64Array, share: number): number => sorted[rankOf(share, sorted.length) - 1] ?? Number.NaN;

/** Without drawing each request: what is above the one that is p95 is uniform above it, and of that one is p99. */
export function rankedLatencies(
  random: Random,
  requests: number,
  { median, sigma }: Pick<Profile, 'median' | 'sigma'>,
): number[] {
  if (requests === 0) return [];
  const [low, high] = [rankOf(0.95, requests), rankOf(0.99, requests)];
  const p95 = uniformOfRank(random, low, requests);
  const p99 = high === low ? p95 : p95 + (1 - p95) * uniformOfRank(random, high - low, requests - low);
  return [p95, p99].map((share) => median * Math.exp(sigma * normalQuantile(share)));
}
