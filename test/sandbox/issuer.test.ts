import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import preflight from '../../preflight.config.ts';
import { signIn } from '../../sandbox/sign-in.ts';
import { consoleClient, type Issuer, startIssuer } from '../../sandbox/world/issuer.ts';
import { type UserName, users } from '../../sandbox/world/users.ts';
import { freePort } from '../support/free-port.ts';

const consoleUrl = 'http://localhost:27110';
const said = (['log', 'info', 'warn', 'error'] as const).map((level) =>
  vi.spyOn(globalThis.console, level).mockImplementation(() => undefined),
);
let issuer: Issuer;

beforeAll(async () => {
  issuer = await startIssuer({ port: await freePort(), console: consoleUrl });
});
afterAll(() => issuer.close());

const signInAs = (user: UserName): Promise<string> =>
  signIn(user, { issuer: issuer.url, clientId: consoleClient, console: consoleUrl });

test('discovery tells where people sign in, and that it takes a code with PKCE', async () => {
  const { status, body } = await get('/.well-known/openid-configuration');
  expect(status).toBe(200);
  expect(JSON.parse(body)).toMatchObject({
    issuer: issuer.url,
    authorization_endpoint: `${issuer.url}/auth`,
    token_endpoint: `${issuer.url}/token`,
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    id_token_signing_alg_values_supported: ['RS256'],
  });
});

test.each(Object.entries(users))('%s has e-mail, name and groups in an ID token that verifies', async (user, known) => {
  const token = await signInAs(user as UserName);
  const keys = createRemoteJWKSet(new URL(`${issuer.url}/jwks`));
  const { payload, protectedHeader } = await jwtVerify(token, keys, { issuer: issuer.url, audience: consoleClient });
  expect(protectedHeader.alg).toBe('RS256');
  expect(payload).toMatchObject({
    sub: user,
    email: known.email,
    email_verified: true,
    name: known.name,
    preferred_username: known.login,
    groups: known.groups,
  });
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
});

test('what it signs by hand verifies too, with nothing but the claims that were given', async () => {
  const keys = createRemoteJWKSet(new URL(`${issuer.url}/jwks`));
  const { payload } = await jwtVerify(await issuer.sign({ sub: 'nobody' }), keys);
  expect(payload).toEqual({ sub: 'nobody' });
});

test('each sandbox has a key of its own', async () => {
  const other = await startIssuer({ port: await freePort(), console: consoleUrl });
  try {
    const keys = createRemoteJWKSet(new URL(`${other.url}/jwks`));
    await expect(jwtVerify(await signInAs('author'), keys)).rejects.toThrow('no applicable key');
  } finally {
    await other.close();
  }
});

describe('it refuses', () => {
  test('a code without a challenge', async () => {
    const { location } = await get(authorize({ code_challenge: '', code_challenge_method: '' }));
    expect(location?.origin).toBe(consoleUrl);
    expect(location?.searchParams.get('error')).toBe('invalid_request');
    expect(location?.searchParams.get('error_description')).toContain('PKCE');
  });

  test('a challenge that is its own verifier', async () => {
    const { location } = await get(authorize({ code_challenge_method: 'plain' }));
    expect(location?.searchParams.get('error')).toBe('invalid_request');
  });

  test.each([
    ['another host', 'http://evil.test/'],
    ['a path of the console', `${consoleUrl}/runs/1`],
    ['a user in the address', 'http://localhost:27110@evil.test/'],
  ])('to send a code to %s, and redirects nowhere', async (_what, redirect_uri) => {
    const { status, location, body } = await get(authorize({ redirect_uri }));
    expect([status, location]).toEqual([400, undefined]);
    expect(body).toMatch(/^invalid_redirect_uri: /);
  });

  test('another client', async () => {
    expect(await get(authorize({ client_id: 'somebody' }))).toMatchObject({ status: 400, location: undefined });
  });

  test('an access token or ID token out of the authorization itself', async () => {
    const { location } = await get(authorize({ response_type: 'id_token' }));
    // Such answers come in the fragment.
    expect(location?.hash).toContain('error=unsupported_response_type');
  });

  test('the token endpoint to pages of other origins', async () => {
    const headers = { origin: 'https://evil.test' };
    const body = new URLSearchParams({ client_id: consoleClient, grant_type: 'authorization_code', code: 'none' });
    const answer = await fetch(`${issuer.url}/token`, { method: 'POST', headers, body });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(await answer.text()).toContain('origin https://evil.test not allowed');
  });
});

