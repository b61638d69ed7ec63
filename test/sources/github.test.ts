import { describe, expect, it } from 'vitest';
import { SourceError } from '../../lib/domain/source-error.ts';
import type { Github } from '../../lib/sources/github.ts';
import { type GithubRoutes, paged } from '../support/github-server.ts';
import { commit, githubWith, never, repo } from './github-fixture.ts';

const other = 'b'.repeat(40);
const main = 'refs/heads/main';
const shown = { [`GET ${repo}`]: { body: { full_name: 'acme/shop-api' } } };
const pages = (count: number, of: (index: number) => unknown): unknown[] =>
  Array.from({ length: count }, (_, i) => of(i));
const run = (id: number, more: object = {}) => ({
  id,
  name: `job ${id}`,
  app: { slug: 'github-actions' },
  status: 'completed',
  conclusion: 'success',
  completed_at: '2026-11-23T11:00:00Z',
  ...more,
});
const checkRuns = (list: readonly unknown[]) => paged(list, (check_runs) => ({ total_count: list.length, check_runs }));

describe('check runs', () => {
  const route = `GET ${repo}/commits/${commit}/check-runs`;

  it.each([
    [10, 1],
    [100, 1],
    [300, 3],
  ])('of %i are read in %i calls', async (count, calls) => {
    const { source, server } = await githubWith({ [route]: checkRuns(pages(count, run)) });
    const runs = await source.checkRuns(commit, never);
    expect(runs?.map(({ id }) => id)).toEqual(pages(count, (id) => id));
    expect(server.asked).toHaveLength(calls);
  });

  it('of a commit are asked for with all their attempts, or those of one name', async () => {
    const { source, server } = await githubWith({ [route]: checkRuns([run(1), run(2)]) });
    await source.checkRuns(commit, never);
    await source.checkRuns(commit, never, 'test (ubuntu)');
    expect(server.asked.map(({ query }) => Object.fromEntries(query))).toEqual([
      { filter: 'all', per_page: '100' },
      { filter: 'all', per_page: '100', check_name: 'test (ubuntu)' },
    ]);
  });

  it('may run still, and their App may be gone', async () => {
    const list = [
      run(1, { app: null, status: 'queued', conclusion: null, completed_at: null }),
      { id: 2, name: 'bare', status: 'waiting', app: {} },
    ];
    const { source } = await githubWith({ [route]: checkRuns(list) });
    const open = { app: '', conclusion: undefined, completedAt: undefined };
    await expect(source.checkRuns(commit, never)).resolves.toEqual([
      { id: 1, name: 'job 1', status: 'queued', ...open },
      { id: 2, name: 'bare', status: 'waiting', ...open },
    ]);
  });

  it('are read to the 50th page, and more is an error', async () => {
    const { source } = await githubWith({ [route]: checkRuns(pages(5000, run)) });
    await expect(source.checkRuns(commit, never)).resolves.toHaveLength(5000);
    const { source: endless, server } = await githubWith({ [route]: checkRuns(pages(5001, run)) });
    const failure = endless.checkRuns(commit, never);
    await expect(failure).rejects.toThrow(/^GitHub lists more than 5000 entries at .*check-runs: not all were read$/);
    await expect(failure).rejects.toBeInstanceOf(SourceError);
    expect(server.asked).toHaveLength(50);
  });
});

const byCommit = {
  'check-runs': 'checkRuns',
  status: 'commitStatuses',
  pulls: 'pullRequestsOf',
} as const;

describe.each(Object.entries(byCommit))('an unknown commit, asked for its %s', (path, method) => {
  const route = `GET ${repo}/commits/${commit}/${path}`;

  it('is told by GitHub with 422', async () => {
    const body = { message: `No commit found for SHA: ${commit}` };
    const { source, server } = await githubWith({ [route]: { status: 422, body } });
    await expect(source[method](commit, never)).resolves.toBeUndefined();
    expect(server.asked).toHaveLength(1);
  });

  it('is told by GitHub with 404, in a repository that it shows', async () => {
    const { source, server } = await githubWith(shown);
    await expect(source[method](commit, never)).resolves.toBeUndefined();
    expect(server.routesAsked()).toEqual([route, `GET ${repo}`]);
  });

  it('is not told by another 422', async () => {
    const { source } = await githubWith({ [route]: { status: 422, body: { message: 'Validation Failed' } } });
    await expect(source[method](commit, never)).rejects.toThrow(/with HTTP 422 \(Validation Failed\)$/);
  });
});

