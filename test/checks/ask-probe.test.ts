import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { askProbe } from '../../lib/checks/ask-probe.ts';
import { secret } from '../../lib/config/index.ts';
import { probeSchema } from '../../lib/domain/probe.ts';
import { redact, Secret } from '../../lib/domain/secret.ts';
import { SourceError } from '../../lib/domain/source-error.ts';
import { WebFailure, type WebFailureKind } from '../../lib/domain/web-failure.ts';
import type { Web, WebAnswer, WebRequest } from '../../lib/sources/web.ts';

const never = new AbortController().signal;
const url = 'https://shop.example.com/health?token=query';
const answer: WebAnswer = { status: 200, headers: {}, cookies: [], body: 'ok', tookMs: 12 };

function fakeWeb(answers: WebAnswer | Error): Web & { readonly asked: WebRequest[] } {
  const asked: WebRequest[] = [];
  return {
    asked,
    async ask(request) {
      asked.push(request);
      if (answers instanceof Error) throw answers;
      return answers;
    },
    openWebSocket: () => Promise.reject(new Error('nobody should ask this')),
    readPage: () => ({ forms: [], metas: new Map() }),
  };
}

function ask(
  probe: Partial<z.input<typeof probeSchema>>,
  { web = fakeWeb(answer), networkWeb = fakeWeb(answer), secrets = {} as Readonly<Record<string, string>> } = {},
) {
  const reads: string[] = [];
  const secretsManager = {
    async read(id: string) {
      reads.push(id);
      return Object.hasOwn(secrets, id) ? new Secret(secrets[id] ?? '') : undefined;
    },
    credentials: () => Promise.reject(new Error('nobody should ask this')),
  };
  const finding = askProbe(probeSchema.parse({ url, ...probe }), { web, networkWeb, secretsManager }, never);
  return Object.assign(finding, { web, networkWeb, reads });
}

const failed = (kind: WebFailureKind, tookMs = 900) =>
  fakeWeb(new WebFailure('https://shop.example.com/health did as it did', { kind, tookMs }));

describe('a probe', () => {
  it('asks as it is written, from outside', async () => {
    const asking = ask({ method: 'POST', headers: { 'x-app': '1' }, body: '{}' });
    expect(await asking).toMatchObject({ outcome: 'pass', summary: 'POST /health answers as it should' });
    expect(asking.web.asked).toEqual([{ url: new URL(url), method: 'POST', headers: { 'x-app': '1' }, body: '{}' }]);
    expect([asking.networkWeb.asked, asking.reads]).toEqual([[], []]);
  });

  it('asks in the network where it says so', async () => {
    const asking = ask({ inNetwork: true });
    await asking;
    expect([asking.web.asked.length, asking.networkWeb.asked.length]).toEqual([0, 1]);
  });

  it('fails when the answer is wrong', async () => {
    expect(await ask({}, { web: fakeWeb({ ...answer, status: 500 }) })).toMatchObject({
      outcome: 'fail',
      summary: 'GET /health answers with HTTP 500, not 200',
    });
  });

  it.each(['refused', 'certificate', 'tls', 'closed', 'protocol', 'unfinished'] as const)(
    'fails when the endpoint itself is at fault: %s',
    async (kind) => {
      expect(await ask({ text: 'ok' }, { web: failed(kind) })).toEqual({
        outcome: 'fail',
        summary: 'GET /health: https://shop.example.com/health did as it did',
        evidence: [
          {
            where: 'GET https://shop.example.com/health',
            observed: 'https://shop.example.com/health did as it did',
            expected: 'HTTP 200, the text "ok"',
          },
        ],
      });
    },
  );

  it.each(['silent', 'unreached'] as const)('could not look when it is %s', async (kind) => {
    await expect(ask({}, { web: failed(kind) })).rejects.toThrow('did as it did');
  });

  it.each([
    [900, 900, 'an error'],
    [900, 900.1, 'fail'],
    [900, 10_000, 'fail'],
  ])('within %i ms that was silent for %d ms is %s', async (withinMs, tookMs, outcome) => {
    const asking = ask({ withinMs }, { web: failed('silent', tookMs) });
    expect(await asking.then((found) => found.outcome).catch(() => 'an error')).toBe(outcome);
  });

  it('could not look where its network does not let it', async () => {
    await expect(ask({ withinMs: 1 }, { web: failed('unreached') })).rejects.toBeInstanceOf(SourceError);
  });

  it('could not look at an answer that is too long', async () => {
    const web = fakeWeb(new SourceError('https://shop.example.com/health answered with more than 1 MiB'));
    await expect(ask({}, { web })).rejects.toThrow(/more than 1 MiB$/);
  });
});

describe("a probe's secrets", () => {
  const secrets = {
    'shop/probe': '{"token":"the-probe-token","port":5432}',
    'shop/key': ' the-key-of-the-shop\n',
    'shop/none': '',
  };

  it('stand in its headers, each secret read once', async () => {
    const headers = {
      authorization: { ...secret('shop/probe', 'token'), prefix: 'Bearer ' },
      'x-port': secret('shop/probe', 'port'),
      'x-key': secret('shop/key'),
      'x-app': '1',
    };
    const asking = ask({ headers }, { secrets });
    await asking;
    expect(asking.web.asked[0]?.headers).toEqual({
      authorization: 'Bearer the-probe-token',
      'x-port': '5432',
      'x-key': 'the-key-of-the-shop',
      'x-app': '1',
    });
    expect(asking.reads).toEqual(['shop/probe', 'shop/key']);
  });

  it('are taken out of what an answer repeats, also one that is a key of a longer one', async () => {
    const web = fakeWeb({ ...answer, body: '{"you":"the-probe-token"}' });
    const headers = { authorization: secret('shop/probe', 'token') };
    const found = await ask({ headers, json: { '$.you': 'me' } }, { web, secrets });
    expect(redact(JSON.stringify(found))).not.toContain('the-probe-token');
  });

  it.each([
    [secret('shop/other'), 'Secrets Manager has no secret shop/other'],
    [secret('shop/none'), 'secret shop/none is empty'],
    [secret('shop/probe', 'other'), 'Secrets Manager has no key other of secret shop/probe'],
    [secret('shop/key', 'token'), 'secret shop/key of Secrets Manager is not a JSON object'],
  ])('could not be read: %j', async (location, message) => {
    const asking = ask({ headers: { 'x-key': location } }, { secrets });
    await expect(asking).rejects.toThrow(message);
    expect(asking.web.asked).toEqual([]);
  });

  it.each(['two\nlines-of-it', 'größer-als-ascii', 'null-\u0000-byte'])(
    'are not sent, and not shown, where they cannot stand in a header: %j',
    async (value) => {
      const asking = ask({ headers: { 'x-key': secret('shop/odd') } }, { secrets: { 'shop/odd': value } });
      await expect(asking).rejects.toThrow(
        /^secret shop\/odd cannot stand in the header x-key: it is not one line of plain ASCII text$/,
      );
      expect(asking.web.asked).toEqual([]);
    },
  );
});
