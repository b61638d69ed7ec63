import { spawn } from 'node:child_process';
import { createVerify, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { inspect } from 'node:util';
import { build } from 'esbuild';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { redact } from '../../lib/domain/secret.ts';
import { SourceError } from '../../lib/domain/source-error.ts';
import type { Github } from '../../lib/sources/github.ts';
import { lambdaOptions } from '../../scripts/bundle-lambdas.ts';
import type { GithubAnswer, GithubRoute, GithubRoutes } from '../support/github-server.ts';
import { commit, githubWith, never, repo, secretsOf, serve, sourceAt, token } from './github-fixture.ts';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pkcs1 = keys.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const pkcs8 = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const route = `GET ${repo}/pulls/118`;
const tokens = 'POST /app/installations/987/access_tokens';
const pull = { number: 118, user: null, head: { sha: commit }, base: { ref: 'main' } };
const bad = (message: string, status = 401): GithubAnswer => ({ status, body: { message } });
const ask = (source: Github) => source.pullRequest(118, never);
const locate = { secret: 'shop/app', key: 'key' };
const app = { app: { id: 12345, installation: 987, privateKey: locate } };
const appSecret = (key: string) => secretsOf({ 'shop/app': JSON.stringify({ key }) });

/** An installation token of today's form: longer than the 40 characters of old. */
const installationToken = (count: number) => `ghs_12345_${'AbCdEf0123456789'.repeat(4)}${count}`;
/** GitHub gives tokens that are good for an hour. */
const issue: GithubRoute = (_asked, count) => ({
  status: 201,
  body: { token: installationToken(count), expires_at: new Date(Date.now() + 3_600_000).toISOString() },
});
const accepts =
  (value: () => string): GithubRoute =>
  ({ headers }) =>
    headers['authorization'] === `Bearer ${value()}` ? { body: pull } : bad('Bad credentials');

afterEach(() => vi.useRealTimers());

describe('a token', () => {
  it('is read once, at the first question', async () => {
    const secretsManager = secretsOf({ 'shop/github': `${token}\n` });
    const { source, server } = await githubWith({ [route]: accepts(() => token) }, { secretsManager });
    expect(secretsManager.asked).toEqual([]);
    await Promise.all([ask(source), ask(source)]);
    await ask(source);
    expect(secretsManager.asked).toEqual(['shop/github']);
    expect(server.asked).toHaveLength(3);
  });

  it('may be a key of a JSON secret', async () => {
    const auth = { token: { secret: 'shop/app', key: 'github' } };
    const secretsManager = secretsOf({ 'shop/app': JSON.stringify({ github: token }) });
    const { source } = await githubWith({ [route]: accepts(() => token) }, { auth, secretsManager });
    await expect(ask(source)).resolves.toMatchObject({ number: 118 });
  });

  it('that was rotated is read after GitHub refused the old one', async () => {
    const texts = { 'shop/github': 'old-token' };
    const secretsManager = secretsOf(texts);
    const { source, server } = await githubWith({ [route]: accepts(() => 'new-token') }, { secretsManager });
    await expect(ask(source)).rejects.toThrow(/^GitHub refuses the token \(HTTP 401: Bad credentials\)/);
    texts['shop/github'] = 'new-token';
    await expect(ask(source)).resolves.toMatchObject({ number: 118 });
    expect(secretsManager.asked).toHaveLength(2);
    expect(server.asked).toHaveLength(2);
  });

  it('that could not be read is read again at the next question', async () => {
    const texts: Record<string, string> = {};
    const secretsManager = secretsOf(texts);
    const { source } = await githubWith({ [route]: accepts(() => token) }, { secretsManager });
    await expect(ask(source)).rejects.toThrow(/^Secrets Manager has no secret shop\/github$/);
    texts['shop/github'] = token;
    await expect(ask(source)).resolves.toMatchObject({ number: 118 });
  });

  it.each([
    ['with a line break in it', { 'shop/github': 'two\nlines' }, 'secret shop/github is no token'],
    ['that is empty', { 'shop/github': '\n' }, 'secret shop/github is no token'],
  ])('%s is not sent', async (_case, texts, sentence) => {
    const { source, server } = await githubWith({}, { secretsManager: secretsOf(texts) });
    await expect(ask(source)).rejects.toThrow(sentence);
    expect(server.asked).toEqual([]);
  });

  it('that Secrets Manager does not give in time ends with the signal', async () => {
    const secretsManager = { ...secretsOf({}), read: () => new Promise<never>(() => undefined) };
    const source = sourceAt('http://127.0.0.1:1', { secretsManager });
    await expect(source.pullRequest(118, AbortSignal.timeout(20))).rejects.toThrow(/the login took too long$/);
  });

  it('is no part of what is asked where there is no configuration', async () => {
    const { github } = await import('../../lib/sources/github.ts');
    const source = github({ trustedAuthorities: [] }, { deadlineSeconds: 10, secretsManager: secretsOf({}) });
    await expect(ask(source)).rejects.toThrow(/^GitHub is not asked: the configuration names no repository$/);
  });
});

describe('a GitHub App', () => {
  it.each([
    ['as GitHub gives it (PKCS#1)', pkcs1],
    ['in PKCS#8', pkcs8],
    ['with its line ends written out', pkcs1.replaceAll('\n', '\\n')],
    ['with line ends of Windows', pkcs1.replaceAll('\n', '\r\n')],
    ['without a line end at its end', pkcs8.trimEnd()],
  ])('signs with its key %s', async (_case, key) => {
    const secretsManager = appSecret(key);
    const routes = { [tokens]: issue, [route]: accepts(() => installationToken(1)) };
    const { source, server } = await githubWith(routes, { auth: app, secretsManager });
    await expect(ask(source)).resolves.toMatchObject({ number: 118 });
    expect(claimsOf(server.asked[0]?.headers['authorization'])).toMatchObject({ iss: 12345 });
    expect(server.asked[0]?.headers['x-github-api-version']).toBe('2022-11-28');
  });

  it('asks for one token, however many ask at first', async () => {
    const routes = { [tokens]: issue, [route]: accepts(() => installationToken(1)) };
    const { source, server } = await githubWith(routes, { auth: app, secretsManager: appSecret(pkcs1) });
    await Promise.all([ask(source), ask(source), ask(source)]);
    expect(server.routesAsked()).toEqual([tokens, route, route, route]);
  });

  it('renews its token before the hour is over', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-23T12:00:00Z') });
    const issued: number[] = [];
    const routes: GithubRoutes = {
      [tokens]: (asked, count) => {
        issued.push(Date.now());
        return typeof issue === 'function' ? issue(asked, count) : issue;
      },
      // As GitHub does: the newest token counts, and only for an hour.
      [route]: ({ headers }) => {
        const last = issued.at(-1) ?? 0;
        const valid = headers['authorization'] === `Bearer ${installationToken(issued.length)}`;
        return valid && Date.now() < last + 3_600_000 ? { body: pull } : bad('Bad credentials');
      },
    };
    const { source } = await githubWith(routes, { auth: app, secretsManager: appSecret(pkcs1) });
    for (const minutes of [0, 30, 58.9, 59.1, 59.99, 100, 118, 119.5, 600]) {
      vi.setSystemTime(Date.parse('2026-11-23T12:00:00Z') + minutes * 60_000);
      await expect(ask(source)).resolves.toMatchObject({ number: 118 });
    }
    expect(issued.map((at) => new Date(at).toISOString().slice(11, 16))).toEqual(['12:00', '12:59', '13:59', '22:00']);
  });

  it('is given a moment where a new token is not known everywhere yet', async () => {
    const routes: GithubRoutes = {
      [tokens]: issue,
      [route]: (_asked, count) => (count < 3 ? bad('Bad credentials') : { body: pull }),
    };
    const { source, server } = await githubWith(routes, { auth: app, secretsManager: appSecret(pkcs1) });
    await expect(ask(source)).resolves.toMatchObject({ number: 118 });
    expect(server.routesAsked()).toEqual([tokens, route, route, route]);
  });

  it('reads its key anew after its token was refused', async () => {
    const secretsManager = appSecret(pkcs1);
    const routes = { [tokens]: issue, [route]: accepts(() => installationToken(2)) };
    const { source, server } = await githubWith(routes, { auth: app, secretsManager });
    await expect(ask(source)).rejects.toThrow(/^GitHub refuses the token of App 12345 \(HTTP 401: Bad credentials\)/);
    await expect(ask(source)).resolves.toMatchObject({ number: 118 });
    expect(secretsManager.asked).toEqual(['shop/app', 'shop/app']);
    expect(server.routesAsked().filter((one) => one === tokens)).toHaveLength(2);
  });

  it('with a key that is expired or of another App is refused, and the key is read anew', async () => {
    const words = 'A JSON web token could not be decoded';
    const secretsManager = appSecret(pkcs1);
    const routes: GithubRoutes = {
      [tokens]: (asked, count) =>
        count === 1 ? bad(words) : typeof issue === 'function' ? issue(asked, count) : issue,
      [route]: { body: pull },
    };
    const { source } = await githubWith(routes, { auth: app, secretsManager });
    await expect(ask(source)).rejects.toThrow(
      `GitHub refuses the private key of App 12345 (HTTP 401: ${words}): it is expired or another App's, or this machine's clock is wrong`,
    );
    await expect(ask(source)).resolves.toMatchObject({ number: 118 });
    expect(secretsManager.asked).toHaveLength(2);
  });

  it.each<[string, GithubAnswer, string]>([
    [
      'that is not installed',
      bad('Not Found', 404),
      'GitHub knows no installation 987 of App 12345 (HTTP 404: Not Found): install the App on acme, or write',
    ],
    [
      'whose installation is suspended',
      bad('This installation has been suspended', 403),
      'the installation 987 of App 12345 on acme is suspended on GitHub (HTTP 403)',
    ],
    ['whose token is another thing', { status: 201, body: { tokens: [] } }, "is not its API's format"],
    ['whose token is no text', { status: 201, body: { token: 5, repositories: 'all' } }, "is not its API's format"],
    ['whose token has a line break', { status: 201, body: { token: 'a\nb' } }, "is not its API's format"],
    ['whose token comes as a page', { status: 201, body: '<html></html>' }, "is not its API's format"],
    [
      'whose token is limited',
      { status: 403, headers: { 'retry-after': '600' } },
      "GitHub's rate limit is used up until",
    ],
    ['whose token is not made for now', { status: 503, body: 'x' }, 'with HTTP 503'],
  ])('%s is an error', async (_case, answer, sentence) => {
    const { source } = await githubWith({ [tokens]: answer }, { auth: app, secretsManager: appSecret(pkcs1) });
    const failure = ask(source);
    await expect(failure).rejects.toThrow(sentence);
    await expect(failure).rejects.toBeInstanceOf(SourceError);
  });

  it('that is suspended later is an error too', async () => {
    const routes = { [tokens]: issue, [route]: bad('This installation has been suspended', 403) };
    const { source } = await githubWith(routes, { auth: app, secretsManager: appSecret(pkcs1) });
    await expect(ask(source)).rejects.toThrow(/^the installation 987 of App 12345 on acme is suspended on GitHub/);
  });

  it('that lacks a permission is told which', async () => {
    const words = 'Resource not accessible by integration';
    const headers = { 'x-accepted-github-permissions': 'pull_requests=read' };
    const routes = { [tokens]: issue, [route]: { ...bad(words, 403), headers } };
    const { source } = await githubWith(routes, { auth: app, secretsManager: appSecret(pkcs1) });
    await expect(ask(source)).rejects.toThrow(
      `App 12345 may not ask GitHub ${route} (HTTP 403: ${words}); it needs the permission pull_requests=read`,
    );
  });

  it('whose token comes too late ends with the signal of each question, and comes for the next', async () => {
    const hanging: GithubRoutes = {
      [tokens]: (asked, count) => (count === 1 ? 'hang' : typeof issue === 'function' ? issue(asked, count) : issue),
      [route]: { body: pull },
    };
    const options = { auth: app, secretsManager: appSecret(pkcs1), deadlineSeconds: 0.3 };
    const { source } = await githubWith(hanging, options);
    await expect(source.pullRequest(118, AbortSignal.timeout(50))).rejects.toThrow(/the login took too long$/);
    // The first request is still under way, and ends with the deadline.
    await expect(ask(source)).rejects.toThrow(/did not answer in time$/);
    await expect(ask(source)).resolves.toMatchObject({ number: 118 });
  });

  it('whose login waits for a rate limit or for GitHub says so at the end of the check', async () => {
    const waits: [number, GithubAnswer, RegExp][] = [
      [31, { status: 429, headers: { 'retry-after': '8' } }, /^GitHub's rate limit is used up until /],
      [32, { status: 503 }, /access_tokens with HTTP 503$/],
    ];
    for (const [installation, answer, sentence] of waits) {
      // Installations of their own: @octokit/auth-app asks once for each that is asked for in this process.
      const options = {
        auth: { app: { ...app.app, installation } },
        secretsManager: appSecret(pkcs1),
        secondMs: 60_000,
      };
      const route = `POST /app/installations/${installation}/access_tokens`;
      const { source, server } = await githubWith({ [route]: answer }, options);
      const check = new AbortController();
      const failure = source.pullRequest(118, check.signal).catch((cause: unknown) => cause);
      await expect.poll(() => server.asked.length).toBe(1);
      await server.deserted();
      await new Promise((resolve) => setTimeout(resolve, 100));
      check.abort();
      expect(await failure).toMatchObject({ message: expect.stringMatching(sentence) });
    }
  });

  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });
  it.each([
    ['a text', 'hunter2-is-not-a-key'],
    ['its first line', '-----BEGIN RSA PRIVATE KEY-----'],
    ['half of it', pkcs1.slice(0, 800)],
    ['a public key', keys.publicKey.export({ type: 'spki', format: 'pem' }).toString()],
    ['a key of another kind', ec.toString()],
    ['a key with a passphrase', encrypted()],
  ])('has no key in %s, and nothing of it is told', async (_case, key) => {
    const { source, server } = await githubWith({}, { auth: app, secretsManager: appSecret(key) });
    const failure: unknown = await ask(source).catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(SourceError);
    const { message } = failure as SourceError;
    expect(message).toMatch(/^key key of secret shop\/app is no private key of a GitHub App: it must be the PEM file/);
    for (const line of key.split('\n').filter((one) => one !== '' && !one.startsWith('-----'))) {
      expect(inspect(failure)).not.toContain(line);
    }
    expect(server.asked).toEqual([]);
  });

  it('shows neither token, key nor signature', async () => {
    const routes = { [tokens]: issue, [route]: accepts(() => installationToken(1)) };
    const { source, server } = await githubWith(routes, { auth: app, secretsManager: appSecret(pkcs1) });
    await ask(source);
    const [, jwt = ''] = String(server.asked[0]?.headers['authorization']).split(' ');
    for (const secret of [installationToken(1), jwt, pkcs1, pkcs8]) {
      expect(secret.length).toBeGreaterThan(40);
      expect(redact(`error: ${secret}!`)).toBe('error: [secret]!');
    }
  });
});

