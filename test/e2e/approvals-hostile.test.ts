import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Issuer, startIssuer } from '../../sandbox/world/issuer.ts';
import { freePort } from '../support/free-port.ts';
import { type Answer, type ApiRequest, askApi, errorOf } from './support/api-request.ts';
import {
  approvalRows,
  approveAll,
  peopleOf,
  type Row,
  startWaiting,
  taskTokensIn,
  type WaitingRun,
} from './support/attended.ts';
import { claimsWith, hostileTokens } from './support/hostile-tokens.ts';
import { useSandbox } from './support/use-sandbox.ts';
import { everythingWritten } from './support/written.ts';

const production = useSandbox({ environment: 'production-attended' });
const approve = JSON.stringify({ decision: 'approve' });
let consoleUrl: string;
let waiting: WaitingRun;
let before: readonly Row[];
let otherTenant: Issuer;

beforeAll(async () => {
  const { sandbox } = production();
  consoleUrl = peopleOf(sandbox).console;
  otherTenant = await startIssuer({ port: await freePort(), console: consoleUrl });
  waiting = await startWaiting(production());
  // Nothing changes by itself from then on.
  while (taskTokensIn(await approvalRows(sandbox)).length < 2) await pause(100);
});
afterAll(async () => {
  await otherTenant.close();
  // That the run can still be decided shows that nothing of all this has harmed it.
  await approveAll(production(), waiting.name);
  const { report } = await waiting.decided;
  expect(report.verdict).toBe('go');
  expect(report.approvals?.flatMap(({ votes }) => votes)).toHaveLength(3);
});

beforeEach(async () => {
  before = await approvalRows(production().sandbox);
  expect(before.length).toBeGreaterThan(2);
});

const nothingChanged = async (): Promise<void> => {
  expect(await approvalRows(production().sandbox)).toEqual(before);
};

/** An approver's token that is right but for what is given. */
const sign = (change?: Readonly<Record<string, unknown>>): Promise<string> =>
  peopleOf(production().sandbox).sign(claimsWith(change));

test('an hour-long token of the right person, signed by hand, is taken: what follows is refused for what it says', async () => {
  const answer = await ask(`api/runs/${waiting.name}`, { token: await sign() });
  expect(answer.status).toBe(200);
});

describe.each(Object.entries(hostileTokens))('a token %s', (_what, make) => {
  test('decides nothing and sees nothing', async () => {
    const token = await make({ people: peopleOf(production().sandbox), otherTenant });
    for (const request of [
      { path: `api/runs/${waiting.name}/items/blocking-issues`, method: 'POST', body: approve },
      { path: `api/runs/${waiting.name}`, method: 'GET' },
      { path: 'api/approvals', method: 'GET' },
    ] as const) {
      const answer = await ask(request.path, { ...request, token });
      expect(answer.status, `${request.method} ${request.path}`).toBe(401);
      expect(answer.text).not.toContain('blocking-issues');
    }
    await nothingChanged();
  });
});

test.each([
  ['without groups', { groups: undefined }, /in none of the groups release-managers/],
  ['with another group', { groups: ['Release-Managers', 'interns'] }, /in none of the groups release-managers/],
  ['with the group as a part of another', { groups: ['not-release-managers'] }, /in none of the groups/],
  ['of the author in capitals', { sub: 'x', email: 'OctoCat@Users.NoReply.Localhost' }, /their own release/],
  ["of the author by GitHub's other form", { sub: 'x', email: '583231+octocat@users.noreply.localhost' }, /their own/],
  // A co-author of the release is not in the identity map: whoever is not either could be that one.
  ['without e-mail', { sub: 'stranger', email: undefined }, /^neither you nor margaret-hamilton, who wrote commit/],
  ['with an e-mail that nobody verified', { sub: 'stranger', email_verified: false }, /^neither you nor margaret-ham/],
])('a token %s is told why it decides nothing', async (_what, change, why) => {
  const answer = await post({ token: await sign(change) });
  expect(answer.status).toBe(403);
  expect(errorOf(answer)).toMatchObject({ kind: 'forbidden', message: expect.stringMatching(why) });
  await nothingChanged();
});

