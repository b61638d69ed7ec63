import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { secret } from '../../lib/config/index.ts';
import { nameOfSeveral, type Probe, probeName, probeSchema, secretsOfProbes } from '../../lib/domain/probe.ts';
import { problemsOf } from '../../lib/domain/problem.ts';

const url = 'https://shop.example.com/health';
const probe = (input: Partial<z.input<typeof probeSchema>> = {}): Probe => probeSchema.parse({ url, ...input });

function problems(input: object): string[] {
  const read = probeSchema.safeParse({ url, ...input });
  return read.success ? [] : problemsOf(read.error, 'probe').map(({ path, message }) => `${path}: ${message}`);
}

describe('a probe', () => {
  it('is a GET that must answer 200, unless it says otherwise', () => {
    expect(probe()).toEqual({ url, method: 'GET', headers: {}, status: 200 });
  });

  it('takes all of its settings', () => {
    const input = {
      name: 'search',
      url: 'https://shop.example.com/search?q=hat',
      method: 'POST',
      headers: { 'x-app': '1', authorization: { ...secret('shop/probe', 'token'), prefix: 'Bearer ' } },
      body: '{}',
      status: [200, 203],
      text: 'hat',
      json: { '$.items[0].price': 12, '$.next': null, '$.ok': true },
      withinMs: 500,
      inNetwork: true,
    };
    expect(probeSchema.parse(input)).toEqual(input);
  });

  it('is the same when it is read again', () => {
    const once = probe({ json: { '$.a': 1 }, headers: { a: secret('b') } });
    expect(probeSchema.parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  it.each([
    'http://shop.example.com/',
    'https://user@shop.example.com/',
    'https://shop.example.com/#top',
    'ftp://shop.example.com/',
    'shop.example.com',
    `https://shop.example.com/${'a'.repeat(2000)}`,
  ])('asks no such address: %s', (address) => {
    expect(problems({ url: address })).toHaveLength(1);
  });

  it.each(['http://localhost:8080/health', 'http://127.0.0.1/', 'http://[::1]:1/'])(
    'may ask this machine: %s',
    (address) => {
      expect(problems({ url: address })).toEqual([]);
    },
  );

  it.each([
    [{ status: 199 }, 'status'],
    [{ status: 600 }, 'status'],
    [{ status: [] }, 'status'],
    [{ withinMs: 0 }, 'withinMs'],
    [{ withinMs: 60_001 }, 'withinMs'],
    [{ text: '' }, 'text'],
    [{ name: 'a\nb' }, 'name'],
    [{ name: 'a'.repeat(61) }, 'name'],
    [{ method: 'TRACE' }, 'method'],
    [{ inNetwork: false }, 'inNetwork'],
    [{ json: {} }, 'json'],
    [{ json: Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`$.a${at}`, 1])) }, 'json'],
    [{ json: { '$.a': {} } }, 'json.$.a'],
    [{ method: 'POST', body: 'a'.repeat(64 * 1024 + 1) }, 'body'],
    [{ unknown: 1 }, 'unknown'],
  ])('is told of %j', (input, place) => {
    expect(problems(input)).toEqual([expect.stringMatching(`^probe.${place.replaceAll(/[$.]/g, String.raw`\$&`)}: `)]);
  });

  it.each([
    { status: 200 },
    { status: 599 },
    { withinMs: 1 },
    { withinMs: 60_000 },
    { method: 'PUT', body: 'a'.repeat(64 * 1024) },
    { json: Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`$.a${at}`, 1])) },
  ])('may be as far as the limit', (input) => {
    expect(problems(input)).toEqual([]);
  });

  it('says what to write instead of a query that is none', () => {
    expect(problems({ json: { '$.build-id': '7' } })).toEqual([
      "probe.json.$.build-id: must quote a name with other characters than letters, digits and _: write ['build-id'] for .build-id",
    ]);
  });

  it.each(['GET', 'HEAD', 'DELETE', 'OPTIONS'])('sends no body with %s', (method) => {
    expect(problems({ method, body: 'x' })).toEqual([
      `probe.body: must be left out: ${method} has no body; name the method, POST, PUT or PATCH`,
    ]);
  });

  it.each([204, 205, 304])('expects no body of an answer with HTTP %i', (status) => {
    expect(problems({ status: [200, status], text: 'x', json: { $: 1 } })).toEqual([
      `probe.text: must be left out: an answer with HTTP ${status} has no body`,
      `probe.json: must be left out: an answer with HTTP ${status} has no body`,
    ]);
    expect(problems({ status: [200, status] })).toEqual([]);
  });

  it('expects no body of an answer to HEAD', () => {
    expect(problems({ method: 'HEAD', text: 'x', json: { $: 1 } })).toEqual([
      'probe.text: must be left out: an answer to HEAD has no body',
      'probe.json: must be left out: an answer to HEAD has no body',
    ]);
  });
});

