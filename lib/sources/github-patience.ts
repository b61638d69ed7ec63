import { setTimeout as wait } from 'node:timers/promises';
import type { Octokit } from '@octokit/core';
import type { SourceError } from '../domain/source-error.ts';
import { type Asker, explainFailure, isRequestError, refusalOf } from './github-failure.ts';
import { limitedUntil } from './github-rate-limit.ts';

/** How often GitHub is asked again after an answer of 5xx, or none: after one second, and after four more. */
const retries = 2;

/** Failures of a connection that are over soon, mostly. A certificate that is not trusted is not. */
const passingCodes = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN'];

/** Options of one request: the object that all hooks and plugins share. */
interface RequestOptions {
  readonly url: string;
  readonly request: {
    readonly signal?: AbortSignal;
    retryCount?: number;
    /** Plugin-retry's own option. */
    retries?: number;
    /** Whether it must not happen twice, so that nothing is sent again of which nobody knows what became. */
    readonly once?: boolean;
  };
}

export interface Patience {
  /** To be registered below plugin-retry, so that it sees each single attempt. */
  readonly plugin: (octokit: Pick<Octokit, 'hook'>) => void;
  /** Plugin-throttling's handler of a limit. */
  readonly waitForLimit: (retryAfter: number, options: RequestOptions) => Promise<boolean>;
  /** What this request is waiting for; undefined when it waits for its answer alone. */
  readonly reasonOf: (options: RequestOptions) => SourceError | undefined;
  /** What a request for a token of the App is waiting for. */
  readonly reasonOfLogin: () => SourceError | undefined;
  /** It waits for nothing any more. */
  readonly ended: (options: RequestOptions) => void;
}

/**
 * Decides what is asked again, and waits for it. Octokit's plugins ask again; their own waiting would not end with the
 * check's signal and would keep the process alive, so they are told to wait for nothing.
 * @param secondMs how long a second is; shorter in tests.
 */
export function patience(asker: Asker, deadlineSeconds: number, secondMs: number): Patience {
  const limits = new WeakMap<RequestOptions, number>();
  const reasons = new Map<RequestOptions, SourceError>();

  return {
    plugin,
    waitForLimit,
    reasonOf: (options) => reasons.get(options),
    reasonOfLogin: () => [...reasons].find(([{ url }]) => url.endsWith('/access_tokens'))?.[1],
    ended: (options) => reasons.delete(options),
  };

  function plugin({ hook }: Pick<Octokit, 'hook'>): void {
    hook.error('request', async (error, options) => {
      await consider(error, options);
      throw error;
    });
  }

  async function consider(error: Error, options: RequestOptions): Promise<void> {
    options.request.retries = 0;
    if (!isRequestError(error)) return;
    const refusal = refusalOf(error, asker);
    const until = refusal && limitedUntil(refusal, Date.now());
    if (until !== undefined) {
      limits.set(options, until);
      reasons.set(options, explainFailure(error, asker));
      // By these words plugin-throttling knows a limit, and not by all of the signs that GitHub's documentation names.
      error.message = 'secondary rate limit';
      return;
    }
    const attempt = (options.request.retryCount ?? 0) + 1;
    const passing = refusal === undefined ? passingCodes.includes(codeOf(error)) : refusal.status >= 500;
    if (!passing || attempt > retries || options.request.once === true) return;
    reasons.set(options, explainFailure(error, asker));
    if (await paused(secondMs * attempt ** 2, options)) options.request.retries = retries;
  }

  async function waitForLimit(_retryAfter: number, options: RequestOptions): Promise<boolean> {
    const until = limits.get(options);
    const rest = until === undefined ? undefined : Math.max(until - Date.now(), 0);
    if (rest === undefined || rest > deadlineSeconds * 1000) return false;
    // A second more, so that it is over by GitHub's clock too.
    return paused(rest + secondMs, options);
  }

  /** Whether it came to its end before the signal did. */
  async function paused(milliseconds: number, options: RequestOptions): Promise<boolean> {
    const { signal } = options.request;
    try {
      await wait(milliseconds, undefined, signal === undefined ? {} : { signal });
    } catch {
      return false;
    }
    reasons.delete(options);
    return true;
  }
}

/** Of the connection's error, which is the cause of what `askHttp` said, which is the cause of Octokit's error. */
function codeOf(error: Error): string {
  const connection = error.cause instanceof Error ? error.cause.cause : undefined;
  return connection instanceof Error && 'code' in connection ? String(connection.code) : '';
}
