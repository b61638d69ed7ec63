import type { HttpEvent } from '../../../lib/console/http-event.ts';

/** Requests as API Gateway hands them over, for tests of the handler alone. */

export const issuer = 'https://login.acme.example';
export const clientId = 'preflight-console';
export const consoleUrl = 'https://approvals.acme.example';
export const now = new Date('2026-11-23T13:00:00.000Z');

export const claims = {
  iss: issuer,
  sub: '248289761001',
  aud: clientId,
  exp: now.getTime() / 1000 + 600,
  email: 'mona@acme.example',
  email_verified: true,
  groups: ['release-managers', 'everyone'],
} as const;

type Claims = Readonly<Record<string, unknown>>;

/** Signed by nobody: whether the signature is right is the gateway's to find out. */
export function token(
  payload: unknown,
  head: unknown = { alg: 'RS256', kid: 'k1' },
  signature = 'c2lnbmF0dXJl',
): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(head)}.${part(payload)}.${signature}`;
}

export function request(method: string, rawPath: string, more: Partial<HttpEvent> = {}): HttpEvent {
  return { rawPath, headers: {}, ...more, requestContext: { ...more.requestContext, http: { method } } };
}

/** With an ID token that the gateway accepted. @param vouched what the gateway says of it; undefined: nothing. */
export function signedIn(
  event: HttpEvent,
  payload: Claims = claims,
  vouched: Claims | undefined = { iss: payload['iss'], sub: payload['sub'] },
): HttpEvent {
  return {
    ...event,
    headers: { authorization: `Bearer ${token(payload)}`, ...event.headers },
    requestContext: {
      ...event.requestContext,
      ...(vouched === undefined ? {} : { authorizer: { jwt: { claims: vouched } } }),
    },
  };
}

/** With AWS credentials that the gateway accepted. */
export function signedByIam(event: HttpEvent, userArn: string): HttpEvent {
  return { ...event, requestContext: { ...event.requestContext, authorizer: { iam: { userArn } } } };
}

export function post(rawPath: string, body: unknown, headers: HttpEvent['headers'] = {}): HttpEvent {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return request('POST', rawPath, { headers: { 'content-type': 'application/json', ...headers }, body: text });
}
