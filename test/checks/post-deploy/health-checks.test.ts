import { afterEach, describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { healthChecks } from '../../../lib/checks/post-deploy/health-checks.ts';
import { secret } from '../../../lib/config/index.ts';
import { problemsOf } from '../../../lib/domain/problem.ts';
import { Secret } from '../../../lib/domain/secret.ts';
import { web } from '../../../lib/sources/web.ts';
import { issueCertificate } from '../../../sandbox/certificates.ts';
import { type AnsweringServer, answerJson, startAnswering } from '../../support/answering-server.ts';
import { ask } from '../../support/ask.ts';
import { freePort } from '../../support/free-port.ts';
import { release } from '../../support/release.ts';

type Settings = z.input<typeof healthChecks.config>;
type Endpoint = Settings['endpoints'][number];

const servers: AnsweringServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(...args: Parameters<typeof startAnswering>): Promise<string> {
  const server = await startAnswering(...args);
  servers.push(server);
  return `${args[1] === undefined ? 'http://127.0.0.1' : 'https://localhost'}:${server.port}`;
}

const token = 'the-token-of-the-health-check';
const source = web({ trustedAuthorities: [] });

function look(endpoints: readonly Endpoint[], deadlineSeconds = 10) {
  return ask(healthChecks, {
    config: { endpoints: [...endpoints] },
    deadlineSeconds,
    sources: {
      web: source,
      networkWeb: source,
      secretsManager: {
        read: async (id) => (id === 'shop/health' ? new Secret(JSON.stringify({ token })) : undefined),
        credentials: () => Promise.reject(new Error('nobody should ask this')),
      },
    },
  });
}

const problems = (endpoints: readonly object[]) => {
  const read = healthChecks.config.safeParse({ endpoints });
  return read.success ? [] : problemsOf(read.error, 'health').map(({ path, message }) => `${path}: ${message}`);
};
const parsed = (endpoints: readonly object[]) => healthChecks.config.parse({ endpoints });

describe('health-checks', () => {
  it('pass when the endpoint answers as it should', async () => {
    const shop = await serve(answerJson(200, { status: 'ok', version: release.version }));
    expect(await look([{ url: `${shop}/health`, json: { '$.status': 'ok' }, version: '$.version' }])).toMatchObject({
      outcome: 'pass',
      summary: 'GET /health answers as it should',
      evidence: [
        {
          where: `GET ${shop}/health`,
          observed: expect.stringMatching(/^HTTP 200 in \d+ ms$/),
          expected: `HTTP 200, $.status is "ok", $.version is ${release.version}`,
        },
      ],
    });
  });

  it('pass when all of them do', async () => {
    const shop = await serve((_request, response) => response.end('ok'));
    expect(await look([{ url: `${shop}/health` }, { url: `${shop}/ready`, text: 'ok' }])).toMatchObject({
      outcome: 'pass',
      summary: 'all 2 endpoints answer as they should',
    });
  });

  it('fail when one of them does not, and name it', async () => {
    const shop = await serve((request, response) =>
      response.writeHead(request.url?.startsWith('/ready') ? 503 : 200).end(),
    );
    expect(
      await look([{ url: `${shop}/health` }, { name: 'readiness', url: `${shop}/ready?token=query` }]),
    ).toMatchObject({
      outcome: 'fail',
      summary: 'readiness answers with HTTP 503, not 200',
      remediation: expect.stringMatching(/^Ask the endpoint/),
    });
  });

  it('fail when an old version still answers', async () => {
    const shop = await serve(
      answerJson(200, { version: release.previous?.version, commit: release.commit.slice(0, 7) }),
    );
    expect(await look([{ url: `${shop}/health`, version: '$.version', commit: '$.commit' }])).toMatchObject({
      outcome: 'fail',
      summary: `GET /health still answers as the version before, ${release.previous?.version}, not as ${release.version}`,
    });
  });

  it('fail when nothing listens any more', async () => {
    const port = await freePort();
    expect(await look([{ url: `http://127.0.0.1:${port}/health` }])).toMatchObject({
      outcome: 'fail',
      summary: `GET /health: http://127.0.0.1:${port}/health refused the connection (127.0.0.1:${port})`,
    });
  });

  it('fail when the certificate is not valid', async () => {
    const shop = await serve((_request, response) => response.end(), await issueCertificate({ names: ['localhost'] }));
    expect(await look([{ url: `${shop}/health` }])).toMatchObject({
      outcome: 'fail',
      summary: `GET /health: ${shop}/health presented a certificate that is self-signed`,
    });
  });

  it('fail when the answer begins and does not end', async () => {
    const shop = await serve((_request, response) => response.writeHead(200).write('{'));
    expect(await look([{ url: `${shop}/health` }], 1)).toMatchObject({
      outcome: 'fail',
      summary: `GET /health: ${shop}/health began to answer with HTTP 200 and did not finish in time`,
    });
  });

  it('fail when the service says nothing for longer than it may take', async () => {
    const shop = await serve(() => undefined);
    expect(await look([{ url: `${shop}/health`, withinMs: 500 }], 1)).toMatchObject({
      outcome: 'fail',
      summary: `GET /health: ${shop}/health took the request and did not answer in time`,
    });
  });

  it('could not look when nobody said how long it may take', async () => {
    const shop = await serve(() => undefined);
    expect(await look([{ url: `${shop}/health` }], 1)).toMatchObject({
      outcome: 'error',
      summary: `could not look: ${shop}/health took the request and did not answer in time (the deadline is 1 s)`,
    });
  });

  it('could not look when one endpoint could not be asked, though the other is right', async () => {
    const shop = await serve((_request, response) => response.end());
    const unread = { name: 'orders', url: `${shop}/orders`, headers: { 'x-key': secret('shop/other') } };
    expect(await look([{ url: `${shop}/health` }, unread])).toMatchObject({
      outcome: 'error',
      summary: 'could not look: Secrets Manager has no secret shop/other (seen: GET /health answers as it should)',
    });
  });

  it('are not kept waiting by each other', async () => {
    const waiting: { end(): unknown }[] = [];
    // Answers only once both are there.
    const shop = await serve((_request, response) => {
      waiting.push(response);
      if (waiting.length === 2) for (const one of waiting) one.end();
    });
    expect(await look([{ url: `${shop}/a` }, { url: `${shop}/b` }])).toMatchObject({ outcome: 'pass' });
  });

  it.each([
    [302, 'https://evil.example/?session=the-session', 'redirects to another host, evil.example'],
    [301, '/elsewhere?session=the-session', 'redirects to another address of the same host'],
  ])('do not follow a redirect (%i to %s)', async (status, location, words) => {
    const shop = await serve((_request, response) => response.writeHead(status, { location }).end());
    const result = await look([{ url: `${shop}/health` }]);
    expect(result).toMatchObject({ outcome: 'fail', summary: `GET /health ${words} (HTTP ${status}, not 200)` });
    expect(JSON.stringify(result)).not.toContain('the-session');
    expect(servers[0]?.requests).toHaveLength(1);
  });

  it('see an error page that is answered with 200', async () => {
    const page = '<!doctype html><title>Sorry, we are down</title>';
    const shop = await serve((_request, response) => response.end(page));
    expect(await look([{ url: `${shop}/health`, version: '$.version' }])).toMatchObject({
      outcome: 'fail',
      summary: 'GET /health answers with an HTML page "Sorry, we are down", which is not JSON',
    });
  });

  it('send the secret and never show it, whatever answers, nor a query', async () => {
    const authorization = { ...secret('shop/health', 'token'), prefix: 'Bearer ' };
    const shop = await serve((request, response) => {
      response.end(JSON.stringify({ you: `${'x'.repeat(60)}${request.headers.authorization}` }));
    });
    const result = await look([
      { url: `${shop}/health?token=query`, headers: { authorization }, json: { '$.you': 'me' } },
    ]);
    expect(servers[0]?.requests[0]?.headers.authorization).toBe(`Bearer ${token}`);
    expect(result.outcome).toBe('fail');
    expect(JSON.stringify(result)).not.toMatch(/the-token|query/);
  });

  it('keep their evidence small and plain, whatever is answered', async () => {
    const shop = await serve(answerJson(200, { a: `\u001B[2J<script>\n${'€'.repeat(100_000)}` }));
    const endpoints = Array.from({ length: 20 }, (_, at) => ({ name: `e${at}`, url: shop, json: { '$.a': 1 } }));
    const result = await look(endpoints);
    expect(result.outcome).toBe('fail');
    expect(JSON.stringify(result.evidence).length).toBeLessThanOrEqual(2048);
    expect(result.summary).not.toMatch(/\p{Cc}/u);
  });
});

describe('the settings of health-checks', () => {
  const url = 'https://shop.example.com/health';

  it('name 1 to 20 endpoints', () => {
    const named = (length: number) => Array.from({ length }, (_, at) => ({ name: `e${at}`, url }));
    expect([problems(named(1)), problems(named(20))]).toEqual([[], []]);
    expect(problems([])).toEqual(['health.endpoints: must be at least 1 entries long']);
    expect(problems(named(21))).toEqual([expect.stringMatching(/^health\.endpoints: must be at most 20/)]);
  });

  it('call no two endpoints the same', () => {
    expect(problems([{ url }, { url: 'https://other.example.com/health' }])).toEqual([
      'health.endpoints: two of them are called "GET /health"; give each a name of its own, { name: \'api\', … }',
    ]);
  });

  it('hold to all that a probe must', () => {
    expect(problems([{ url, body: 'x', version: 'version' }])).toEqual([
      expect.stringMatching(/^health\.endpoints\[0\]\.version: must be a JSONPath query/),
      expect.stringMatching(/^health\.endpoints\[0\]\.body: must be left out/),
    ]);
  });

  it('want no version of an answer that has no body', () => {
    expect(problems([{ url, method: 'HEAD', version: '$.v', commit: '$.c' }])).toEqual([
      'health.endpoints[0].version: must be left out: an answer to HEAD has no body',
      'health.endpoints[0].commit: must be left out: an answer to HEAD has no body',
    ]);
    expect(problems([{ url, status: 204, version: '$.v' }])).toEqual([
      'health.endpoints[0].version: must be left out: an answer with HTTP 204 has no body',
    ]);
  });

  it.each([
    [[{ url }], { secretsManager: [], networkWeb: [] }],
    [[{ url, inNetwork: true }], { secretsManager: [], web: [] }],
    [
      [
        { name: 'a', url, inNetwork: true, headers: { 'x-a': secret('one'), 'x-b': secret('one', 'key') } },
        { name: 'b', url, headers: { 'x-c': secret('two') } },
      ],
      { secretsManager: ['one', 'two'] },
    ],
  ])('tell what they need: %j', (endpoints, resources) => {
    expect(healthChecks.resources?.(parsed(endpoints))).toEqual(resources);
  });
});
