import type { IncomingMessage, ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import type { DecisionAnswer, ItemView, PendingAnswer, RefusalAnswer, RunAnswer } from '../../../lib/console/api.ts';
import { startAnswering } from '../../support/answering-server.ts';
import { release } from '../../support/release.ts';

/** What the API was asked. */
export interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

export interface FakeApi {
  /** Its address: what `--console` takes. */
  readonly console: string;
  readonly calls: readonly ApiCall[];
}

/** Answers a call, or nothing: then the API's usual answer is given. */
export type Answering = (call: ApiCall, response: ServerResponse) => boolean | undefined;

/** A token as an issuer would give it; what it says is the API's to judge. */
export const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJmaXJzdC1hcHByb3ZlciJ9.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg';

export const openedAt = '2026-11-23T12:00:00.000Z';
/** Far enough away for tests that run by the real clock. */
export const expiresAt = '2099-01-01T00:00:00.000Z';

export function itemView(changes: Partial<ItemView> = {}): ItemView {
  return {
    id: 'user-login',
    run: 'run-1',
    kind: 'manual',
    title: 'User login works',
    instructions: 'Sign in on staging as a new user.\nThen sign out.',
    approvers: { groups: ['release-managers'], principals: [] },
    quorum: 2,
    expiresAfterSeconds: 14_400,
    status: 'open',
    openedAt,
    expiresAt,
    votes: [],
    service: 'shop-api',
    environment: 'production',
    version: '1.42.0',
    commit: release.commit,
    may: true,
    mayBreakGlass: false,
    ...changes,
  };
}

export const waiverView = (changes: Partial<ItemView> = {}): ItemView =>
  itemView({
    id: 'memory',
    kind: 'waiver',
    title: 'Accept: Memory >2GB free',
    quorum: 1,
    failure: { outcome: 'fail', summary: 'only 1.2 GB are free', longestDays: 14 },
    ...changes,
  });

const you = { name: 'Mona Lisa (mona@acme.example)' };

export const pending = (items: readonly ItemView[], more = false): PendingAnswer => ({ you, items, more });

export function runAnswer(items: readonly ItemView[]): RunAnswer {
  const [first] = items;
  return {
    you,
    run: {
      run: { id: first?.run ?? 'run-1', startedAt: openedAt },
      service: 'shop-api',
      environment: 'production',
      release,
      fingerprint: { commit: release.commit, images: [], configuration: 'deployed' },
      openedAt,
    },
    links: { compare: 'https://github.com/acme/shop-api/compare/v1.41.3...v1.42.0' },
    groups: [
      {
        group: 'infrastructure',
        title: 'Infrastructure',
        checks: [
          {
            id: 'memory',
            group: 'infrastructure',
            title: 'Memory >2GB free',
            outcome: 'fail',
            summary: 'only 1.2 GB are free',
            evidence: [],
          },
        ],
      },
    ],
    items,
  };
}

export const refusal = (kind: RefusalAnswer['error']['kind'], message: string, more = {}): RefusalAnswer => ({
  error: { kind, message, ...more },
});

export function sendJson(response: ServerResponse, status: number, value: unknown): true {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  return true;
}

/** A server that speaks as the approval API does, over these items. */
export async function fakeApi(items: readonly ItemView[], answering: Answering = () => undefined): Promise<FakeApi> {
  const calls: ApiCall[] = [];
  const server = await startAnswering((request, response) => {
    void readBody(request).then((body) => {
      const { method = '', url: path = '', headers, rawHeaders } = request;
      const call = { method, path, headers, rawHeaders, body };
      calls.push(call);
      if (answering(call, response) !== true) answer(call, items, response);
    });
  });
  onTestFinished(() => server.close());
  return { console: `http://127.0.0.1:${server.port}`, calls };
}

function answer({ method, path, body }: ApiCall, items: readonly ItemView[], response: ServerResponse): void {
  const [, run, item] = /^\/(?:api|iam)\/runs\/([^/]+)(?:\/items\/([^/]+))?$/.exec(path) ?? [];
  const ofRun = items.filter((one) => one.run === run);
  if (/^\/(?:api|iam)\/approvals$/.test(path)) sendJson(response, 200, pending(items));
  else if (ofRun.length === 0) sendJson(response, 404, refusal('unknown', `there is no run ${run} that asks people`));
  else if (method === 'GET') sendJson(response, 200, runAnswer(ofRun));
  else
    decide(
      ofRun.find(({ id }) => id === item),
      body,
      response,
    );
}

function decide(item: ItemView | undefined, body: string, response: ServerResponse): void {
  if (item === undefined) {
    sendJson(response, 404, refusal('unknown', 'there is no such item'));
    return;
  }
  const { decision, comment = '' } = JSON.parse(body) as { decision: 'approve' | 'reject'; comment?: string };
  const votes = [...item.votes, { by: you.name, choice: decision, at: openedAt, comment }];
  const status = decision === 'reject' ? 'rejected' : votes.length < item.quorum ? 'open' : 'approved';
  const left = item.quorum - votes.length;
  const message = status === 'open' ? `approved; ${left} more approval is needed` : status;
  const answered: DecisionAnswer = { item: { ...item, status, votes }, message };
  sendJson(response, 200, answered);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
