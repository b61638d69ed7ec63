import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { type ConsoleSettings, consoleHandler } from '../../../lib/console/handler.ts';
import type { HttpEvent, HttpResponse } from '../../../lib/console/http-event.ts';
import { http } from '../../../lib/sources/http.ts';
import { consoleClient, type Issuer, startIssuer } from '../../../sandbox/world/issuer.ts';
import { bundleConsole } from '../../../scripts/bundle-console.ts';
import { freePort } from '../../support/free-port.ts';
import { type MemoryApprovalStore, memoryApprovalStore } from '../../support/memory-approval-store.ts';
import { type Recorder, recorder } from './recorder.ts';

/** The real handler behind a server that does what API Gateway does, with a real issuer, and a store in memory. */
export interface ConsoleServer extends Pick<Recorder, 'logged' | 'completed'> {
  readonly url: string;
  readonly issuer: Issuer;
  readonly store: MemoryApprovalStore;
  /** `GET /api/approvals`, as they arrived. */
  readonly requests: readonly string[];
  /** The gateway refuses every token from now on, as it does once they have expired. */
  refuseTokens(refuses?: boolean): void;
  /** No answer but a closed connection, while it is off. */
  setReachable(isReachable: boolean): void;
  close(): Promise<void>;
}

export async function startConsole(settings: Partial<ConsoleSettings> = {}): Promise<ConsoleServer> {
  // It listens before anything else is made: its address is in all of it, and no other program can take the port meanwhile.
  const server = createServer();
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const issuer = await startIssuer({ port: await freePort(), console: url });
  const store = memoryApprovalStore();
  const { logged, completed, log, tasks } = recorder();
  const requests: string[] = [];
  const state = { takesTokens: true, isReachable: true };
  const handle = consoleHandler(
    { ...defaults, ...settings, consoleUrl: url, issuer: issuer.url, clientId: consoleClient },
    {
      store,
      tasks,
      http: http({ trustedAuthorities: [] }),
      script: await bundleConsole(),
      log,
      now: () => new Date(),
    },
  );
  const keys = createRemoteJWKSet(new URL(`${issuer.url}/jwks`));
  server.on('request', (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    if (!state.isReachable) return void request.socket.destroy();
    void eventOf(request, async (token) => {
      if (!state.takesTokens) throw new Error('refused');
      return (await jwtVerify(token, keys, { issuer: issuer.url, audience: consoleClient })).payload;
    }).then(async (event) => send(response, event === 'unauthorized' ? unauthorized : await handle(event)));
  });
  return {
    url,
    issuer,
    store,
    logged,
    completed,
    requests,
    refuseTokens(refuses = true) {
      state.takesTokens = !refuses;
    },
    setReachable(isReachable) {
      state.isReachable = isReachable;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await issuer.close();
    },
  };
}

const defaults: Omit<ConsoleSettings, 'consoleUrl' | 'issuer' | 'clientId'> = {
  service: 'shop-api',
  environment: 'production',
  people: {
    'The Octocat': ['github:octocat', 'email:octocat@users.noreply.localhost'],
    'Mona Lisa': ['github:monalisa', 'email:mona@acme.example'],
    'Ada Lovelace': ['github:ada-lovelace', 'email:ada@acme.example'],
  },
  breakGlass: { groups: ['incident-commanders'], principals: [] },
  signIn: { groupsClaim: 'groups', scopes: ['openid', 'email', 'profile'] },
  sources: {},
};

/** API Gateway's own answer. */
const unauthorized: HttpResponse = {
  statusCode: 401,
  headers: { 'content-type': 'application/json' },
  body: '{"message":"Unauthorized"}',
};

type Verify = (token: string) => Promise<Record<string, unknown>>;

async function eventOf(request: IncomingMessage, verify: Verify): Promise<HttpEvent | 'unauthorized'> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const event = {
    rawPath: pathname,
    headers,
    ...(chunks.length > 0 ? { body: Buffer.concat(chunks).toString('utf8') } : {}),
    requestContext: { http: { method: request.method ?? 'GET' } },
  };
  if (!pathname.startsWith('/api/')) return event;
  try {
    const claims = await verify(headers['authorization']?.replace(/^Bearer /i, '') ?? '');
    const texts = Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, flattened(value)]));
    return { ...event, requestContext: { ...event.requestContext, authorizer: { jwt: { claims: texts } } } };
  } catch {
    return 'unauthorized';
  }
}

/** An HTTP API hands a list over as `[a b]`. */
const flattened = (value: unknown): string => (Array.isArray(value) ? `[${value.join(' ')}]` : String(value));

function send(response: ServerResponse, { statusCode, headers, body, isBase64Encoded }: HttpResponse): void {
  response.writeHead(statusCode, headers).end(Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8'));
}
