import type { IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { portOf } from '../addresses.ts';
import type { Certificate } from '../certificates.ts';
import { appTokenProblem, installationTokenBody, newInstallationToken, shopApp } from './github-app.ts';
import { apiPath, repositoryPath, type Telling } from './github-parts.ts';
import { type Reply, refusal, sendReply } from './github-reply.ts';
import { answerOf, type PostedStatus } from './github-routes.ts';
import type { GithubState } from './github-state.ts';
import { type Answer, httpSystem } from './http-system.ts';
import type { System } from './system.ts';

export interface GithubRequest {
  readonly method: string;
  /** Below the API's base, with its query: `/repos/acme/shop-api/issues?labels=bug`. */
  readonly path: string;
  readonly status: number;
}

/** What was asked of GitHub, in the order in which it answered; what a fault answered is not there. */
export interface GithubRecord {
  readonly requests: readonly GithubRequest[];
  /** Statuses of commits that were set. */
  readonly statuses: readonly PostedStatus[];
  /** Every installation token that was given out. */
  readonly tokens: readonly string[];
}

export interface GithubSystem extends System<GithubState> {
  readonly record: GithubRecord;
}

/** The shop's GitHub: as much of a GitHub Enterprise Server's REST API as tells about one repository. */
export async function startGithub(certificate: Certificate, initial: GithubState): Promise<GithubSystem> {
  const api = githubApi(`https://localhost:${portOf('github')}`, initial);
  const system = await httpSystem(portOf('github'), api.answer, certificate);
  return {
    record: api.record,
    async apply(next, fault) {
      api.become(next);
      await system.setFault(fault);
    },
    close: () => system.close(),
  };
}

export interface GithubApi {
  readonly record: GithubRecord;
  /** Knows this from now on, and nothing that was set before. */
  become(state: GithubState): void;
  readonly answer: Answer;
}

/** @param origin by which clients reach it; the addresses in its answers begin with it. */
export function githubApi(origin: string, initial: GithubState): GithubApi {
  const record = { requests: [] as GithubRequest[], statuses: [] as PostedStatus[], tokens: [] as string[] };
  const expiry = new Map<string, Date>();
  let telling: Telling = { state: initial, at: new Date(), origin };
  let posted: PostedStatus[] = [];
  return {
    record,
    become(state) {
      telling = { state, at: new Date(), origin };
      posted = [];
    },
    answer(request, response) {
      response.on('error', () => response.destroy());
      const answered = bodyOf(request).then((body) => {
        const url = new URL(request.url ?? '/', origin);
        const path = url.pathname.startsWith(`${apiPath}/`) ? url.pathname.slice(apiPath.length) : '';
        const reply = replyTo(request, path, url.searchParams, body);
        const status = sendReply(reply, url, request, response);
        record.requests.push({ method: request.method ?? '', path: `${path}${url.search}`, status });
      });
      // An address that is none, or cannot be decoded.
      answered.catch(() => response.writeHead(400).end());
    },
  };

  function replyTo(
    { method = '', headers }: IncomingMessage,
    path: string,
    query: URLSearchParams,
    body: unknown,
  ): Reply {
    const credential = /^(?:Bearer|token) (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
    const installation = /^\/app\/installations\/(\d+)\/access_tokens$/.exec(path)?.[1];
    if (method === 'POST' && installation !== undefined) return giveToken(credential, Number(installation));
    if (credential === '') return refusal(401, 'Requires authentication');
    if ((expiry.get(credential) ?? 0) <= new Date()) return refusal(401, 'Bad credentials');
    if (path !== repositoryPath && !path.startsWith(`${repositoryPath}/`)) return refusal(404, 'Not Found');
    const post = (status: PostedStatus): void => {
      posted.push(status);
      record.statuses.push(status);
    };
    return answerOf(method, path.slice(repositoryPath.length), { telling, query, body, posted, post });
  }

  function giveToken(jwt: string, installation: number): Reply {
    const problem = appTokenProblem(jwt, telling.state.appPublicKey, new Date());
    if (problem !== undefined) return refusal(401, problem);
    if (installation !== shopApp.installation) return refusal(404, 'Not Found');
    const token = newInstallationToken();
    const expiresAt = new Date(Date.now() + 3_600_000);
    expiry.set(token, expiresAt);
    record.tokens.push(token);
    return { status: 201, body: installationTokenBody(telling, token, expiresAt) };
  }
}

/** undefined where it is none or no JSON. */
function bodyOf(request: IncomingMessage): Promise<unknown> {
  return json(request).catch((): undefined => undefined);
}
