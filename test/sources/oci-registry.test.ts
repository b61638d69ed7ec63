import { createHash } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../lib/domain/secret.ts';
import { type ImageQuestion, ociRegistry } from '../../lib/sources/oci-registry.ts';
import { answerJson, startAnswering } from '../support/answering-server.ts';
import {
  type DockerRegistry,
  digestOf,
  dockerRegistryIsInstalled,
  manifestType,
  registryUser,
  startDockerRegistry,
} from '../support/docker-registry.ts';

const never = new AbortController().signal;
const source = ociRegistry({ trustedAuthorities: [] });
const credentials = { username: registryUser.username, password: new Secret(registryUser.password) };

describe.skipIf(!dockerRegistryIsInstalled)('ociRegistry, asking a real registry', () => {
  let registry: DockerRegistry;
  let digest: string;
  beforeAll(async () => {
    registry = await startDockerRegistry();
    digest = await registry.push('acme/shop-api', '1.42.0', 'first');
  });
  afterAll(() => registry?.stop());

  const resolve = (reference: string, more: Partial<ImageQuestion> = {}) =>
    source.resolve(
      {
        registry: 'ghcr.io',
        endpoint: `http://127.0.0.1:${registry.port}`,
        tokenHosts: [registry.tokenHost],
        credentials,
        name: 'acme/shop-api',
        reference,
        ...more,
      },
      never,
    );

  it('finds an image by digest and by tag', async () => {
    await expect(resolve(digest)).resolves.toEqual({ digest });
    await expect(resolve('1.42.0')).resolves.toEqual({ digest });
  });

  it('follows a tag that moves', async () => {
    const before = await registry.push('acme/shop-worker', 'stable', 'before');
    const after = await registry.push('acme/shop-worker', 'stable', 'after');
    expect(after).not.toBe(before);
    await expect(resolve('stable', { name: 'acme/shop-worker' })).resolves.toEqual({ digest: after });
    await expect(resolve(before, { name: 'acme/shop-worker' })).resolves.toEqual({ digest: before });
  });

  it('says that there is no such image, tag or repository', async () => {
    await expect(resolve(digestOf('never pushed'))).resolves.toBeUndefined();
    await expect(resolve('1.43.0')).resolves.toBeUndefined();
    await expect(resolve('1.42.0', { name: 'acme/nothing' })).resolves.toBeUndefined();
  });

  it('tells refused credentials', async () => {
    const wrong = { username: 'gate', password: new Secret('wrong-password') };
    await expect(resolve(digest, { credentials: wrong })).rejects.toThrow(
      /^token service of registry ghcr\.io \(127.+\) refused to let acme\/shop-api be pulled with the configured credentials$/,
    );
    await expect(resolve(digest, { credentials: undefined })).rejects.toThrow(/pulled without credentials$/);
  });

  it('asks no token service that is not configured', async () => {
    const before = registry.tokenService.requests.length;
    await expect(resolve(digest, { tokenHosts: [] })).rejects.toThrow(
      /names 127\.0\.0\.1:\d+ as its token service, which is not configured; add it to tokenHosts if it is right$/,
    );
    expect(registry.tokenService.requests).toHaveLength(before);
  });
});

