type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

const second = 1000;
/** More is no limit of Sentry's, whose windows are seconds, and could be a date that does not exist. */
const longestWait = 24 * 3600 * second;

/**
 * The instant until which Sentry wants no more questions, in milliseconds; undefined where this answer is not a limit. Sentry says
 * it in headers of its own ("Rate Limits" in its API's documentation), what stands before it in Retry-After. Nothing says when fewer
 * questions will be at work at the same time.
 */
export function limitedUntil(
  { status, headers }: { readonly status: number; readonly headers: Headers },
  now: number,
): number | undefined {
  if (status !== 429) return undefined;
  const soonest = now + second;
  const pause = wholeNumber(headers['retry-after']);
  if (pause !== undefined) return between(soonest, now + pause * second, now + longestWait);
  const reset = wholeNumber(headers['x-sentry-rate-limit-reset']);
  if (headers['x-sentry-rate-limit-remaining'] !== '0' || reset === undefined) return soonest;
  return between(soonest, reset * second, now + longestWait);
}

/** `2026-11-23T12:43:10Z`: to the second, as Sentry counts; upwards, so that nobody asks too early. */
export function instantOf(until: number): string {
  return new Date(Math.ceil(until / second) * second).toISOString().replace('.000Z', 'Z');
}

function between(least: number, value: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

function wholeNumber(text: string | readonly string[] | undefined): number | undefined {
  return typeof text === 'string' && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}
