import { beforeEach, describe, expect, it } from 'vitest';
import { askedRun, itemRecord, manualItem, waiverItem } from '../support/approval-samples.ts';
import { type MemoryApprovalStore, memoryApprovalStore } from '../support/memory-approval-store.ts';
import { groups } from './support/asked.ts';
import { claims, now, post, signedIn, token } from './support/events.ts';
import { handling, json } from './support/handle.ts';

/**
 * What is refused to the letter: with which status, in which words, what the log keeps of it, and that nothing has changed.
 * Tokens here are those that a gateway let through, as one that is set up wrongly would; what the gateway itself refuses is in
 * test/e2e/approvals-hostile.test.ts.
 */

const run = askedRun.run.id;
const item = manualItem.id;
const seconds = now.getTime() / 1000;
const person = `oidc:${claims.sub}`;
const notSignedIn = 'sign in: the request carries no token that is vouched for';

let store: MemoryApprovalStore;
let server: ReturnType<typeof handling>;
let before: string;

const everything = async (): Promise<string> => JSON.stringify([await store.run(run), store.written]);

beforeEach(async () => {
  store = memoryApprovalStore();
  server = handling({ store });
  await store.open(askedRun, groups, [itemRecord(), itemRecord(waiverItem)]);
  for (const id of [item, waiverItem.id]) await store.saveToken(run, id, `task-token-${id}`);
  before = await everything();
});

