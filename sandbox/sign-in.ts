import { createHash, randomBytes } from 'node:crypto';
import { SandboxError } from './failure.ts';
import type { UserName } from './world/users.ts';

export interface SignIn {
  readonly issuer: string;
  readonly clientId: string;
  /** The console's address, `http://localhost:27110`. */
  readonly console: string;
}

/**
 * Signs in as a browser would, step by step, but without one.
 * @returns the ID token, with which the console asks the approval API.
 * @throws SandboxError when the issuer does not answer as it should.
 */
export async function signIn(user: UserName, { issuer, clientId, console }: SignIn): Promise<string> {
  const verifier = randomBytes(32).toString('base64url');
  const redirectUri = `${console}/`;
  const cookies = new Map<string, string>();
  const asked = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid email profile',
    state: randomBytes(16).toString('base64url'),
    nonce: randomBytes(16).toString('base64url'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const page = await follow(new URL(`${issuer}/auth?${asked.toString()}`), cookies);
  const resume = await follow(page, cookies, new URLSearchParams({ user }));
  const back = await follow(resume, cookies);
  const code = back.searchParams.get('code');
  if (code === null) throw new SandboxError(`${issuer} did not sign ${user} in: ${back.search}`);
  const answer = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    }),
  });
  const { id_token: token } = (await answer.json()) as { readonly id_token?: string };
  if (token === undefined) throw new SandboxError(`${issuer} gave ${user} no ID token: HTTP ${answer.status}`);
  return token;
}

/** One step. @returns where it leads. */
async function follow(url: URL, cookies: Map<string, string>, form?: URLSearchParams): Promise<URL> {
  const answer = await fetch(url, {
    redirect: 'manual',
    headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    ...(form === undefined ? {} : { method: 'POST', body: form }),
  });
  for (const cookie of answer.headers.getSetCookie()) {
    const [pair = ''] = cookie.split(';');
    const [name = '', ...value] = pair.split('=');
    cookies.set(name, value.join('='));
  }
  const to = answer.headers.get('location');
  if (to === null) throw new SandboxError(`${url.origin} answered ${answer.status} instead of going on with a sign-in`);
  return new URL(to, url);
}
