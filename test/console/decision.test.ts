import { beforeEach, describe, expect, it } from 'vitest';
import { itemRecord, manualItem, waiverItem } from '../support/approval-samples.ts';
import { askedApi, author, itemPath, run, taskToken } from './support/asked-api.ts';
import { claims, consoleUrl, post, signedIn } from './support/events.ts';
import { json } from './support/handle.ts';

let here: ReturnType<typeof askedApi>;

beforeEach(() => {
  here = askedApi();
});

describe('a decision', () => {
  it('is recorded, moves the execution on, and is logged without its comment', async () => {
    await here.ask(itemRecord());
    const answer = await here.decide({ decision: 'approve', comment: 'looks good to me' });
    expect(answer.statusCode).toBe(200);
    expect(json(answer)).toMatchObject({
      message: 'approved',
      item: { status: 'approved', votes: [{ choice: 'approve' }] },
    });
    expect(here.changes()).toMatchObject([{ status: 'approved', votes: [{ by: 'Mona Lisa (mona@acme.example)' }] }]);
    expect(here.completed).toEqual([taskToken]);
    expect(here.logged).toMatchObject([{ level: 'info', fields: { run, item: 'smoke-tests', outcome: 'recorded' } }]);
    expect(JSON.stringify([here.logged, answer])).not.toMatch(/task-token/);
    expect(JSON.stringify(here.logged)).not.toMatch(/looks good/);
  });

  it('says how many more approvals are needed, and that it was there before', async () => {
    await here.ask(itemRecord({ ...waiverItem, quorum: 3 }));
    const path = `/api/runs/${run}/items/memory`;
    const body = { decision: 'approve', comment: 'the second host is drained' };
    expect(json(await here.decide(body, path))).toMatchObject({
      message: 'your approval is recorded; 2 more approvals are needed',
    });
    expect(json(await here.decide(body, path))).toMatchObject({
      message: 'recorded before: your approval is recorded; 2 more approvals are needed',
    });
    expect(here.changes()).toHaveLength(1);
  });

  it.each([
    ['of somebody in no group of the item', { groups: ['everyone'] }, 403, 'forbidden', /release-managers/],
    ['of who wrote the release', { email: 'octocat@acme.example' }, 403, 'forbidden', /wrote commit 3f786850e387/],
    [
      'of somebody with an unverified address of a manager',
      { email_verified: false },
      403,
      'forbidden',
      /identity map/,
    ],
    ['with an expired token', { exp: 1 }, 401, 'unauthenticated', /expired/],
  ])('%s is refused, recorded in the log, and changes nothing', async (_, changed, status, kind, message) => {
    await here.ask(
      itemRecord(manualItem, { excluded: [author, { who: 'hubot', aliases: ['github:stranger'], why: ['x'] }] }),
    );
    const answer = await here.decide({ decision: 'approve', comment: 'private words' }, itemPath, {
      ...claims,
      ...changed,
    });
    expect(answer.statusCode).toBe(status);
    expect(json(answer)).toMatchObject({ error: { kind, message: expect.stringMatching(message) } });
    expect(here.logged).toMatchObject([{ level: 'warn', fields: { kind, run, item: 'smoke-tests' } }]);
    expect(JSON.stringify(here.logged)).not.toMatch(/private words|eyJ/);
    expect([here.changes(), here.completed]).toEqual([[], []]);
  });

  it('that comes too late is 409, and says who was first', async () => {
    await here.ask(itemRecord());
    await here.decide({ decision: 'approve' });
    const answer = await here.decide({ decision: 'reject', comment: 'no' }, itemPath, {
      ...claims,
      sub: 'ada',
      email: 'ada@acme.example',
    });
    expect(answer.statusCode).toBe(409);
    expect(json(answer)).toMatchObject({
      error: { kind: 'decided', message: expect.stringMatching(/already decided by Mona Lisa .* at 2026-/) },
    });
    expect(here.changes()).toHaveLength(1);
  });

  it('on what has expired is 409 and closed', async () => {
    await here.ask(itemRecord(manualItem, { expiresAt: '2026-11-23T12:59:59.000Z' }));
    const answer = await here.decide({ decision: 'approve' });
    expect([answer.statusCode, json(answer)]).toMatchObject([409, { error: { kind: 'closed' } }]);
  });

  it.each([`/api/runs/other/items/smoke-tests`, `/api/runs/${run}/items/changelog`])('on %s is 404', async (path) => {
    await here.ask(itemRecord());
    const answer = await here.decide({ decision: 'approve' }, path);
    expect([answer.statusCode, json(answer)]).toMatchObject([404, { error: { kind: 'unknown' } }]);
    expect(here.changes()).toEqual([]);
  });

  it.each([
    ['no JSON', 'approve', /not JSON/],
    ['nothing', '', /not JSON/],
    ['a list', [], /not valid/],
    ['another decision', { decision: 'maybe' }, /not valid/],
    ['an unknown key', { decision: 'approve', as: 'github:somebody' }, /not valid/],
    ['breakGlass: false', { decision: 'approve', breakGlass: false }, /not valid/],
    ['a comment that is no text', { decision: 'approve', comment: ['x'] }, /not valid/],
    ['an end that is no day', { decision: 'approve', until: 'soon' }, /not valid/],
    ['10,000 characters', { decision: 'approve', comment: 'x'.repeat(10_000) }, /10000 characters/],
    ['20,000 characters', { decision: 'approve', comment: 'x'.repeat(20_000) }, /more than 16384/],
    ['HTML', { decision: 'approve', comment: '<img src=x onerror=alert(1)>' }, /HTML tag/],
    ['a right-to-left mark', { decision: 'approve', comment: 'ok \u202Eton' }, /U\+202E/],
    ['a control character', { decision: 'approve', comment: 'ok \u0007' }, /U\+0007/],
    ['a rejection without a comment', { decision: 'reject' }, /comment is missing/],
    ['an end date of what is no waiver', { decision: 'approve', until: '2026-12-01' }, /only a waiver/],
  ])('with %s is 400', async (_, body, message) => {
    await here.ask(itemRecord());
    const answer = await here.decide(body);
    expect(answer.statusCode).toBe(400);
    expect(json(answer)).toMatchObject({ error: { kind: 'invalid', message: expect.stringMatching(message) } });
    expect(here.logged).toMatchObject([{ level: 'warn', fields: { kind: 'invalid', run } }]);
    expect(JSON.stringify(here.logged)).not.toMatch(/img|maybe|ton/);
    expect(here.changes()).toEqual([]);
  });

  it('names every problem of its form at once', async () => {
    await here.ask(itemRecord());
    const answer = await here.decide({ decision: 'maybe', comment: 7, until: 'soon', more: 1 });
    const { problems } = (json(answer) as { error: { problems: { path: string }[] } }).error;
    expect(problems.map(({ path }) => path).toSorted()).toEqual(['comment', 'decision', 'more', 'until']);
  });

  it('is taken in base64, as the gateway hands over what it takes for binary, within the same limit', async () => {
    await here.ask(itemRecord());
    const encoded = (text: string) => ({
      ...post(itemPath, Buffer.from(text).toString('base64')),
      isBase64Encoded: true,
    });
    const long = await here.handle(signedIn(encoded(JSON.stringify({ decision: 'x'.repeat(16_400) }))));
    expect(json(long)).toMatchObject({ error: { message: expect.stringContaining('16384') } });
    expect((await here.handle(signedIn(encoded('{"decision":"approve"}')))).statusCode).toBe(200);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', undefined])(
    'of content type %s is refused: a form of another page sends no other',
    async (type) => {
      await here.ask(itemRecord());
      const event = post(itemPath, { decision: 'approve' }, { 'content-type': type });
      expect((await here.handle(signedIn(event))).statusCode).toBe(400);
      expect(here.changes()).toEqual([]);
    },
  );

  it.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'same-origin', origin: 'https://approvals.acme.example.evil.example' },
  ])('sent by another page (%o) is refused, with a token as well', async (headers) => {
    await here.ask(itemRecord());
    const answer = await here.handle(signedIn(post(itemPath, { decision: 'approve' }, headers)));
    expect([answer.statusCode, json(answer)]).toMatchObject([403, { error: { kind: 'forbidden' } }]);
    expect(here.logged).toMatchObject([{ level: 'warn' }]);
    expect(here.changes()).toEqual([]);
  });

  it('sent by the console itself is taken', async () => {
    await here.ask(itemRecord());
    const headers = {
      'sec-fetch-site': 'same-origin',
      origin: consoleUrl,
      'content-type': 'application/json; charset=utf-8',
    };
    expect((await here.handle(signedIn(post(itemPath, { decision: 'approve' }, headers)))).statusCode).toBe(200);
  });

  it('by AWS credentials that nobody vouches for is refused', async () => {
    await here.ask(itemRecord());
    const answer = await here.handle(signedIn(post(itemPath.replace('/api/', '/iam/'), { decision: 'approve' })));
    expect([answer.statusCode, json(answer)]).toMatchObject([401, { error: { kind: 'unauthenticated' } }]);
    expect(here.changes()).toEqual([]);
  });
});
