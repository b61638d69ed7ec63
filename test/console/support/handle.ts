import { type ConsoleSettings, consoleHandler } from '../../../lib/console/handler.ts';
import type { HttpResponse } from '../../../lib/console/http-event.ts';
import type { Http } from '../../../lib/sources/http.ts';
import type { ApprovalStore } from '../../../lib/stores/approval-store.ts';
import { memoryApprovalStore } from '../../support/memory-approval-store.ts';
import { clientId, consoleUrl, issuer, now } from './events.ts';
import { recorder } from './recorder.ts';

export const metadata = {
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: 'https://tokens.acme.example/token',
  id_token_signing_alg_values_supported: ['RS256'],
  jwks_uri: `${issuer}/jwks`,
};

export const answering = (body: unknown, status = 200): Http => ({
  get: async () => ({ status, body: typeof body === 'string' ? body : JSON.stringify(body) }),
});

const settings: ConsoleSettings = {
  service: 'shop-api',
  environment: 'production',
  people: {
    'The Octocat': ['github:octocat', 'email:octocat@acme.example'],
    'Mona Lisa': ['email:mona@acme.example', 'aws:arn:aws:iam::111122223333:role/Mona'],
    'Ada Lovelace': ['email:ada@acme.example'],
  },
  breakGlass: { groups: ['incident-commanders'], principals: [] },
  signIn: { groupsClaim: 'groups', scopes: ['openid', 'email'] },
  sources: {},
  consoleUrl,
  issuer,
  clientId,
};

interface HandleOptions {
  readonly settings?: Partial<ConsoleSettings>;
  readonly store?: ApprovalStore;
  readonly http?: Http;
}

/** The handler with a store in memory and a clock that stands still. */
export function handling({
  settings: changed,
  store = memoryApprovalStore(),
  http = answering(metadata),
}: HandleOptions = {}) {
  const { logged, completed, log, tasks } = recorder();
  const script = 'console.log("the script")';
  const handle = consoleHandler({ ...settings, ...changed }, { store, tasks, http, script, log, now: () => now });
  return { handle, logged, completed, store };
}

export const json = ({ body }: HttpResponse): unknown => JSON.parse(body);