describe('ociRegistry, asking something else', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    await Promise.all(closing.splice(0).map((close) => close()));
  });

  const manifest = JSON.stringify({ schemaVersion: 2, mediaType: manifestType, layers: [] });
  const digest = `sha256:${createHash('sha256').update(manifest).digest('hex')}`;

  async function serve(answer: RequestListener) {
    const server = await startAnswering(answer);
    closing.push(server.close);
    return server;
  }

  const ask = (port: number, more: Partial<ImageQuestion> = {}, signal: AbortSignal = never) =>
    source.resolve(
      {
        registry: 'ghcr.io',
        endpoint: `http://127.0.0.1:${port}`,
        name: 'acme/shop-api',
        reference: digest,
        credentials,
        ...more,
      },
      signal,
    );

  /** Wants a token of this realm, takes `t0ken`, and has the image. */
  const guarded =
    (challenge: (port: number) => string): RequestListener =>
    (request, response) => {
      const port = request.socket.localPort ?? 0;
      if (request.url?.startsWith('/token')) return answerJson(200, { access_token: 't0ken' })(request, response);
      if (request.headers.authorization === 'Bearer t0ken') return void response.end(manifest);
      response.writeHead(401, { 'www-authenticate': challenge(port) }).end();
    };

  it('asks the token service of the registry for pulling this repository, whatever the challenge wants', async () => {
    const { port, requests } = await serve(
      guarded(
        (own) => `Bearer realm="http://127.0.0.1:${own}/token",service="s&x",scope="repository:other/thing:push"`,
      ),
    );
    await expect(ask(port)).resolves.toEqual({ digest });
    const asked = new URL(requests[1]?.url ?? '', 'http://localhost');
    expect(Object.fromEntries(asked.searchParams)).toEqual({ service: 's&x', scope: 'repository:acme/shop-api:pull' });
  });

  it('logs in with the credentials themselves where the registry asks for that', async () => {
    const { port, requests } = await serve((request, response) => {
      if (request.headers.authorization?.startsWith('Basic ')) return void response.end(manifest);
      response.writeHead(401, { 'www-authenticate': 'Basic realm="registry"' }).end();
    });
    await expect(ask(port)).resolves.toEqual({ digest });
    expect(requests[0]?.headers.authorization).toBeUndefined();
    await expect(ask(port, { credentials: undefined })).rejects.toThrow(/and none are configured$/);
  });

  it.each([
    ['another host', 'Bearer realm="https://evil.example.com/token"', /names evil\.example\.com as its token service/],
    ['a host that only looks alike', 'Bearer realm="https://ghcr.io.evil.example.com/t"', /which is not configured/],
    ['a user in the address', 'Bearer realm="https://evil@ghcr.io/token"', /not a plain https address$/],
    ['the registry without TLS', 'Bearer realm="http://ghcr.io/token"', /not a plain https address$/],
    ['a file', 'Bearer realm="file:///etc/passwd"', /which is not configured/],
    ['no address', 'Bearer realm="token"', /names no token service$/],
    ['no realm', 'Bearer service="x"', /names no token service$/],
    ['an unknown kind of login', 'Negotiate abc', /asks for a login of an unknown kind$/],
    ['no challenge', '', /asks for a login of an unknown kind$/],
  ])('sends no credentials when the challenge names %s', async (_what, challenge, message) => {
    const { port, requests } = await serve(guarded(() => challenge));
    await expect(ask(port)).rejects.toThrow(message);
    expect(requests).toHaveLength(1);
  });

  it.each([
    ['HTTP 500', answerJson(500, {}), /token service of .+ answered with HTTP 500$/],
    ['a redirect', answerJson(307, {}), /answered with HTTP 307$/],
    ['HTML', ((_request, response) => response.end('<html>')) as RequestListener, /answered without a token$/],
    ['an empty token', answerJson(200, { token: '' }), /answered without a token$/],
    ['a token that is a header', answerJson(200, { token: 'a\r\nx: y' }), /without a usable token$/],
  ])('takes %s of the token service for no answer', async (_what, answer, message) => {
    const { port } = await serve((request, response) =>
      request.url?.startsWith('/token')
        ? answer(request, response)
        : guarded((own) => `Bearer realm="http://127.0.0.1:${own}/token"`)(request, response),
    );
    await expect(ask(port)).rejects.toThrow(message);
  });

  it.each([
    ['a refusal after the login', 403, '', /refused to show the image/],
    ['HTTP 500', 500, '', /answered with HTTP 500$/],
    ['a redirect', 307, '', /redirects \(HTTP 307\), which is not followed$/],
    ['too many requests', 429, '', /limits how often it may be asked \(HTTP 429\); it wants 30 s of pause$/],
    ['a web server that does not know the path', 404, '<html>not found</html>', /404 without a registry's error/],
    ['HTML', 200, '<html>', /something that is not an image manifest$/],
    ['an old kind of manifest', 200, '{"schemaVersion":1}', /something that is not an image manifest$/],
    ['another manifest', 200, '{"schemaVersion":2}', /does not have the digest it should have$/],
  ])('takes %s for no answer', async (_what, status, body, message) => {
    const { port } = await serve((_request, response) =>
      response.writeHead(status, { 'retry-after': '30', location: '/' }).end(body),
    );
    await expect(ask(port)).rejects.toThrow(message);
  });

  it('does not believe a digest that the manifest does not have', async () => {
    const { port } = await serve((_request, response) =>
      response.writeHead(200, { 'docker-content-digest': `sha256:${'0'.repeat(64)}` }).end(manifest),
    );
    await expect(ask(port, { reference: '1.42.0' })).rejects.toThrow(/does not have the digest it should have$/);
  });

  it('computes the digest where the registry does not tell it', async () => {
    const { port, requests } = await serve((_request, response) => response.end(manifest));
    await expect(ask(port, { reference: '1.42.0' })).resolves.toEqual({ digest });
    expect(requests[0]).toMatchObject({ method: 'GET', url: '/v2/acme/shop-api/manifests/1.42.0' });
    expect(requests[0]?.headers.accept).toContain('application/vnd.oci.image.index.v1+json');
  });

  it('asks nobody for a name that leads elsewhere, or without TLS', async () => {
    const { port, requests } = await serve((_request, response) => response.end(manifest));
    await expect(ask(port, { name: 'acme/../../admin' })).rejects.toThrow(/the image's name is not valid$/);
    await expect(ask(port, { endpoint: 'http://registry.example.com' })).rejects.toThrow(/its address is not https$/);
    expect(requests).toHaveLength(0);
  });

  it('ends at the abort', async () => {
    const controller = new AbortController();
    const { port, deserted } = await serve(() => controller.abort());
    await expect(ask(port, {}, controller.signal)).rejects.toThrow(/did not answer in time$/);
    await deserted();
  });
});
