import { Octokit } from '@octokit/core';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { SourceError } from '../domain/source-error.ts';
import { conditional } from './github-conditional.ts';
import { type Asker, explainFailure, formFailure, pathOf, redirectFailure } from './github-failure.ts';
import { githubFetch } from './github-fetch.ts';
import { patience } from './github-patience.ts';
import { orAborted } from './or-aborted.ts';

export interface OctokitNeeds {
  readonly asker: Asker;
  /** PEM certificates to trust. */
  readonly ca: readonly string[];
  readonly deadlineSeconds: number;
  /** How long a second of waiting is. */
  readonly secondMs: number;
}

export type GithubOctokit = ReturnType<typeof createOctokit>['octokit'];

const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };
function nothing(): void {}

/**
 * Octokit without a login. Whatever goes wrong is a SourceError (a GithubFailure where GitHub answered with a status),
 * what comes back is parsed JSON, and each request ends with its signal, or with the deadline where it has none.
 * `reasonOfLogin` tells what a request for a token of the App is waiting for: those have no check's signal.
 */
export function createOctokit({ asker, ca, deadlineSeconds, secondMs }: OctokitNeeds) {
  const { plugin, waitForLimit, reasonOf, reasonOfLogin, ended } = patience(asker, deadlineSeconds, secondMs);
  // The plugin awaits its handlers, whatever its types say.
  const throttle = {
    // Its queues are the process's: one for each API and repository.
    id: `${asker.apiUrl} ${asker.repository}`,
    retryAfterBaseValue: 0,
    onRateLimit: waitForLimit,
    onSecondaryRateLimit: waitForLimit,
  };
  const octokit = new (Octokit.plugin(plugin, retry, throttling))({
    baseUrl: asker.apiUrl.replace(/\/$/, ''),
    userAgent: 'preflight',
    log: silent,
    request: { fetch: conditional(githubFetch(asker.apiUrl, ca)), log: silent },
    retry: { retryAfterBaseValue: 0 },
    throttle,
  });

  // The last to be registered is the outermost.
  octokit.hook.wrap('request', async (request, options) => {
    const signal: AbortSignal = options.request.signal ?? AbortSignal.timeout(deadlineSeconds * 1000);
    // Its own copy: the pages of a list would share their count of attempts.
    options.request = { ...options.request, signal, retryCount: 0 };
    options.headers['x-github-api-version'] = '2022-11-28';
    const late = (): SourceError => reasonOf(options) ?? new SourceError('GitHub did not answer in time');
    try {
      const { status, headers, url, data, ...rest } = await orAborted(Promise.resolve(request(options)), signal, late);
      if (status >= 300) throw redirectFailure(status, headers.location, url, asker);
      // Only what is told, and not asked, has no answer. Else before plugin-paginate-rest sees it, which takes that for an empty list.
      if (status === 204 && options.request['once'] === true) return { status, headers, url, data, ...rest };
      if (typeof data !== 'object' || data === null) throw formFailure(pathOf(url, asker));
      return { status, headers, url, data, ...rest };
    } catch (cause) {
      throw explainFailure(cause, asker);
    } finally {
      ended(options);
    }
  });
  return { octokit, reasonOfLogin };
}
