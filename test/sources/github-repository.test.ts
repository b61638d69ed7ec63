import { describe, expect, it } from 'vitest';
import { type GithubRoutes, paged } from '../support/github-server.ts';
import { commit, githubWith, never, pages, repo, shown } from './github-fixture.ts';

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
