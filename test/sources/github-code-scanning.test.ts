import { describe, expect, it } from 'vitest';
import { SourceError } from '../../lib/domain/source-error.ts';
import type { Github } from '../../lib/sources/github.ts';
import { paged } from '../support/github-server.ts';
import { commit, githubWith, never, other, pages, repo, shown } from './github-fixture.ts';

const main = 'refs/heads/main';

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