describe('bundled as a function is', () => {
  let code: string;
  beforeAll(async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: `import { github } from './lib/sources/github.ts';
          import { Secret } from './lib/domain/secret.ts';
          const { apiUrl, key } = JSON.parse(process.env.GIVEN);
          const auth = { app: { id: 12345, installation: 987, privateKey: { secret: 'key' } } };
          const settings = { github: { repository: 'acme/shop-api', apiUrl, auth, inNetwork: false }, trustedAuthorities: [] };
          const secretsManager = { read: async () => new Secret(key), credentials: async () => undefined };
          const source = github(settings, { deadlineSeconds: 10, secretsManager });
          const found = await source.pullRequest(118, new AbortController().signal);
          const limit = await source.reviews(118, AbortSignal.timeout(300)).catch((cause) => cause.message);
          // Time for what the plugins do on their next turns; what stays is waiting for something. Pipes are its output.
          await new Promise((resolve) => setTimeout(resolve, 100));
          const alive = process.getActiveResourcesInfo().filter((name) => name !== 'PipeWrap');
          console.log(JSON.stringify({ number: found.number, limit, alive }));`,
        resolveDir: process.cwd(),
        loader: 'ts',
      },
      ...lambdaOptions,
    });
    code = outputFiles[0]?.text ?? '';
  });

  it.each([
    ['PKCS#1', pkcs1],
    ['PKCS#8', pkcs8],
  ])('it signs with a key in %s, and nothing keeps the process alive', async (_form, key) => {
    const { apiUrl, asked } = await serve({
      [tokens]: issue,
      [route]: accepts(() => installationToken(1)),
      [`GET ${repo}/pulls/118/reviews`]: { status: 429, headers: { 'retry-after': '9' } },
    });
    const child = spawn(process.execPath, ['--input-type=module', '-'], {
      env: { GIVEN: JSON.stringify({ apiUrl, key }) },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.end(code);
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(JSON.parse(printed)).toEqual({
      number: 118,
      limit: expect.stringMatching(/^GitHub's rate limit is used up/),
      alive: [],
    });
    expect(claimsOf(asked[0]?.headers['authorization'])).toMatchObject({ iss: 12345 });
  });
});

function encrypted(): string {
  return keys.privateKey
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'made-up' })
    .toString();
}

/** What a JSON web token claims, if the App's key signed it. */
function claimsOf(authorization: unknown): unknown {
  const [, jwt = ''] = String(authorization).split(' ');
  const [header, payload = '', signature = ''] = jwt.split('.');
  const verify = createVerify('RSA-SHA256').update(`${header}.${payload}`);
  if (!verify.verify(keys.publicKey, signature, 'base64url')) throw new Error('not signed by the key of the App');
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}
