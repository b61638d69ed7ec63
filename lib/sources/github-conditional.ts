import { type GithubFetch, responseFrom } from './github-fetch.ts';

interface Kept {
  readonly etag: string;
  readonly text: string;
  readonly headers: [string, string][];
}

export interface KeepingLimits {
  readonly entries: number;
  /** Of all kept answers together. */
  readonly characters: number;
}

const usual: KeepingLimits = { entries: 200, characters: 8 * 1024 * 1024 };

/**
 * Keeps answers in memory and asks GitHub only whether they changed: "not modified" does not count against the rate limit
 * (GitHub docs, "Best practices for using the REST API"). Below Octokit and not a hook of it: its plugins change the
 * parsed answers that hooks see.
 */
export function conditional(fetch: GithubFetch, limits: KeepingLimits = usual): GithubFetch {
  // The map's order is that of use: the first is the one that was not used for longest.
  const kept = new Map<string, Kept>();

  return async (address, request) => {
    if (request.method !== 'GET') return fetch(address, request);
    const before = kept.get(address);
    const headers = before === undefined ? request.headers : { ...request.headers, 'if-none-match': before.etag };
    const answer = await fetch(address, { ...request, headers });
    if (answer.status === 304 && before !== undefined) {
      keep(address, before);
      return responseFrom(address, before.text, { headers: before.headers });
    }
    const etag = answer.headers.get('etag');
    if (answer.status !== 200 || etag === null) return answer;
    const one = { etag, text: await answer.text(), headers: [...answer.headers] };
    keep(address, one);
    return responseFrom(address, one.text, { headers: one.headers });
  };

  function keep(address: string, one: Kept): void {
    kept.delete(address);
    if (one.text.length > limits.characters / 2) return;
    kept.set(address, one);
    let characters = [...kept.values()].reduce((sum, { text }) => sum + text.length, 0);
    for (const [oldest, { text }] of kept) {
      if (kept.size <= limits.entries && characters <= limits.characters) return;
      kept.delete(oldest);
      characters -= text.length;
    }
  }
}
