type Headers = Readonly<Record<string, string | number | undefined>>;

const second = 1000;
/** GitHub docs, "Rate limits for the REST API": wait a minute where the answer does not say how long. */
const unsaidWait = 60 * second;
/** A primary limit lasts an hour: more is no limit of GitHub's, and could be a date that does not exist. */
const longestWait = 24 * 60 * unsaidWait;

/**
 * The instant until which GitHub wants no more questions, in milliseconds; undefined where this refusal is not a limit.
 * The headers count in the order in which GitHub's documentation names them.
 */
export function limitedUntil(
  refusal: { readonly status: number; readonly headers: Headers; readonly words: string },
  now: number,
): number | undefined {
  const { status, headers, words } = refusal;
  if (status !== 403 && status !== 429) return undefined;
  const pause = wholeNumber(headers['retry-after']);
  if (pause !== undefined) return now + Math.min(pause * second, longestWait);
  if (headers['x-ratelimit-remaining'] === '0') {
    const reset = wholeNumber(headers['x-ratelimit-reset']);
    return reset === undefined ? now + unsaidWait : Math.min(Math.max(reset * second, now), now + longestWait);
  }
  const isLimit = status === 429 || /\brate limit|\babuse detection/i.test(words);
  return isLimit ? now + unsaidWait : undefined;
}

/** `GitHub's rate limit is used up until 2026-11-23T12:43:10Z` */
export function rateLimitSentence(until: number): string {
  // To the second, as GitHub counts; upwards, so that nobody asks too early.
  const instant = new Date(Math.ceil(until / second) * second).toISOString().replace('.000Z', 'Z');
  return `GitHub's rate limit is used up until ${instant}`;
}

function wholeNumber(text: string | number | undefined): number | undefined {
  return /^\d{1,12}$/.test(String(text)) ? Number(text) : undefined;
}
