import { createSign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scenarios } from '../../sandbox/scenarios/index.ts';
import { type GithubApi, githubApi } from '../../sandbox/world/github.ts';
import { type AppKey, newAppKey, shopApp } from '../../sandbox/world/github-app.ts';
import { apiPath, commits, repositoryPath } from '../../sandbox/world/github-parts.ts';
import type { GithubState } from '../../sandbox/world/github-state.ts';
import { healthyWorld } from '../../sandbox/world/healthy.ts';
import { changed } from '../../sandbox/world/state.ts';
import { type AnsweringServer, startAnswering } from '../support/answering-server.ts';
import { breaches, type Exchange, templateOf } from './github-description.ts';

const nowhere = 'f'.repeat(40);
const access = `/app/installations/${shopApp.installation}/access_tokens`;

/** Every route, with what a client may ask of it. */
const asked = [
  '',
  `/commits/${commits.release}/check-runs?filter=all&per_page=100`,
  `/commits/${commits.release}/check-runs?check_name=test&status=completed&app_id=15368`,
  `/commits/${commits.previous}/check-runs`,
  `/commits/${commits.release}/status?per_page=100&page=1`,
  `/commits/${commits.previous}/status`,
  `/commits/${commits.release}/pulls`,
  `/commits/${commits.previous}/pulls`,
  `/commits/${commits.release}`,
  `/commits/${commits.previous}`,
  `/compare/${commits.previous}...${commits.release}?per_page=100&page=1`,
  `/compare/${commits.previous}...${commits.release}?per_page=100&page=2`,
  `/compare/${commits.release}...${commits.previous}`,
  `/compare/${commits.release}...${commits.release}`,
  '/pulls/118',
  '/pulls/118/reviews?per_page=2&page=2',
  '/pulls/118/commits',
  '/code-scanning/analyses?ref=refs/heads/main&tool_name=Trivy&sort=created&direction=desc',
  '/code-scanning/alerts?per_page=100',
  '/code-scanning/alerts?state=open&ref=refs/heads/main&sort=updated&direction=asc',
  '/issues?labels=release-blocker&state=all',
  '/issues?state=open&sort=created&direction=asc',
  '/labels/release-blocker',
  '/labels/Release-Blocker',
  `/contents/CHANGELOG.md?ref=${commits.release}`,
  '/contents/CHANGELOG.md?ref=main',
  '/deployments?environment=staging',
  `/deployments?sha=${commits.release}&environment=staging&task=deploy&ref=main`,
];

const notThere = [
  [404, '/commits/ffffffffffffffffffffffffffffffffffffffff/status'],
  [422, `/commits/${nowhere}/check-runs`],
  [422, `/commits/${nowhere}/pulls`],
  [422, `/commits/${nowhere}`],
  [404, `/compare/${nowhere}...${commits.release}`],
  [404, '/pulls/7'],
  [404, '/pulls/7/reviews'],
  [404, '/pulls/7/commits'],
  [422, '/issues?state=splendid'],
  [404, '/labels/splendid'],
  [404, `/contents/CHANGES.md?ref=${commits.release}`],
  [404, `/contents/CHANGELOG.md?ref=${nowhere}`],
  [404, `/git/blobs/${nowhere}`],
  [422, '/git/blobs/main'],
  [404, '/deployments/7/statuses'],
] as const;

let key: AppKey;
let api: GithubApi;
let server: AnsweringServer;
let token: string;
const exchanges: Exchange[] = [];

beforeAll(async () => {
  key = await newAppKey();
  api = githubApi('https://localhost:27108', stateOf('healthy'));
  server = await startAnswering(api.answer);
  token = await freshToken();
});
afterAll(() => server.close());

describe.each(Object.keys(scenarios))('in scenario %s every answer is as GitHub describes it:', (name) => {
  beforeAll(() => api.become(stateOf(name)));

  test.each(asked)('GET %s', async (path) => {
    const exchange = await ask('GET', `${repositoryPath}${path}`);
    expect(exchange.status).toBe(200);
    expect(breaches(exchange)).toEqual([]);
  });

  test('the blobs of its files and the statuses of its deployments', async () => {
    const file = await ask('GET', `${repositoryPath}/contents/CHANGELOG.md?ref=main`);
    const listed = await ask('GET', `${repositoryPath}/deployments`);
    const ids = (listed.body as { id: number }[]).map(({ id }) => id);
    expect(ids).not.toEqual([]);
    const found = await Promise.all([
      ask('GET', `${repositoryPath}/git/blobs/${(file.body as { sha: string }).sha}`),
      ...ids.map((id) => ask('GET', `${repositoryPath}/deployments/${id}/statuses?per_page=100`)),
    ]);
    expect(found.map(({ status }) => status)).toEqual(found.map(() => 200));
    expect(found.flatMap(breaches)).toEqual([]);
  });

  test('a status that is set, and the statuses after it', async () => {
    const given = {
      state: 'success',
      context: 'preflight/production',
      description: 'GO',
      target_url: 'https://x.test/',
    };
    const set = await ask('POST', `${repositoryPath}/statuses/${commits.release}`, given);
    expect(set.status).toBe(201);
    const after = await ask('GET', `${repositoryPath}/commits/${commits.release}/status`);
    expect(after.body).toMatchObject({ statuses: [{}, { context: 'preflight/production', state: 'success' }] });
    expect([set, after].flatMap(breaches)).toEqual([]);
  });
});

