/**
 * Of how many samples a percentile is "statistically significant": 10 / (1 - percentile) from the median up, 10 / percentile below it
 * ("Percentile-based CloudWatch alarms and low data samples"). 200 for p95; no number is enough for p100.
 *
 * @returns undefined where the statistic is no percentile.
 */
export function samplesForPercentile(stat: string): number | undefined {
  const [, percent] = /^p(\d{1,3}(?:\.\d{1,10})?)$/.exec(stat) ?? [];
  if (percent === undefined || Number(percent) > 100) return undefined;
  const share = Number(percent);
  const wanted = 1000 / (share < 50 ? share : 100 - share);
  // 100 - 99.9 is not quite a tenth.
  return Math.ceil(Math.round(wanted * 1e6) / 1e6);
}

/** How many samples a percentile had, and how many it takes. */
export interface LowSamples {
  /** Of each point, oldest first; NaN where there is none. */
  readonly samples: Float64Array;
  /** Fewer in all of the evaluation periods together, and the alarm stays what it is: see `samplesForPercentile`. */
  readonly atLeast: number;
}

/** Whether the newest N periods have too few samples to judge by. */
export function hasLowSamples(
  { samples, atLeast }: LowSamples,
  { period, late, stride, periods }: Readonly<Record<'period' | 'late' | 'stride' | 'periods', number>>,
): boolean {
  let sum = 0;
  for (let age = late; age < late + periods; age += 1) sum += samples[period - 1 - age * stride] || 0;
  return sum < atLeast;
}
