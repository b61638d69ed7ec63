import { afterEach } from 'vitest';
import { Secret } from '../../lib/domain/secret.ts';
import { type SentryQuery, sentry } from '../../lib/sources/sentry.ts';
import {
  type FakeSentry,
  type Instead,
  type Reply,
  type ReportedError,
  startFakeSentry,
  token,
} from '../support/fake-sentry.ts';

export const { signal } = new AbortController();
export const release = 'shop-api@1.42.0';
export const since = { from: new Date('2026-11-23T11:45:00Z'), to: new Date('2026-11-23T12:00:00Z') };

export const at = (time: string): string => `2026-11-23T${time}Z`;
export const error = (time: string, more: Partial<ReportedError> = {}): ReportedError => ({
  at: at(time),
  release,
  ...more,
});

/** What a test closes that it opened. */
export const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** A Sentry, and the source with a question to it; seconds of waiting are milliseconds. */
export async function serve(world: Partial<FakeSentry>, query: Partial<SentryQuery> & { readonly path?: string } = {}) {
  const server = await startFakeSentry({ errors: [], ...world });
  closing.push(server.close);
  const { path = '', ...changes } = query;
  const ofAny = {
    endpoint: `http://127.0.0.1:${server.port}${path}`,
    organization: 'acme',
    project: 'shop-api',
    environment: 'production',
    token: new Secret(token),
    ...changes,
  };
  return { server, asked: { ...ofAny, release }, ofAny, source: sentry({ trustedAuthorities: [] }, 1) };
}

/** Answers questions to an organization so, and those for a project as usual. */
export const ofOrganization =
  (reply: Reply): Instead =>
  ({ pathname }) =>
    pathname.includes('/organizations/') ? reply : undefined;
