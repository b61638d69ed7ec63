import { afterEach, beforeEach, expect, test } from 'vitest';
import { Secret } from '../../lib/domain/secret.ts';
import { sentry } from '../../lib/sources/sentry.ts';
import type { Fault } from '../../sandbox/world/fault.ts';
import { answerWithFault } from '../../sandbox/world/http-fault.ts';
import { sentryApi } from '../../sandbox/world/sentry.ts';
import { type AnsweringServer, startAnswering } from '../support/answering-server.ts';

const now = new Date('2026-11-23T12:00:00Z');
const before = { from: new Date('2026-11-23T11:50:00Z'), to: new Date('2026-11-23T11:55:00Z') };
const since = { from: before.to, to: new Date('2026-11-23T12:00:01Z') };
const release = 'shop-api@1.42.0';
const title = "TypeError: Cannot read properties of undefined (reading 'price')";
const issues = [
  { title: 'TimeoutError', release: 'shop-api@1.41.3', events: 3, minutesAgo: 8 },
  { title, release, events: 37, minutesAgo: 0 },
];
const source = sentry({ trustedAuthorities: [] });
let server: AnsweringServer;
let fault: Fault | undefined;

beforeEach(async () => {
  fault = undefined;
  const api = sentryApi({ token: 'sntrys_of-the-shop', issues }, now);
  server = await startAnswering((request, response) => {
    void answerWithFault(fault, request, response).then((answered) => answered || api(request, response));
  });
});
afterEach(() => server.close());

function query(changes: { readonly environment?: string; readonly token?: string } = {}) {
  const { environment = 'production', token = 'sntrys_of-the-shop' } = changes;
  const endpoint = `http://127.0.0.1:${server.port}`;
  return { endpoint, organization: 'acme', project: 'shop-api', environment, token: new Secret(token) };
}

const { signal } = new AbortController();

test('the source reads what the sandbox tells: errors of a time, an environment and a release', async () => {
  expect(await source.countErrors(query(), before, signal)).toBe(3);
  expect(await source.countErrors(query(), since, signal)).toBe(37);
  expect(await source.countErrors({ ...query(), release }, before, signal)).toBe(0);
  expect(await source.countErrors({ ...query(), release }, since, signal)).toBe(37);
  expect(await source.countErrors(query({ environment: 'staging' }), since, signal)).toBe(0);
});

test('and new issues, and which releases there are', async () => {
  const [issue, ...more] = await source.newIssues({ ...query(), release }, since, signal);
  expect(issue).toMatchObject({ id: expect.stringMatching(/^SHOP-API-\w+$/), title, events: 37 });
  expect(more).toEqual([]);
  expect(await source.newIssues({ ...query(), release }, before, signal)).toEqual([]);
  expect(await source.knowsRelease({ ...query(), release }, signal)).toBe(true);
  expect(await source.knowsRelease({ ...query(), release: 'another@1' }, signal)).toBe(false);
});

test('neither for another token, nor while it is busy', async () => {
  await expect(source.countErrors(query({ token: 'guessed' }), since, signal)).rejects.toThrow('refused the token');
  fault = 'busy';
  await expect(source.countErrors(query(), since, signal)).rejects.toThrow('rate limit');
});
