import { setTimeout as wait } from 'node:timers/promises';
import { paginateRest } from '@octokit/plugin-paginate-rest';
import type { GithubSourceSettings } from '../config/function-settings.ts';
import { SourceError } from '../domain/source-error.ts';
import type { GithubOptions } from './github.ts';
import { type Login, login, type Token } from './github-auth.ts';
import { formFailure, GithubFailure } from './github-failure.ts';
import { createOctokit, type GithubOctokit } from './github-octokit.ts';
import { trustedCertificates } from './trust.ts';

/** What a question says beside its route: parts of its path, of its query, or of its body. */
export type GithubParameters = Readonly<Record<string, string | number | boolean>>;

/** One page of a list. */
export interface GithubPage {
  /** Parsed JSON; of a list that GitHub wraps with a `total_count`, the list itself. */
  readonly data: unknown;
  /** Whether GitHub names another page after this one. */
  readonly more: boolean;
}

/** GitHub's REST API, asked about the configured repository alone: `{owner}` and `{repo}` of a route are its own. */
export interface GithubClient {
  /** `acme/shop-api` */
  readonly repository: string;
  /**
   * Asks one question: `ask('POST /repos/{owner}/{repo}/statuses/{sha}', { sha, state: 'success' }, signal)`.
   * @returns the answer's parsed JSON.
   * @throws SourceError when GitHub does not answer with a 2xx status and JSON; a GithubFailure where it has a status.
   */
  ask(route: string, parameters: GithubParameters, signal: AbortSignal): Promise<unknown>;
  /**
   * As `ask`, for what must not happen twice: it is sent again only where GitHub surely did not take it (a rate limit, a token
   * that is not known yet), never after an answer of 5xx or none.
   * @returns undefined where the answer is empty.
   */
  tell(route: string, body: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<unknown>;
  /**
   * Walks through a list, 100 entries a page.
   * @throws SourceError as `ask` does, and when there are more than 50 pages.
   */
  pages(route: string, parameters: GithubParameters, signal: AbortSignal): AsyncIterable<GithubPage>;
}

export interface GithubClientOptions extends GithubOptions {
  /** How long a second of waiting is before GitHub is asked again. Shorter in tests. @default 1000 */
  readonly secondMs?: number;
}

const entriesOfPage = 100;
const longestList = 50;
/** In seconds: how long a token that was just made is given to become known, one try after each. */
const freshPauses = [1, 2];

/** Reads no secret and loads no certificate before the first question. */
export function githubClient(settings: GithubSourceSettings, options: GithubClientOptions): GithubClient {
  const { secondMs = 1000 } = options;
  const repository = settings.github?.repository ?? '';
  const [owner = '', repo = ''] = repository.split('/');
  let connection: Connection | undefined;

  return {
    repository,
    async ask(route, parameters, signal) {
      const { request, attempt } = await begin(signal);
      const { data } = await attempt(() => request(route, { ...parameters, owner, repo }));
      return data as unknown;
    },
    async tell(route, body, signal) {
      const { request, attempt } = await begin(signal);
      const once = { signal, once: true };
      const { status, data } = await attempt(() => request(route, { ...body, owner, repo, request: once }));
      return (status as number) === 204 ? undefined : (data as unknown);
    },
    async *pages(route, parameters, signal) {
      const { request, attempt, octokit } = await begin(signal);
      const all = { ...parameters, owner, repo, per_page: entriesOfPage };
      // An Octokit of its own for this list, since the plugin carries neither token nor signal over to the second page.
      const own: GithubOctokit = Object.create(octokit, { request: { value: request } });
      const { paginate } = paginateRest(own);
      const list = paginate.iterator(route, all)[Symbol.asyncIterator]();
      for (let page = 1; page <= longestList; page += 1) {
        const { value, done } = await attempt(() => list.next());
        // The plugin reads the link more narrowly than is done below: half a list must not pass for the whole.
        if (done === true) throw formFailure('the next page of a list');
        const more = /;\s*rel="next"/.test(value.headers.link ?? '');
        yield { data: value.data as unknown, more };
        if (!more) return;
      }
      const where = route.replace('GET /repos/{owner}/{repo}', repository);
      throw new SourceError(
        `GitHub lists more than ${longestList * entriesOfPage} entries at ${where}: not all were read`,
      );
    },
  };

  async function begin(signal: AbortSignal) {
    connection ??= connect(settings, options, secondMs);
    const { octokit, own } = connection;
    const token = await own.token(signal);
    const headers = { authorization: `Bearer ${token.value.reveal()}` };
    const request = octokit.request.defaults({ headers, request: { signal } });
    const attempt = <T>(question: () => Promise<T>): Promise<T> =>
      attemptWith({ token, own, signal, secondMs }, question);
    return { octokit, request, attempt };
  }
}

interface Connection {
  readonly octokit: GithubOctokit;
  readonly own: Login;
}

function connect(
  { github, trustedAuthorities }: GithubSourceSettings,
  options: GithubClientOptions,
  secondMs: number,
): Connection {
  if (github === undefined) throw new SourceError('GitHub is not asked: the configuration names no repository');
  const { deadlineSeconds, secretsManager } = options;
  const ca = trustedCertificates(trustedAuthorities);
  const { octokit, reasonOfLogin } = createOctokit({ asker: github, ca, deadlineSeconds, secondMs });
  return { octokit, own: login(github.auth, { octokit, reasonOfLogin, secretsManager, deadlineSeconds }) };
}

interface Attempt {
  readonly token: Token;
  readonly own: Login;
  readonly signal: AbortSignal;
  readonly secondMs: number;
}

async function attemptWith<T>({ token, own, signal, secondMs }: Attempt, question: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await question();
    } catch (cause) {
      // Any other error is the plugin's, at a list that has another form.
      const failure = cause instanceof SourceError ? cause : formFailure('a list', cause);
      const refused = failure instanceof GithubFailure && failure.status === 401;
      const pause = token.isFresh ? freshPauses[tries] : undefined;
      if (refused && pause === undefined) own.forget();
      if (!refused || pause === undefined) throw failure;
      await wait(pause * secondMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) throw failure;
    }
  }
}
