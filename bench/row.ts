/** One measured figure beside its baseline of the same run. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: 's' | 'ms' | 'KB' | 'MB' | 'calls' | 'transitions' | 'USD per 1,000 gates' | 'USD per 1,000 windows';
  /** What it is held against, measured in the same run. */
  readonly baseline?: { readonly what: string; readonly value: number };
  /** The goal, in the row's unit: at most this. */
  readonly atMost?: number;
  readonly note?: string;
}

/** One bench: its rows, as it measures them. */
export type Bench = (tell: (progress: string) => void) => Promise<readonly Row[]>;

/** The value below which the given share of the samples lies (nearest rank). */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5);