interface Sent {
  readonly body?: unknown;
  readonly path?: string;
  readonly token?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A decision that is right but for what is given. */
function send({ body = { decision: 'approve' }, path = `${run}/items/${item}`, token: bearer, ...sent }: Sent) {
  const payload = { ...claims, ...sent.claims };
  const headers = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
  return server.handle(signedIn(post(`/api/runs/${path}`, body, headers), payload));
}

async function expectNothingChanged(): Promise<void> {
  expect(await everything()).toBe(before);
  expect(server.completed).toEqual([]);
}

describe('a comment is refused, and so is nothing of it kept:', () => {
  it.each<[string, string, string]>([
    [
      'with HTML',
      'fine <img src=x onerror=alert(1)>',
      'the comment holds what reads as an HTML tag (<img); write plain text, and a space after a < sign',
    ],
    ['of 10,000 characters', 'x'.repeat(10_000), 'the comment is 10000 characters long; write 1000 at most'],
    [
      'with a right-to-left mark',
      'fine \u200Ftxt.exe',
      'the comment holds characters that nobody sees (U+200F); write it without them',
    ],
    [
      'with a right-to-left override',
      'fine \u202Etxt.exe',
      'the comment holds characters that nobody sees (U+202E); write it without them',
    ],
    [
      'with control characters',
      'fine\u0000 \u001B[2J',
      'the comment holds characters that nobody sees (U+0000 and U+001B); write it without them',
    ],
  ])('%s', async (_, comment, message) => {
    for (const decision of ['approve', 'reject']) {
      const answer = await send({ body: { decision, comment } });
      expect([answer.statusCode, json(answer)]).toEqual([400, { error: { kind: 'invalid', message } }]);
      // What is wrong may quote the comment: the log has who and where, and not that.
      const fields = { kind: 'invalid', to: 'decide', run, item, person };
      expect(server.logged.at(-1)).toEqual({ level: 'warn', message: 'request refused', fields });
    }
    await expectNothingChanged();
  });
});

describe('a waiver is refused', () => {
  it.each<[string, object, string]>([
    ['without a reason', {}, 'the comment is missing; write why you decide so'],
    ['with a reason of spaces', { comment: ' \n' }, 'the comment is missing; write why you decide so'],
    [
      'that would hold for too long',
      { comment: 'the host is drained', until: '2026-12-08' },
      'the end date 2026-12-08 is more than 14 days ahead; write a day from 2026-11-23 to 2026-12-07',
    ],
  ])('%s', async (_, more, message) => {
    const answer = await send({ path: `${run}/items/memory`, body: { decision: 'approve', ...more } });
    expect([answer.statusCode, json(answer)]).toEqual([400, { error: { kind: 'invalid', message } }]);
    await expectNothingChanged();
  });
});

describe('there is no', () => {
  const message = 'no run asks for this item; look at the names of the run and the item';
  it.each([
    ['unknown item', run, 'changelog'],
    ['unknown run', 'shop-api-9.9.9-20261123T120000Z', item],
  ])('%s', async (_, ofRun, id) => {
    const answer = await send({ path: `${ofRun}/items/${id}` });
    expect([answer.statusCode, json(answer)]).toEqual([404, { error: { kind: 'unknown', message } }]);
    const fields = { kind: 'unknown', reason: message, to: 'decide', run: ofRun, item: id, person };
    expect(server.logged).toEqual([{ level: 'warn', message: 'request refused', fields }]);
    await expectNothingChanged();
  });
});

describe('a token is refused', () => {
  const elsewhere = 'https://login.acme.example/other-tenant';
  it.each<[string, Sent, string]>([
    ["of a foreign tenant's issuer", { claims: { iss: elsewhere } }, 'sign in again: the token is of another issuer'],
    ['that has expired', { claims: { exp: seconds } }, 'sign in again: your sign-in has expired'],
    [
      'for a wrong audience',
      { claims: { aud: 'another-client' } },
      'sign in again: the token is for another application',
    ],
    ['that is unsigned', { token: token(claims, { alg: 'none' }, '') }, notSignedIn],
    ['that says it is unsigned', { token: token(claims, { alg: 'none' }) }, notSignedIn],
    [
      'without its subject',
      { claims: { sub: undefined } },
      "sign in again: the token's claims are missing or malformed: sub",
    ],
    [
      'without audience and expiry',
      { claims: { aud: undefined, exp: undefined } },
      "sign in again: the token's claims are missing or malformed: aud, exp",
    ],
  ])('%s', async (_, sent, message) => {
    const answer = await send(sent);
    expect([answer.statusCode, json(answer)]).toEqual([401, { error: { kind: 'unauthenticated', message } }]);
    const fields = { kind: 'unauthenticated', reason: message, to: 'decide', run, item };
    expect(server.logged).toEqual([{ level: 'warn', message: 'request refused', fields }]);
    await expectNothingChanged();
  });

  it('for a decision, where it names no groups', async () => {
    const message = 'you are in none of the groups release-managers, whose members may decide this';
    const answer = await send({ claims: { groups: undefined } });
    expect([answer.statusCode, json(answer)]).toEqual([403, { error: { kind: 'forbidden', message } }]);
    const fields = { kind: 'forbidden', reason: message, to: 'decide', run, item, person };
    expect(server.logged).toEqual([{ level: 'warn', message: 'request refused', fields }]);
    await expectNothingChanged();
  });
});

describe('a decision that is right in all else is none', () => {
  it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'post'])('by %s', async (method) => {
    const event = signedIn(post(`/api/runs/${run}/items/${item}`, { decision: 'approve' }));
    const answer = await server.handle({ ...event, requestContext: { ...event.requestContext, http: { method } } });
    expect(answer.statusCode).toBe(404);
    const fields = { kind: 'unknown', reason: 'there is nothing at this address' };
    expect(server.logged).toEqual([{ level: 'warn', message: 'request refused', fields }]);
    await expectNothingChanged();
  });
});

it('after all of this the item is decided as before', async () => {
  for (const bad of [{ claims: { exp: 1 } }, { body: { decision: 'approve', comment: '<b>' } }]) await send(bad);
  expect((await send({})).statusCode).toBe(200);
  expect(await store.item(run, item)).toMatchObject({ status: 'approved', votes: { length: 1 } });
  expect(server.completed).toEqual([`task-token-${item}`]);
});
