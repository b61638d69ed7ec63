import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import Provider, { type Configuration } from 'oidc-provider';
import { httpSystem } from './http-system.ts';
import { issuerStore } from './issuer-store.ts';
import { signInHeaders, signInPage } from './sign-in-page.ts';
import { isUserName, users } from './users.ts';

/** As `preflight.config.ts` names the console. */
export const consoleClient = 'preflight-console';

const hour = 3600;
const signInPath = '/sign-in/';
const longestForm = 1024;

export interface Issuer {
  readonly url: string;
  /** Signs claims as the issuer would, for those that it itself would never state: `iss`, `aud` and `exp` are not set. */
  sign(claims: JWTPayload): Promise<string>;
  close(): Promise<void>;
}

export interface IssuerOptions {
  readonly port: number;
  /** The console's address, `http://localhost:27110`. */
  readonly console: string;
}

/**
 * The sandbox's OpenID Connect issuer: one public client (authorization code with PKCE), and users that sign in by their
 * name alone. Its key is new in every sandbox.
 */
export async function startIssuer({ port, console }: IssuerOptions): Promise<Issuer> {
  const url = `http://localhost:${port}`;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: randomBytes(8).toString('hex'), alg: 'RS256', use: 'sig' };
  const provider = new Provider(url, { ...configuration(console), jwks: { keys: [key] } });
  provider.silent = true;
  const answer = provider.callback();
  const system = await httpSystem(port, (request, response) => {
    forgetSession(request);
    if (!request.url?.startsWith(signInPath)) return void answer(request, response);
    signIn(provider, console, request, response).catch(() => {
      if (!response.headersSent) response.writeHead(400, { 'content-type': 'text/plain' });
      response.end('this sign-in has expired; start it again from the console\n');
    });
  });
  return {
    url,
    sign: (claims) => new SignJWT(claims).setProtectedHeader({ alg: key.alg, kid: key.kid }).sign(privateKey),
    close: () => system.close(),
  };
}

function configuration(console: string): Configuration {
  return {
    clients: [
      {
        client_id: consoleClient,
        client_name: 'Preflight console',
        token_endpoint_auth_method: 'none',
        redirect_uris: [`${console}/`],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    adapter: issuerStore(),
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'preferred_username', 'groups'] },
    // API Gateway looks at nothing but the ID token.
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    pkce: { required: () => true },
    clientBasedCORS: (_context, origin) => origin === console,
    cookies: { keys: [randomBytes(32).toString('hex')] },
    interactions: { url: (_context, { uid }) => `${signInPath}${uid}` },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    ttl: { AccessToken: hour, AuthorizationCode: 60, Grant: hour, IdToken: hour, Interaction: hour, Session: hour },
    findAccount: (_context, id) =>
      isUserName(id) ? { accountId: id, claims: () => ({ sub: id, ...claimsOf(id) }) } : undefined,
    // Nobody is asked whether the console may know who they are.
    async loadExistingGrant({ oidc }) {
      const { provider, client, session } = oidc;
      const grant = new provider.Grant({ clientId: client?.clientId, accountId: session?.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
    renderError(context, { error, error_description }) {
      context.type = 'text/plain';
      context.body = `${error}: ${error_description ?? 'no description'}\n`;
    },
  };
}

function claimsOf(user: keyof typeof users) {
  const { name, login, email, groups } = users[user];
  return { name, preferred_username: login, email, email_verified: true, groups: [...groups] };
}

/** So that one browser can sign in as one person after another: the issuer asks each time. */
function forgetSession({ headers }: IncomingMessage): void {
  const cookies = headers.cookie?.split('; ').filter((cookie) => !cookie.startsWith('_session'));
  if (cookies !== undefined) headers.cookie = cookies.join('; ');
}

async function signIn(
  provider: Provider,
  console: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Rejects where no sign-in was begun in this browser.
  await provider.interactionDetails(request, response);
  const user = request.method === 'POST' ? await postedUser(request) : '';
  if (!isUserName(user)) return void response.writeHead(200, signInHeaders(console)).end(signInPage());
  await provider.interactionFinished(request, response, { login: { accountId: user } });
}

async function postedUser(request: IncomingMessage): Promise<string> {
  let form = '';
  for await (const chunk of request as AsyncIterable<Buffer>) {
    form += chunk.toString('utf8');
    if (form.length > longestForm) throw new Error(`a sign-in of more than ${longestForm} characters`);
  }
  return new URLSearchParams(form).get('user') ?? '';
}