describe('an answer that is not the thing itself is as GitHub describes it:', () => {
  beforeAll(() => api.become(stateOf('healthy')));

  test.each(notThere)('%d for %s', async (status, path) => {
    const exchange = await ask('GET', `${repositoryPath}${path}`);
    expect(exchange.status).toBe(status);
    expect(breaches(exchange)).toEqual([]);
  });

  test('404 for a repository that the App cannot see', async () => {
    const exchange = await ask('GET', '/repos/acme/payroll');
    expect(exchange.status).toBe(404);
    expect(breaches(exchange)).toEqual([]);
  });

  test('404 for code scanning where nothing was ever analyzed', async () => {
    api.become({ ...stateOf('healthy'), analyses: {} });
    const found = await Promise.all(
      ['analyses', 'alerts'].map((kind) => ask('GET', `${repositoryPath}/code-scanning/${kind}`)),
    );
    api.become(stateOf('healthy'));
    expect(found.map(({ status }) => status)).toEqual([404, 404]);
    expect(found.flatMap(breaches)).toEqual([]);
  });

  test.each(['', 'ghs_guessed'])('401 for the token "%s", on every route', async (wrong) => {
    const found = await Promise.all(asked.map((path) => ask('GET', `${repositoryPath}${path}`, undefined, wrong)));
    expect(found.map(({ status }) => status)).toEqual(asked.map(() => 401));
    expect(found.flatMap(breaches)).toEqual([]);
  });

  test.each(asked)('304 for %s when the client has it already', async (path) => {
    const url = `http://127.0.0.1:${server.port}${apiPath}${repositoryPath}${path}`;
    const headers = { authorization: `Bearer ${token}` };
    const first = await fetch(url, { headers });
    const etag = first.headers.get('etag') ?? '';
    await first.text();
    const again = await fetch(url, { headers: { ...headers, 'if-none-match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect(breaches({ method: 'GET', path: `${repositoryPath}${path}`, status: 304, body: undefined })).toEqual([]);
    const other = await fetch(url, { headers: { ...headers, 'if-none-match': 'W/"0"' } });
    expect(other.status).toBe(200);
    await other.text();
  });

  test.each([
    [422, nowhere, { state: 'success' }],
    [422, commits.release, { state: 'splendid' }],
    [422, commits.release, { state: 'success', description: 'x'.repeat(141) }],
  ])('%d for a status of %s that cannot be set', async (status, sha, given) => {
    const before = api.record.statuses.length;
    const exchange = await ask('POST', `${repositoryPath}/statuses/${sha}`, given);
    expect(exchange.status).toBe(status);
    expect(breaches(exchange)).toEqual([]);
    expect(api.record.statuses).toHaveLength(before);
  });
});

describe('the App', () => {
  const now = (): number => Math.floor(Date.now() / 1000);

  test('gets another token each time, as GitHub describes it', async () => {
    const found = await Promise.all([1, 2].map(() => ask('POST', access, undefined, signed({}))));
    expect(found.map(({ status }) => status)).toEqual([201, 201]);
    expect(found.flatMap(breaches)).toEqual([]);
    const [one, other] = found.map(({ body }) => (body as { token: string }).token);
    expect(one).not.toBe(other);
    expect(api.record.tokens).toEqual(expect.arrayContaining([one, other]));
  });

  test.each([
    ['expired', () => signed({ exp: now() - 1 })],
    ['for longer than ten minutes', () => signed({ exp: now() + 700 })],
    ['from the future', () => signed({ iat: now() + 60 })],
    ["another App's", () => signed({ iss: shopApp.id + 1 })],
    ['without an end', () => signed({ exp: undefined })],
    ['unsigned', () => `${signed({}).split('.').slice(0, 2).join('.')}.`],
    ['signed by nobody', () => signed({}, { alg: 'none' })],
    ['no token at all', () => 'nothing'],
  ])('gets none with a token that is %s', async (_what, make) => {
    const exchange = await ask('POST', access, undefined, make());
    expect(exchange.status).toBe(401);
    expect(breaches(exchange)).toEqual([]);
  });

  test('gets none with the key of another App', async () => {
    const other = await newAppKey();
    const exchange = await ask('POST', access, undefined, signed({}, {}, other));
    expect(exchange).toMatchObject({ status: 401, body: { message: 'A JSON web token could not be decoded' } });
  });

  test('gets none for an installation that is not its own', async () => {
    const exchange = await ask('POST', '/app/installations/7/access_tokens', undefined, signed({}));
    expect(exchange.status).toBe(404);
    expect(breaches(exchange)).toEqual([]);
  });
});

describe('pages', () => {
  test('lead through a long list once, each as GitHub describes it', async () => {
    const checks = Object.fromEntries(
      Array.from({ length: 250 }, (_, index) => [`check ${index}`, ['success']] as const),
    );
    api.become({ ...stateOf('healthy'), checks });
    const names: string[] = [];
    let path: string | undefined = `${repositoryPath}/commits/${commits.release}/check-runs?per_page=100`;
    for (let pages = 0; path !== undefined && pages < 10; pages += 1) {
      const exchange = await ask('GET', path);
      expect(breaches(exchange)).toEqual([]);
      const { check_runs, total_count } = exchange.body as { check_runs: { name: string }[]; total_count: number };
      expect(total_count).toBe(250);
      names.push(...check_runs.map(({ name }) => name));
      const next = /<https:\/\/localhost:27108\/api\/v3([^>]+)>; rel="next"/.exec(exchange.link ?? '')?.[1];
      path = next;
    }
    api.become(stateOf('healthy'));
    expect(new Set(names).size).toBe(250);
    expect(names).toHaveLength(250);
  });
});

describe('the comparison with the description', () => {
  test('covers every route', () => {
    const templates = new Set(exchanges.map(templateOf));
    expect(templates).not.toContain(undefined);
    expect(templates.size).toBe(19);
  });

  test('refuses a body of any route in which a field is broken', () => {
    const whole = exchanges.filter(({ status, body }) => status < 300 && breakable(body) !== undefined);
    expect(new Set(whole.map(templateOf)).size).toBe(19);
    for (const exchange of whole) {
      const body = structuredClone(exchange.body);
      const part = breakable(body) ?? {};
      const field = Object.keys(part).find((name) => typeof part[name] === 'string') ?? '';
      part[field] = { not: 'a text' };
      expect(breaches({ ...exchange, body }), `${exchange.path} ${field}`).not.toEqual([]);
    }
  });

  test('refuses a field that GitHub does not send, one that is missing, and a null where none may be', () => {
    const exchange = exchanges.find(({ path, status }) => path === `${repositoryPath}/pulls/118` && status === 200);
    const body = exchange?.body as Record<string, unknown>;
    const { title: _, ...without } = body;
    for (const one of [{ ...body, mood: 'good' }, without, { ...body, title: null }]) {
      expect(breaches({ ...(exchange as Exchange), body: one })).toHaveLength(1);
    }
    expect(breaches({ ...(exchange as Exchange), body: { ...body, body: null } })).toEqual([]);
  });

  test.each([
    [{ method: 'GET', path: '/repos/acme/shop-api/moods' }, 'GET /repos/acme/shop-api/moods is not in the description'],
    [
      { method: 'DELETE', path: '/repos/acme/shop-api/pulls/1' },
      'DELETE /repos/acme/shop-api/pulls/1 is not in the description',
    ],
    [
      { method: 'GET', path: '/repos/acme/shop-api/issues?mood=bad' },
      'GET /repos/acme/shop-api/issues has no parameter mood',
    ],
    [
      { method: 'GET', path: '/repos/acme/shop-api/issues', status: 418 },
      'GET /repos/acme/shop-api/issues 418: is not in the description',
    ],
  ])('refuses %o', (request, problem) => {
    expect(breaches({ status: 200, body: [], ...request })).toEqual([problem]);
  });
});

function stateOf(scenario: string): GithubState {
  return changed(healthyWorld(key), scenarios[scenario]?.world ?? {}).github;
}

async function freshToken(): Promise<string> {
  const { body } = await ask('POST', access, undefined, signed({}));
  return (body as { token: string }).token;
}

/** One exchange with the sandbox's GitHub. */
async function ask(
  method: string,
  path: string,
  given?: unknown,
  credential = token,
): Promise<Exchange & { readonly link: string | null }> {
  const answer = await fetch(`http://127.0.0.1:${server.port}${apiPath}${path}`, {
    method,
    headers: credential === '' ? {} : { authorization: `Bearer ${credential}` },
    ...(given === undefined ? {} : { body: JSON.stringify(given) }),
  });
  const text = await answer.text();
  const exchange = { method, path, status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
  exchanges.push(exchange);
  return { ...exchange, link: answer.headers.get('link') };
}

/** A token as RFC 7519 has it; with these claims instead of the App's own. */
function signed(claims: Record<string, unknown>, header: Record<string, unknown> = {}, by: AppKey = key): string {
  const seconds = Math.floor(Date.now() / 1000);
  const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const payload = { iat: seconds - 30, exp: seconds + 500, iss: shopApp.id, ...claims };
  const text = `${encode({ alg: 'RS256', typ: 'JWT', ...header })}.${encode(payload)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(by.privateKey, 'base64url')}`;
}

/** The object itself or the first of a list. */
function breakable(body: unknown): Record<string, unknown> | undefined {
  const part = Array.isArray(body) ? body[0] : body;
  if (typeof part !== 'object' || part === null) return undefined;
  const record = part as Record<string, unknown>;
  const list = Object.values(record).find(
    (one): one is Record<string, unknown>[] => Array.isArray(one) && typeof one[0] === 'object',
  );
  return Object.values(record).some((value) => typeof value === 'string') ? record : list?.[0];
}