describe('no sign-in', () => {
  test.each([
    ['nothing at all', {}],
    ['a password', { authorization: 'Basic Zmlyc3Q6YXBwcm92ZXI=' }],
    ['a token in a cookie', { cookie: 'authorization=Bearer a.b.c; id_token=a.b.c' }],
    ['what an authorizer would say', { 'x-amzn-oidc-identity': 'first-approver', 'x-forwarded-user': 'mona' }],
  ])('%s: 401', async (_what, headers) => {
    const answer = await post({ headers });
    expect(answer.status).toBe(401);
    await nothingChanged();
  });

  test('a token in the address: 401', async () => {
    const token = await sign();
    const path = `api/runs/${waiting.name}/items/blocking-issues?access_token=${token}&authorization=Bearer%20${token}`;
    expect((await ask(path, { method: 'POST', body: approve })).status).toBe(401);
    await nothingChanged();
  });
});

describe('the door for AWS credentials', () => {
  // The emulator checks no signature: what it cannot name, the API must refuse itself.
  test.each([
    ['without identity', {}],
    ['with a token of the issuer', { authorization: 'token' }],
    ['with a signature of nobody', { authorization: 'AWS4-HMAC-SHA256 Credential=AKIDNOBODY/20261123/x/y/z' }],
  ])('refuses a request %s', async (_what, headers) => {
    const sent =
      'authorization' in headers && headers.authorization === 'token'
        ? { authorization: `Bearer ${await sign()}` }
        : headers;
    for (const [path, method, body] of [
      [`iam/runs/${waiting.name}/items/blocking-issues`, 'POST', approve],
      [`iam/runs/${waiting.name}`, 'GET', undefined],
      ['iam/approvals', 'GET', undefined],
    ] as const) {
      const answer = await ask(path, { method, ...(body === undefined ? {} : { body }), headers: sent });
      expect([401, 403], `${method} ${path}`).toContain(answer.status);
      expect(answer.text).not.toContain('blocking-issues');
    }
    await nothingChanged();
  });
});

describe('what there is not', () => {
  test.each([
    ['an unknown run', 'api/runs/no-such-run/items/blocking-issues'],
    ['an unknown item', 'api/runs/RUN/items/no-such-item'],
    ['a check that nobody is asked about', 'api/runs/RUN/items/disk-space'],
    ['the partition of tokens', 'api/runs/token%23RUN/items/blocking-issues'],
    ['a path that climbs', 'api/runs/RUN/items/..%2F..%2Fblocking-issues'],
    ['an item named as what every object has', 'api/runs/RUN/items/constructor'],
  ])('%s: 404, in words', async (_what, path) => {
    const answer = await ask(path.replace('RUN', waiting.name), { method: 'POST', body: approve, token: await sign() });
    expect(answer.status, answer.text).toBe(404);
    await nothingChanged();
  });
});

const comments: Readonly<Record<string, readonly [comment: unknown, said: RegExp]>> = {
  'with HTML': ['<img src=x onerror=alert(1)>', /HTML/],
  'of 10,000 characters': ['x'.repeat(10_000), /10000 characters|10,000 characters/],
  'with a right-to-left override': ['fine \u202Etxt.exe', /nobody sees/],
  'with a byte of zero': ['fine\u0000', /nobody sees/],
  'with a terminal sequence': ['fine \u001B[2J', /nobody sees/],
  'of half a character': ['fine \uD800', /nobody sees/],
  'that is a number': [42, /./],
  'that is null': [null, /./],
};

describe.each(Object.entries(comments))('a comment %s', (_what, [comment, said]) => {
  test('is refused with what to write instead', async () => {
    const body = JSON.stringify({ decision: 'reject', comment });
    const answer = await post({ body, token: await sign() });
    expect(answer.status, answer.text).toBe(400);
    expect(answer.text).toMatch(said);
    expect(errorOf(answer)).toMatchObject({ kind: 'invalid' });
    await nothingChanged();
  });
});

test.each([
  ['nothing', ''],
  ['no JSON', 'decision=approve'],
  ['a list', '[]'],
  ['an unknown decision', '{"decision":"maybe"}'],
  ['a decision in other letters', '{"decision":"Approve"}'],
  ['an unknown key', '{"decision":"approve","person":"email:ada@acme.example"}'],
  ['an end date for what is no waiver', '{"decision":"approve","until":"2099-01-01"}'],
  ['a rejection without a reason', '{"decision":"reject"}'],
  ['100 KB', JSON.stringify({ decision: 'approve', comment: 'x'.repeat(100_000) })],
])('a body of %s is refused', async (_what, body) => {
  const answer = await post({ body, token: await sign() });
  expect(answer.status, answer.text).toBe(400);
  await nothingChanged();
});