describe('commit statuses', () => {
  it('are read from every page of the combined status', async () => {
    const statuses = pages(130, (i) => ({ context: `ci/${i}`, state: 'success', updated_at: '2026-11-23T11:00:00Z' }));
    const combined = paged(statuses, (page) => ({ state: 'success', total_count: 130, url: 'x', statuses: page }));
    const { source } = await githubWith({ [`GET ${repo}/commits/${commit}/status`]: combined });
    const read = await source.commitStatuses(commit, never);
    expect(read).toHaveLength(130);
    expect(read?.[129]).toEqual({ context: 'ci/129', state: 'success', updatedAt: '2026-11-23T11:00:00Z' });
  });
});

describe('a pull request', () => {
  const pull = {
    number: 118,
    user: null,
    head: { sha: other, repo: null },
    base: { ref: 'main' },
    merged_at: '2026-11-23T10:00:00Z',
    merge_commit_sha: commit,
  };

  it('may be of an account and from a fork that are gone', async () => {
    const { source } = await githubWith({
      [`GET ${repo}/pulls/118`]: { body: pull },
      [`GET ${repo}/commits/${commit}/pulls`]: { body: [pull, { ...pull, number: 119, merged_at: null }] },
    });
    const gone = { author: undefined, head: other, headRepository: undefined, base: 'main', mergeCommit: commit };
    await expect(source.pullRequest(118, never)).resolves.toEqual({ number: 118, merged: true, ...gone });
    await expect(source.pullRequestsOf(commit, never)).resolves.toEqual([
      { number: 118, merged: true, ...gone },
      { number: 119, merged: false, ...gone },
    ]);
  });

  it('of a commit may be none', async () => {
    const { source } = await githubWith({ [`GET ${repo}/commits/${commit}/pulls`]: { body: [] } });
    await expect(source.pullRequestsOf(commit, never)).resolves.toEqual([]);
  });

  it('of this number may not exist', async () => {
    const { source } = await githubWith(shown);
    await expect(source.pullRequest(118, never)).resolves.toBeUndefined();
    await expect(source.reviews(118, never)).rejects.toThrow(/^GitHub has no pull request #118 in acme\/shop-api$/);
    await expect(source.commitsOf(118, never)).rejects.toThrow(/^GitHub has no pull request #118 in acme\/shop-api$/);
  });

  it('has reviews, of bots and of accounts that are gone too', async () => {
    const review = { state: 'APPROVED', commit_id: other, author_association: 'MEMBER' };
    const body = [
      { id: 1, user: { login: 'hubot', type: 'User' }, submitted_at: '2026-11-23T09:00:00Z', ...review },
      { id: 2, user: { login: 'dependabot[bot]', type: 'Bot' }, ...review },
      { id: 3, user: null, ...review, commit_id: null },
    ];
    const { source } = await githubWith({ [`GET ${repo}/pulls/118/reviews`]: { body } });
    const rest = { state: 'APPROVED', association: 'MEMBER' };
    await expect(source.reviews(118, never)).resolves.toEqual([
      { id: 1, reviewer: 'hubot', isBot: false, commit: other, submittedAt: '2026-11-23T09:00:00Z', ...rest },
      { id: 2, reviewer: 'dependabot[bot]', isBot: true, commit: other, submittedAt: undefined, ...rest },
      { id: 3, reviewer: undefined, isBot: false, commit: undefined, submittedAt: undefined, ...rest },
    ]);
  });

  it('has commits, of people whom GitHub knows or not', async () => {
    const body = [
      { sha: 'a', author: { login: 'hubot' }, committer: { login: 'web-flow' }, parents: [{ sha: 'p' }] },
      { sha: 'b', author: {}, committer: null, parents: [{ sha: 'p' }, { sha: 'q' }] },
      { sha: 'c', author: { login: 'hubot' }, committer: { login: 'hubot' }, parents: [] },
    ];
    const { source } = await githubWith({ [`GET ${repo}/pulls/118/commits`]: { body } });
    await expect(source.commitsOf(118, never)).resolves.toEqual([
      { commit: 'a', people: ['hubot', 'web-flow'], isMerge: false },
      { commit: 'b', people: [], isMerge: true },
      { commit: 'c', people: ['hubot'], isMerge: false },
    ]);
  });
});

describe('code scanning', () => {
  const route = `GET ${repo}/code-scanning/analyses`;
  const analysis = (commit_sha: string, tool: string, more: object = {}) => ({
    ref: main,
    commit_sha,
    error: '',
    created_at: '2026-11-23T11:00:00Z',
    tool: { name: tool },
    category: 'js',
    ...more,
  });
  const found = (tool: string, newest: boolean, more: object = {}) => ({
    tool,
    category: 'js',
    ref: main,
    error: '',
    createdAt: '2026-11-23T11:00:00Z',
    newest,
    ...more,
  });

  it('tells which analyses of the commit were followed by one of another commit', async () => {
    const list = [
      analysis(other, 'CodeQL'),
      analysis(other, 'Semgrep', { ref: 'refs/heads/next' }),
      analysis(commit, 'CodeQL', { error: 'no code' }),
      analysis(commit, 'CodeQL', { category: 'go' }),
      analysis(commit, 'Semgrep'),
      analysis(other, 'Semgrep'),
    ];
    const { source } = await githubWith({ [route]: paged(list) });
    await expect(source.codeScanning(commit, ['CodeQL'], never)).resolves.toEqual({
      enabled: true,
      analyses: [
        found('CodeQL', false, { error: 'no code' }),
        found('CodeQL', true, { category: 'go' }),
        found('Semgrep', true),
      ],
      exhausted: true,
    });
  });

  it('is searched until each tool has an analysis', async () => {
    const list = [
      analysis(commit, 'CodeQL'),
      ...pages(150, () => analysis(other, 'CodeQL')),
      analysis(commit, 'Semgrep', { category: undefined, tool: { name: 'Semgrep' } }),
      ...pages(200, () => analysis(other, 'CodeQL')),
    ];
    const { source, server } = await githubWith({ [route]: paged(list) });
    const scanned = await source.codeScanning(commit, ['CodeQL', 'Semgrep'], never);
    expect(scanned).toMatchObject({
      exhausted: false,
      analyses: [{ tool: 'CodeQL' }, { tool: 'Semgrep', category: '' }],
    });
    expect(server.asked).toHaveLength(2);
    expect(Object.fromEntries(server.asked[0]?.query ?? [])).toEqual({
      sort: 'created',
      direction: 'desc',
      per_page: '100',
    });
  });

  it('knows tools by their exact names', async () => {
    const { source, server } = await githubWith({
      [route]: paged([analysis(commit, 'codeql'), ...pages(100, () => analysis(other, 'CodeQL'))]),
    });
    await source.codeScanning(commit, ['CodeQL'], never);
    expect(server.asked).toHaveLength(2);
  });

  it('is searched through ten pages at most', async () => {
    const list = [...pages(1000, () => analysis(other, 'CodeQL')), analysis(commit, 'CodeQL')];
    const { source, server } = await githubWith({ [route]: paged(list) });
    const given = { enabled: true, analyses: [], exhausted: false };
    await expect(source.codeScanning(commit, ['CodeQL'], never)).resolves.toEqual(given);
    expect(server.asked).toHaveLength(10);
  });

  it('may be on and have no analysis yet', async () => {
    const none = { status: 404, body: { message: 'no analysis found' } };
    const { source, server } = await githubWith({ [route]: none });
    await expect(source.codeScanning(commit, ['CodeQL'], never)).resolves.toEqual({
      enabled: true,
      analyses: [],
      exhausted: true,
    });
    expect(server.asked).toHaveLength(1);
  });

  it.each([
    'Advanced Security must be enabled for this repository to use code scanning.',
    'Code Security must be enabled for this repository to use code scanning.',
    'Code scanning is not enabled for this repository. Please enable code scanning in the repository settings.',
  ])('is off where GitHub says: %s', async (message) => {
    const { source } = await githubWith({ [route]: { status: 403, body: { message } } });
    await expect(source.codeScanning(commit, ['CodeQL'], never)).resolves.toEqual({ enabled: false, reason: message });
  });

  it('is not off where something else is forbidden or hidden', async () => {
    const message = 'Resource not accessible by integration';
    const { source } = await githubWith({ [route]: { status: 403, body: { message } } });
    await expect(source.codeScanning(commit, [], never)).rejects.toThrow(/may not ask GitHub/);
    const { source: hidden } = await githubWith(shown);
    await expect(hidden.codeScanning(commit, [], never)).rejects.toThrow(/with HTTP 404 \(Not Found\)$/);
    await expect(hidden.openAlerts(main, never)).rejects.toThrow(/with HTTP 404 \(Not Found\)$/);
  });
});

describe('alerts', () => {
  const route = `GET ${repo}/code-scanning/alerts`;
  const alert = (number: number, more: object = {}) => ({
    number,
    created_at: '2026-11-01T10:00:00Z',
    rule: { id: 'js/zipslip', severity: 'error', security_severity_level: 'high' },
    tool: { name: 'CodeQL' },
    ...more,
  });
  const expected = (number: number) => ({
    number,
    tool: 'CodeQL',
    rule: 'js/zipslip',
    severity: 'error',
    securitySeverity: 'high',
    createdAt: '2026-11-01T10:00:00Z',
  });

  it('that are open are all read', async () => {
    const bare = { number: 251, created_at: '2026-11-01T10:00:00Z', rule: { id: null, severity: null }, tool: {} };
    const { source, server } = await githubWith({ [route]: paged([...pages(250, (i) => alert(i)), bare]) });
    const alerts = await source.openAlerts(main, never);
    expect(alerts).toHaveLength(251);
    expect(alerts[0]).toEqual(expected(0));
    expect(alerts[250]).toEqual({
      number: 251,
      tool: '',
      rule: '',
      severity: undefined,
      securitySeverity: undefined,
      createdAt: '2026-11-01T10:00:00Z',
    });
    expect(Object.fromEntries(server.asked[0]?.query ?? [])).toEqual({ ref: main, state: 'open', per_page: '100' });
  });

  it('that were fixed since an instant are read until one was updated before it', async () => {
    const since = new Date('2026-11-20T00:00:00Z');
    const fixed = (number: number, fixed_at: string | null, updated_at = '2026-11-22T00:00:00Z') =>
      alert(number, { fixed_at, updated_at });
    const { source, server } = await githubWith({
      [route]: paged([
        fixed(1, '2026-11-21T00:00:00Z'),
        fixed(2, '2026-11-20T00:00:00Z'),
        fixed(3, '2026-11-20T00:00:01Z'),
        fixed(4, '2026-11-02T00:00:00Z'),
        fixed(5, null),
        alert(6, { fixed_at: '2026-11-21T00:00:00Z' }),
        ...pages(95, (i) => fixed(100 + i, '2026-11-01T00:00:00Z', '2026-11-19T00:00:00Z')),
        ...pages(500, (i) => fixed(200 + i, '2026-11-01T00:00:00Z', '2026-11-18T00:00:00Z')),
      ]),
    });
    await expect(source.alertsFixedSince(main, since, never)).resolves.toEqual([expected(1), expected(3), expected(6)]);
    expect(server.asked).toHaveLength(1);
    expect(Object.fromEntries(server.asked[0]?.query ?? [])).toEqual({
      ref: main,
      state: 'fixed',
      sort: 'updated',
      direction: 'desc',
      per_page: '100',
    });
  });
});

describe('alerts of a ref whose analysis is then not found', () => {
  it.each<[string, (source: Github) => Promise<unknown>]>([
    ['open', (source) => source.openAlerts(main, never)],
    ['fixed', (source) => source.alertsFixedSince(main, new Date(0), never)],
  ])('are not none: %s', async (_state, ask) => {
    const none = { status: 404, body: { message: 'no analysis found' } };
    const { source } = await githubWith({ [`GET ${repo}/code-scanning/alerts`]: none });
    const error = await ask(source).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(SourceError);
    expect(String(error)).toMatch(/GitHub lists an analysis of refs\/heads\/main, and then none for its alerts$/);
  });
});

describe('a label', () => {
  const labels = `GET ${repo}/labels`;

  it.each(['release-blocker', 'Release-Blocker', 'type/bug: 1 🚨'])('%s is there', async (name) => {
    const { source, server } = await githubWith({ [`${labels}/${name}`]: { body: { name: name.toLowerCase() } } });
    await expect(source.hasLabel(name, never)).resolves.toBe(true);
    expect(server.routesAsked()).toEqual([`${labels}/${name}`]);
  });

  it('is not there, in a repository that is', async () => {
    const { source } = await githubWith(shown);
    await expect(source.hasLabel('release-blocker', never)).resolves.toBe(false);
  });

  it('cannot be looked for in a repository that is not shown', async () => {
    const { source } = await githubWith({});
    await expect(source.hasLabel('release-blocker', never)).rejects.toThrow(
      /^GitHub shows no repository acme\/shop-api/,
    );
  });

  it.each(['.', '..'])('%s is not there, though its address is that of something else', async (name) => {
    const body = { name: 'shop-api' };
    const { source } = await githubWith({ ...shown, [`GET ${repo}/`]: { body }, [`${labels}/`]: { body } });
    await expect(source.hasLabel(name, never)).resolves.toBe(false);
  });

  it.each([[[]], [{}], [{ name: 7 }]])('is not told by %j', async (body) => {
    const { source } = await githubWith({ [`${labels}/bug`]: { body } });
    await expect(source.hasLabel('bug', never)).rejects.toThrow(/is not its API's format$/);
  });
});

describe('open issues', () => {
  const route = `GET ${repo}/issues`;
  const issue = (number: number) => ({ number, title: `Broken ${number}` });
  const pull = (number: number) => ({ ...issue(number), pull_request: { url: 'x' } });

  it('of ten thousand are one call', async () => {
    const { source, server } = await githubWith({ [route]: paged(pages(10_000, issue)) });
    const { issues, more } = await source.openIssues('release blocker', never);
    expect(issues).toHaveLength(100);
    expect(issues[0]).toEqual({ number: 0, title: 'Broken 0' });
    expect(more).toBe(true);
    expect(server.asked).toHaveLength(1);
    expect(Object.fromEntries(server.asked[0]?.query ?? [])).toEqual({
      state: 'open',
      labels: 'release blocker',
      per_page: '100',
    });
  });

  it('are looked for behind pull requests', async () => {
    const { source, server } = await githubWith({ [route]: paged([...pages(100, pull), pull(100), issue(101)]) });
    await expect(source.openIssues('blocker', never)).resolves.toEqual({ issues: [issue(101)], more: false });
    expect(server.asked).toHaveLength(2);
  });

  it('are none where all are pull requests', async () => {
    const { source } = await githubWith({ [route]: paged(pages(101, pull)) });
    await expect(source.openIssues('blocker', never)).resolves.toEqual({ issues: [], more: false });
  });

  it('cannot be told where issues are switched off', async () => {
    const { source } = await githubWith({ [route]: { status: 410, body: { message: 'Issues has been disabled' } } });
    await expect(source.openIssues('blocker', never)).rejects.toThrow(
      /^acme\/shop-api has no issues switched on at GitHub \(HTTP 410\)$/,
    );
  });

  it('cannot be searched for by a label with a comma', async () => {
    const { source, server } = await githubWith({ [route]: paged([]) });
    await expect(source.openIssues('stop, now', never)).rejects.toThrow(/label stop, now: it has a comma$/);
    expect(server.asked).toEqual([]);
  });
});

describe('a file', () => {
  const sha = 'c'.repeat(40);
  const contents = (bytes: Buffer, more: object = {}): GithubRoutes => {
    const content = bytes.toString('base64').replaceAll(/.{60}/g, '$&\n');
    const body = { type: 'file', encoding: 'base64', size: bytes.length, sha, content, ...more };
    return { [`GET ${repo}/contents/docs/CHANGE LOG#1?.md`]: { body } };
  };
  const path = 'docs/CHANGE LOG#1?.md';

  it('is given as it is stored, with its BOM and line ends', async () => {
    const text = '\uFEFF# Änderungen\r\n\r\n- 1.42.0 ✓\n';
    const { source, server } = await githubWith(contents(Buffer.from(text)));
    await expect(source.file(path, commit, never)).resolves.toEqual({ text, blob: sha });
    expect(server.asked[0]?.query.get('ref')).toBe(commit);
  });

  it('may be empty', async () => {
    const { source } = await githubWith(contents(Buffer.alloc(0)));
    await expect(source.file(path, commit, never)).resolves.toEqual({ text: '', blob: sha });
  });

  it('of more than a megabyte is read as a blob', async () => {
    const bytes = Buffer.alloc(3 * 1024 * 1024, 'é');
    const blob = { sha, size: bytes.length, encoding: 'base64', content: bytes.toString('base64') };
    const { source } = await githubWith({
      ...contents(bytes, { encoding: 'none', content: '' }),
      [`GET ${repo}/git/blobs/${sha}`]: { body: blob },
    });
    const file = await source.file(path, commit, never);
    expect(file?.text).toBe(bytes.toString());
  });

  it('that is not UTF-8 is an error', async () => {
    const { source } = await githubWith(contents(Buffer.from([0x41, 0xe9, 0x41])));
    await expect(source.file(path, commit, never)).rejects.toThrow(/CHANGE LOG#1\?\.md is not a text in UTF-8/);
  });

  it.each([
    ['of another length', { size: 7 }],
    ['in another encoding', { encoding: 'utf-7' }],
    ['without its content', { content: undefined }],
  ])('%s is not the API', async (_case, more) => {
    const { source } = await githubWith(contents(Buffer.from('hello'), more));
    await expect(source.file(path, commit, never)).rejects.toThrow(/the question for a file with something/);
  });

  it('may not be there', async () => {
    const { source } = await githubWith(shown);
    await expect(source.file(path, commit, never)).resolves.toBeUndefined();
  });
});

describe('deployments', () => {
  const at = (minute: number) => `2026-11-23T10:${String(minute).padStart(2, '0')}:00Z`;
  const deployment = (id: number) => ({ id, created_at: at(id) });
  const statuses = (id: number, ...states: string[]): GithubRoutes => ({
    [`GET ${repo}/deployments/${id}/statuses`]: {
      body: states.map((state, index) => ({ id: index, state, created_at: at(index) })),
    },
  });

  it('are read as far as the newest that is over, with the newest status first', async () => {
    const { source, server } = await githubWith({
      [`GET ${repo}/deployments`]: paged([deployment(1), deployment(3), deployment(2)]),
      ...statuses(3, 'queued', 'in_progress'),
      ...statuses(2, 'queued', 'success', 'inactive'),
      ...statuses(1, 'failure'),
    });
    await expect(source.deployments(commit, 'staging', never)).resolves.toEqual([
      {
        id: 3,
        createdAt: at(3),
        statuses: [
          { state: 'in_progress', createdAt: at(1) },
          { state: 'queued', createdAt: at(0) },
        ],
      },
      {
        id: 2,
        createdAt: at(2),
        statuses: [
          { state: 'inactive', createdAt: at(2) },
          { state: 'success', createdAt: at(1) },
          { state: 'queued', createdAt: at(0) },
        ],
      },
    ]);
    expect(server.asked).toHaveLength(3);
    expect(Object.fromEntries(server.asked[0]?.query ?? [])).toEqual({
      sha: commit,
      environment: 'staging',
      per_page: '100',
    });
  });

  it('that all run still are read for the newest five', async () => {
    const ids = [1, 2, 3, 4, 5, 6, 7];
    const { source, server } = await githubWith({
      [`GET ${repo}/deployments`]: paged(ids.map(deployment)),
      ...Object.assign({}, ...ids.map((id) => statuses(id, 'pending'))),
    });
    const read = await source.deployments(commit, 'staging', never);
    expect(read.map(({ id }) => id)).toEqual([7, 6, 5, 4, 3]);
    expect(server.asked).toHaveLength(6);
  });

  it('may be none', async () => {
    const { source } = await githubWith({ [`GET ${repo}/deployments`]: paged([]) });
    await expect(source.deployments(commit, 'staging', never)).resolves.toEqual([]);
  });
});