test("the console's page may ask the token endpoint", async () => {
  const body = new URLSearchParams({ client_id: consoleClient, grant_type: 'authorization_code', code: 'none' });
  const answer = await fetch(`${issuer.url}/token`, { method: 'POST', headers: { origin: consoleUrl }, body });
  expect(answer.headers.get('access-control-allow-origin')).toBe(consoleUrl);
  expect(await answer.json()).toMatchObject({ error: 'invalid_grant' });
});

describe('the page on which people sign in', () => {
  test('is a plain form with a button for each of them, and lets nothing run', async () => {
    const { location, cookie } = await get(authorize({}));
    const page = await fetch(location ?? '', { headers: { cookie } });
    const html = await page.text();
    for (const user of Object.keys(users)) expect(html).toContain(`<button name="user" value="${user}">`);
    expect(html).not.toMatch(/<script|https?:/);
    const policy = page.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`form-action 'self' ${consoleUrl};`);
    expect(policy).not.toContain('unsafe');
  });

  test('asks again for somebody that it does not know', async () => {
    const { location, cookie } = await get(authorize({}));
    const body = new URLSearchParams({ user: '__proto__' });
    const page = await fetch(location ?? '', { method: 'POST', headers: { cookie }, body, redirect: 'manual' });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<form method="post">');
  });

  test('signs nobody in who did not begin it in the same browser', async () => {
    const { location } = await get(authorize({}));
    const body = new URLSearchParams({ user: 'author' });
    const page = await fetch(location ?? '', { method: 'POST', body, redirect: 'manual' });
    expect([page.status, page.headers.get('location')]).toEqual([400, null]);
  });

  test('asks who it is at every sign-in, so that one browser can be several people', async () => {
    const first = await get(authorize({}));
    const body = new URLSearchParams({ user: 'author' });
    const signedIn = await fetch(first.location ?? '', {
      method: 'POST',
      headers: { cookie: first.cookie },
      body,
      redirect: 'manual',
    });
    const resumed = await get(signedIn.headers.get('location') ?? '', first.cookie);
    expect(resumed.location?.searchParams.get('code')).toMatch(/^[\w-]{20,}$/);
    const again = await get(authorize({}), resumed.cookie);
    expect(again.location?.pathname).toMatch(/^\/sign-in\//);
  });
});

test("the example configuration names the sandbox's client, users and groups", () => {
  const { approvals } = preflight.environments['production-attended'] ?? {};
  expect(approvals?.signIn).toMatchObject({ clientId: consoleClient, groupsClaim: 'groups' });
  expect(approvals?.people).toEqual(
    Object.fromEntries(
      Object.values(users).map(({ name, login, email }) => [name, [`github:${login}`, `email:${email}`]]),
    ),
  );
  expect(users['incident-commander'].groups).toEqual(approvals?.breakGlass?.groups);
});

test('nothing of this was said on the terminal', () => {
  for (const level of said) expect(level).not.toHaveBeenCalled();
});

interface Got {
  readonly status: number;
  readonly location: URL | undefined;
  /** All cookies that were set, as a browser would send them back. */
  readonly cookie: string;
  readonly body: string;
}

async function get(path: string, cookie = ''): Promise<Got> {
  const url = new URL(path, issuer.url);
  const answer = await fetch(url, { redirect: 'manual', headers: { cookie } });
  const to = answer.headers.get('location');
  return {
    status: answer.status,
    location: to === null ? undefined : new URL(to, url),
    cookie: [cookie, ...answer.headers.getSetCookie().map((set) => set.split(';')[0])].filter(Boolean).join('; '),
    body: await answer.text(),
  };
}

/** A request that is right but for what is given. */
function authorize(change: Readonly<Record<string, string>>): string {
  const right = {
    client_id: consoleClient,
    response_type: 'code',
    redirect_uri: `${consoleUrl}/`,
    scope: 'openid email profile',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  };
  const asked = Object.entries({ ...right, ...change }).filter(([, value]) => value !== '');
  return `/auth?${new URLSearchParams(asked).toString()}`;
}