describe('from another site', () => {
  test.each([
    ['a script', { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' }, 403],
    [
      'a script of the same machine, on another port',
      { origin: 'http://localhost:1', 'sec-fetch-site': 'same-site' },
      403,
    ],
    ['a page without an origin', { origin: 'null' }, 403],
  ])('%s that somehow has a token is refused', async (_what, headers, status) => {
    const answer = await post({ headers, token: await sign() });
    expect(answer.status, answer.text).toBe(status);
    await nothingChanged();
  });

  test.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=a'])(
    'a form of type %s sends no token, and is refused',
    async (type) => {
      const answer = await post({ headers: { 'content-type': type, origin: 'https://evil.test' }, body: approve });
      expect(answer.status).toBe(401);
      await nothingChanged();
    },
  );

  test('a form that somehow has a token is refused for its type', async () => {
    const answer = await post({ headers: { 'content-type': 'text/plain' }, token: await sign() });
    expect(answer.status).toBe(400);
    await nothingChanged();
  });

  test('no other origin is allowed to read or to ask', async () => {
    const headers = { origin: 'https://evil.test', 'access-control-request-method': 'POST' };
    const preflight = await fetch(`${consoleUrl}/api/runs/${waiting.name}/items/blocking-issues`, {
      method: 'OPTIONS',
      headers,
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
    const answer = await fetch(`${consoleUrl}/api/approvals`, {
      headers: { origin: 'https://evil.test', authorization: `Bearer ${await sign()}` },
    });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('GET and HEAD change nothing', () => {
  const paths = [
    '',
    'runs/RUN',
    'runs/RUN?decision=approve&item=blocking-issues',
    'api/approvals',
    'api/runs/RUN',
    'api/runs/RUN/items/blocking-issues',
    'api/runs/RUN/items/blocking-issues?decision=approve',
    'iam/approvals',
    'iam/runs/RUN',
    'iam/runs/RUN/items/blocking-issues',
  ];
  test.each(['GET', 'HEAD'])('%s of every address, signed in or not', async (method) => {
    for (const path of paths) {
      for (const headers of [{}, { authorization: `Bearer ${await sign()}` }]) {
        const address = path.replace('RUN', waiting.name);
        const answer = await fetch(`${consoleUrl}/${address}`, { method, headers });
        await answer.text();
        expect(answer.status, `${method} /${address}`).toBeLessThan(500);
      }
    }
    await nothingChanged();
  });

  test('nor does another method of the address that decides', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const answer = await ask(`api/runs/${waiting.name}/items/blocking-issues`, { method, token: await sign() });
      expect(answer.status, method).toBeGreaterThanOrEqual(400);
    }
    const overridden = await ask(`api/runs/${waiting.name}/items/blocking-issues`, {
      method: 'GET',
      token: await sign(),
      headers: { 'x-http-method-override': 'POST' },
    });
    expect(overridden.status).toBeGreaterThanOrEqual(400);
    await nothingChanged();
  });
});

test('each refusal that the API gave itself is in its log, without a token and without what was sent', async () => {
  const secret = `canary-${Date.now()}`;
  const token = await sign();
  await post({ body: JSON.stringify({ decision: 'reject', comment: `<b>${secret}</b>` }), token });
  const lines = (await everythingWritten(production().sandbox)).filter(({ text }) => text.includes('request refused'));
  expect(lines.length).toBeGreaterThan(20);
  const text = lines.map((line) => line.text).join('\n');
  for (const kind of ['unauthenticated', 'forbidden', 'invalid', 'unknown']) expect(text).toContain(`"kind":"${kind}"`);
  expect(text).not.toContain(secret);
  expect(text).not.toMatch(/eyJ[\w-]+\.[\w-]+/);
});

function ask(path: string, request: ApiRequest): Promise<Answer> {
  return askApi(`${consoleUrl}/${path}`, request);
}

/** A decision on an item that waits, which is right but for what is given. */
function post(request: ApiRequest): Promise<Answer> {
  return ask(`api/runs/${waiting.name}/items/blocking-issues`, { method: 'POST', body: approve, ...request });
}