describe("a probe's headers", () => {
  it.each([
    'host',
    'Host',
    'content-length',
    'Transfer-Encoding',
    'connection',
    'upgrade',
    'accept-encoding',
    'Sec-WebSocket-Key',
  ])('are not %s', (name) => {
    expect(problems({ headers: { [name]: 'x' } })).toEqual([
      `probe.headers.${name}: must be left out: the HTTP client writes this header itself`,
    ]);
  });

  it.each(['', 'a b', 'a:', 'größe', 'a\r\nb'])('are not called %j', (name) => {
    expect(problems({ headers: { [name]: 'x' } })).toEqual([
      expect.stringContaining('must be the name of a header, for example x-app-version'),
    ]);
  });

  it.each(['top-secret\r\nx: y', 'top-secret\n', ' top-secret', 'top-sécret', `top-secret${'a'.repeat(4096)}`])(
    'are not %j, which is not repeated to whoever wrote it',
    (value) => {
      expect(problems({ headers: { 'x-key': value } })).toEqual([
        'probe.headers.x-key: must be one line of plain ASCII text without blanks around it, of at most 4096 characters',
      ]);
    },
  );

  it.each(['', 'a', 'a b\tc', 'a'.repeat(4096)])('may be what HTTP allows', (value) => {
    expect(problems({ headers: { 'x-key': value } })).toEqual([]);
  });

  it('carry no authorization that stands in the configuration', () => {
    expect(problems({ headers: { Authorization: 'Bearer abc' } })).toEqual([
      expect.stringMatching(/^probe\.headers\.Authorization: must not stand in the configuration: write (?!.*abc)/),
    ]);
  });

  it('are there once each', () => {
    expect(problems({ headers: { 'X-App': '1', 'x-app': '2' } })).toEqual([
      'probe.headers.x-app: is there twice; write it once',
    ]);
  });

  it('are 30 at most', () => {
    const headers = (length: number) => Object.fromEntries(Array.from({ length }, (_, at) => [`x-${at}`, '']));
    expect(problems({ headers: headers(30) })).toEqual([]);
    expect(problems({ headers: headers(31) })).toEqual(['probe.headers: must be at most 30 headers, not 31']);
  });

  it('name secrets that can exist', () => {
    expect(problems({ headers: { a: secret('shop/*') } })).toEqual([
      expect.stringMatching(/^probe\.headers\.a\.secret: must be the name/),
    ]);
  });
});

describe('probes', () => {
  it('are called by their name, or by method and path, without the query', () => {
    expect(probeName(probe({ name: 'search' }))).toBe('search');
    expect(probeName(probe({ url: `${url}?token=abc`, method: 'HEAD' }))).toBe('HEAD /health');
  });

  it('are told of a name that several of them have', () => {
    expect(nameOfSeveral([probe(), probe({ name: 'a' })])).toBeUndefined();
    expect(nameOfSeveral([probe(), probe({ name: 'a' }), probe({ url: `${url}?a=b` })])).toBe('GET /health');
  });

  it('name each secret once', () => {
    const headers = { a: secret('one', 'x'), b: secret('one', 'y'), c: 'plain' };
    expect(secretsOfProbes([probe({ headers }), probe({ headers: { d: secret('two') } })])).toEqual(['one', 'two']);
  });
});
