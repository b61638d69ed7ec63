import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { userLogin } from '../../../lib/checks/post-deploy/user-login.ts';
import { Secret } from '../../../lib/domain/secret.ts';
import { SourceError } from '../../../lib/domain/source-error.ts';
import type { SecretsManager } from '../../../lib/sources/secrets-manager.ts';
import { web } from '../../../lib/sources/web.ts';
import { type Authority, type Certificate, createAuthority, issueCertificate } from '../../../sandbox/certificates.ts';
import { type AnsweringServer, startAnswering } from '../../support/answering-server.ts';
import { ask } from '../../support/ask.ts';

export const username = 'jane.tester@example.com';
export const password = 'correct horse & battery=staple';
const sessionCookie = 'session-0123456789abcdef';

export interface Request {
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Visit extends Request {
  readonly response: ServerResponse;
  readonly origin: string;
}

type Route = (visit: Visit) => unknown;

export interface Shop {
  readonly origin: string;
  readonly requests: readonly Request[];
  readonly server: AnsweringServer;
  /** Runs the check against it. */
  readonly logIn: (changes?: object) => ReturnType<typeof ask>;
  readonly ask: (config: unknown, deadlineSeconds?: number) => ReturnType<typeof ask>;
}

let trusted: Authority | undefined;
export async function trustedAuthority(): Promise<Authority> {
  trusted ??= await createAuthority('Test Authority');
  return trusted;
}

/** A shop on loopback over TLS that works as shops do; a route replaces what it does there. */
export async function openShop(
  routes: Readonly<Record<string, Route>> = {},
  { certificate, secrets = {} }: { certificate?: Certificate | 'none'; secrets?: Partial<SecretsManager> } = {},
): Promise<Shop> {
  const authority = await trustedAuthority();
  const own = certificate ?? (await issueCertificate({ names: ['localhost'] }, authority));
  const requests: Request[] = [];
  const all: Readonly<Record<string, Route>> = { ...healthy(), ...routes };
  const server = await startAnswering(
    (request, response) => {
      const answer = async (): Promise<void> => {
        const line = `${request.method} ${request.url}`;
        const body = await text(request);
        requests.push({ line, headers: request.headers, body });
        const route = all[line.split('?')[0] ?? ''] ?? (({ response: to }: Visit) => to.writeHead(404).end());
        await route({ line, headers: request.headers, body, response, origin });
      };
      answer().catch((cause: unknown) => response.destroy(cause as Error));
    },
    own === 'none' ? undefined : own,
  );
  const origin = `${own === 'none' ? 'http' : 'https'}://localhost:${server.port}`;
  const askWith = (config: unknown, deadlineSeconds = 10) =>
    ask(userLogin, {
      config: config as never,
      sources: { web: web({ trustedAuthorities: [authority.certificate] }), secretsManager: { ...vault, ...secrets } },
      deadlineSeconds,
    });
  return {
    origin,
    requests,
    server,
    ask: askWith,
    logIn: (changes = {}) =>
      askWith({
        user: 'shop/test-user',
        login: { form: { page: `${origin}/login`, ...changes } },
        afterwards: { url: `${origin}/account` },
      }),
  };
}

const vault: SecretsManager = {
  read: () => Promise.reject(new SourceError('nothing else is read here')),
  credentials: async () => ({ username, password: new Secret(password) }),
};

/** The login of a shop that renews its CSRF token with each page, and its session's cookie with the login. */
function healthy(): Record<string, Route> {
  let token = 0;
  return {
    'GET /login'({ response }) {
      token += 1;
      page(response, loginForm({ token: `token-${token}` }), {
        'set-cookie': 'visitor=anonymous; Path=/; HttpOnly; Secure',
      });
    },
    'POST /login'({ response, body, headers }) {
      const form = new URLSearchParams(body);
      const isOurs = form.get('_csrf') === `token-${token}` && headers.cookie === 'visitor=anonymous';
      if (!isOurs) return response.writeHead(403).end('stale');
      if (form.get('email') !== username || form.get('password') !== password) return response.writeHead(401).end();
      return response.writeHead(303, { location: '/account', 'set-cookie': welcome }).end();
    },
    'GET /account'({ response, headers }) {
      if (!(headers.cookie ?? '').includes(`session=${sessionCookie}`)) return response.writeHead(401).end();
      return page(response, `<h1>Hello ${username}</h1>`);
    },
    'POST /api/login'({ response, body }) {
      const { email, password: sent } = JSON.parse(body) as Record<string, unknown>;
      if (email !== username || sent !== password) return json(response, 401, { error: 'no' });
      return json(response, 200, { data: { token: bearer } }, { 'set-cookie': welcome });
    },
    'GET /api/me'({ response, headers }) {
      const isIn = headers.authorization === `Bearer ${bearer}` || headers.cookie === `session=${sessionCookie}`;
      return json(response, isIn ? 200 : 403, isIn ? { email: username, active: true } : {});
    },
  };
}

export const bearer = 'eyJhbGciOiJFUzI1NiJ9.e30.signature';
export const welcome = [
  `session=${sessionCookie}; Path=/; HttpOnly; Secure; SameSite=Lax`,
  'visitor=; Path=/; Max-Age=0',
];

export function loginForm({ token = 'token', action = '/login', method = 'post' } = {}): string {
  return `<form action="${action}" method="${method}"><input type="hidden" name="_csrf" value="${token}">
    <input name="email"><input name="password" type="password"><button>Log in</button></form>`;
}

export function page(response: ServerResponse, html: string, headers: object = {}, status = 200): void {
  response
    .writeHead(status, { 'content-type': 'text/html', ...headers })
    .end(`<!doctype html><title>Shop</title>${html}`);
}

export function json(response: ServerResponse, status: number, body: unknown, headers: object = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
