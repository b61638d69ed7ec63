import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { type ExpectedRelease, judgeProbe, type ProbeAnswer } from '../../lib/domain/judge-probe.ts';
import { probeSchema } from '../../lib/domain/probe.ts';
import { Secret } from '../../lib/domain/secret.ts';

const url = 'https://shop.example.com/health?token=abc';

function judge(probe: Partial<z.input<typeof probeSchema>>, answer: Partial<ProbeAnswer>, expected?: ExpectedRelease) {
  return judgeProbe(
    probeSchema.parse({ url, ...probe }),
    { status: 200, headers: {}, body: '', tookMs: 34.2, ...answer },
    expected,
  );
}

const json = (value: unknown) => ({ body: JSON.stringify(value), headers: { 'content-type': 'application/json' } });
const page = (title: string) => ({
  body: `<!DOCTYPE html><html><head><title>${title}</title></head><body>Sorry</body></html>`,
  headers: { 'content-type': 'text/html; charset=utf-8' },
});

describe('an answer', () => {
  it('that is right passes, with what was seen and what should be', () => {
    const probe = { status: [200, 203], text: 'ok', json: { '$.status': 'ok' }, withinMs: 500 };
    expect(judge(probe, json({ status: 'ok' }))).toEqual({
      outcome: 'pass',
      summary: 'GET /health answers as it should',
      evidence: [
        {
          where: 'GET https://shop.example.com/health',
          observed: 'HTTP 200 in 35 ms',
          expected: 'HTTP 200 or 203, the text "ok", $.status is "ok", within 500 ms',
        },
      ],
    });
  });

  it('that is not says why, under the name of the probe', () => {
    expect(judge({ name: 'search' }, { status: 503 })).toEqual({
      outcome: 'fail',
      summary: 'search answers with HTTP 503, not 200',
      evidence: [
        {
          where: 'search (GET https://shop.example.com/health)',
          observed: 'HTTP 503 in 35 ms; answers with HTTP 503, not 200',
          expected: 'HTTP 200',
        },
      ],
    });
  });

  it('never shows the query, which may carry a token', () => {
    expect(JSON.stringify([judge({}, {}), judge({ withinMs: 1, text: 'a', json: { $: 1 } }, {})])).not.toContain('abc');
  });
});

describe('the status', () => {
  it.each([
    [200, 200, 'pass'],
    [200, 201, 'fail'],
    [404, 404, 'pass'],
    [404, 200, 'fail'],
    [[200, 204], 204, 'pass'],
    [[200, 204], 500, 'fail'],
    [302, 302, 'pass'],
  ])('must be %j: %i is a %s', (status, answered, outcome) => {
    expect(judge({ status }, { status: answered }).outcome).toBe(outcome);
  });

  it('of another answer keeps its body from being judged', () => {
    expect(judge({ text: 'x', json: { '$.a': 1 } }, { status: 500, body: 'no' }).summary).toBe(
      'GET /health answers with HTTP 500, not 200',
    );
  });
});

describe('a redirect', () => {
  it.each([
    ['https://evil.example/steal?token=def#x', 'another host, evil.example'],
    ['//evil.example:8443/x', 'another host, evil.example:8443'],
    ['https://user:pass@evil.example/', 'another host, evil.example'],
    ['/login?next=def', 'another address of the same host'],
    ['https://shop.example.com/login', 'another address of the same host'],
    ['http://shop.example.com/health', 'the same host without TLS'],
    ['https://shop.example.com:8443/', 'another host, shop.example.com:8443'],
    ['javascript:alert(1)', 'something that is not HTTP'],
    ['https://[', 'an address that cannot be read'],
  ])('to %s is named by its host alone', (location, target) => {
    expect(judge({}, { status: 302, headers: { location } })).toMatchObject({
      outcome: 'fail',
      summary: `GET /health redirects to ${target} (HTTP 302, not 200)`,
    });
  });

  it('without a target is another status', () => {
    expect(judge({}, { status: 304 }).summary).toBe('GET /health answers with HTTP 304, not 200');
  });
});

describe('the text', () => {
  it.each([
    ['Hats', 'pass'],
    ['hats', 'fail'],
    ['Hats!', 'fail'],
  ])('%s in "All Hats" is a %s', (text, outcome) => {
    expect(judge({ text }, { body: 'All Hats' }).outcome).toBe(outcome);
  });

  it.each([
    [{ body: 'Caps' }, 'a text'],
    [{ body: ' \n' }, 'nothing'],
    [page('Down for maintenance'), 'an HTML page "Down for maintenance"'],
    [{ body: ' <html>\n<p>Oops' }, 'an HTML page'],
    [{ body: '<!doctype HTML><title lang="en">\nOops\n</title>' }, 'an HTML page "Oops"'],
    [{ body: '<!doctype html><title' }, 'an HTML page'],
    [{ body: '<!doctype html><title></title>' }, 'an HTML page'],
    [{ body: '<!doctype html><titles>x</titles>' }, 'an HTML page'],
  ])('that is missing is told with what is there instead: %j', (answer, what) => {
    expect(judge({ text: 'Hats' }, answer).summary).toBe(`GET /health answers with ${what} without "Hats"`);
  });
});

describe("a value in the answer's JSON", () => {
  it.each([
    [{ status: 'ok' }, 'pass', 'GET /health answers as it should'],
    [{ status: 'OK' }, 'fail', 'GET /health says that $.status is "OK", not "ok"'],
    [{}, 'fail', 'GET /health says that $.status is missing, not "ok"'],
    [{ status: null }, 'fail', 'GET /health says that $.status is null, not "ok"'],
    [{ status: ['ok'] }, 'fail', 'GET /health says that $.status is a list, not "ok"'],
    [{ status: { ok: true } }, 'fail', 'GET /health says that $.status is an object, not "ok"'],
    ['ok', 'fail', 'GET /health says that $.status is missing, not "ok"'],
  ])('%j is a %s', (value, outcome, summary) => {
    expect(judge({ json: { '$.status': 'ok' } }, json(value))).toMatchObject({ outcome, summary });
  });

  it.each([
    [1, 1, 'pass'],
    [1, '1', 'fail'],
    [true, true, 'pass'],
    [true, 'true', 'fail'],
    [null, null, 'pass'],
    [0, false, 'fail'],
  ])('must be %j: %j is a %s', (expected, value, outcome) => {
    expect(judge({ json: { $: expected } }, json(value)).outcome).toBe(outcome);
  });

  it('is one of several, each told of by itself', () => {
    const probe = { json: { '$.a': 1, '$.b': 2, '$.c': 3 }, withinMs: 1 };
    expect(judge(probe, json({ a: 1, b: 1 })).summary).toBe(
      'GET /health says that $.b is 1, not 2, says that $.c is missing, not 3 and takes 35 ms, more than 1 ms',
    );
  });

  it.each([
    [{ body: 'ok' }, 'a text'],
    [{ body: '{"status":"ok"' }, 'a text'],
    [{ body: '' }, 'nothing'],
    [page('502 Bad Gateway'), 'an HTML page "502 Bad Gateway"'],
  ])('is not in what is no JSON: %j', (answer, what) => {
    expect(judge({ json: { '$.status': 'ok' } }, answer)).toMatchObject({
      outcome: 'fail',
      summary: `GET /health answers with ${what}, which is not JSON`,
    });
  });

  it('is found behind a byte order mark', () => {
    expect(judge({ json: { '$.a': 1 } }, { body: '\u{FEFF}{"a":1}' }).outcome).toBe('pass');
  });
});

describe('the latency', () => {
  it.each([
    [499.9, 'pass'],
    [500, 'pass'],
    [500.1, 'fail'],
    [501, 'fail'],
  ])('of %d ms, within 500, is a %s', (tookMs, outcome) => {
    expect(judge({ withinMs: 500 }, { tookMs }).outcome).toBe(outcome);
  });

  it('never reads as if it were within the limit when it is not', () => {
    expect(judge({ withinMs: 500 }, { tookMs: 500.1 }).summary).toBe('GET /health takes 501 ms, more than 500 ms');
  });

  it('is not judged where none is asked for', () => {
    expect(judge({}, { tookMs: 60_000 }).outcome).toBe('pass');
  });
});

describe('the release', () => {
  const commit = 'a'.repeat(39).concat('1');
  const before = 'b'.repeat(40);
  const expected = (queries: ExpectedRelease['queries'], previous = true): ExpectedRelease => ({
    queries,
    release: { version: '1.42.0', commit },
    previous: previous ? { version: '1.41.3', commit: before } : undefined,
  });

  it.each([
    ['1.42.0', 'pass', 'GET /health answers as it should'],
    ['1.41.3', 'fail', 'GET /health still answers as the version before, 1.41.3, not as 1.42.0'],
    ['1.40.0', 'fail', 'GET /health says that $.version is "1.40.0", not the release\'s version 1.42.0'],
    ['v1.42.0', 'fail', 'GET /health says that $.version is "v1.42.0", not the release\'s version 1.42.0'],
    [undefined, 'fail', "GET /health says that $.version is missing, not the release's version 1.42.0"],
  ])('answers by its version %s: %s', (version, outcome, summary) => {
    expect(judge({}, json({ version }), expected({ version: '$.version' }))).toMatchObject({ outcome, summary });
  });

  it.each([
    [commit, 'pass'],
    [commit.toUpperCase(), 'pass'],
    [commit.slice(0, 7), 'pass'],
    [commit.slice(0, 6), 'fail'],
    ['', 'fail'],
    [`${commit}a`, 'fail'],
    [before.slice(0, 7), 'fail'],
  ])('answers by its commit, whole or from 7 characters on: %s is a %s', (sha, outcome) => {
    expect(judge({}, json({ sha }), expected({ commit: '$.sha' })).outcome).toBe(outcome);
  });

  it('before is told as such by its commit too', () => {
    expect(judge({}, json({ sha: before.slice(0, 8) }), expected({ commit: '$.sha' })).summary).toBe(
      `GET /health still answers as the commit before, ${before}, not as ${commit}`,
    );
  });

  it('before may be unknown', () => {
    expect(judge({}, json({ v: '1.41.3' }), expected({ version: '$.v' }, false)).summary).toContain('says that $.v is');
  });

  it('is in the evidence as what was expected', () => {
    expect(judge({}, json({}), expected({ version: '$.v', commit: '$.sha' })).evidence).toEqual([
      expect.objectContaining({ expected: `HTTP 200, $.v is 1.42.0, $.sha is ${commit}` }),
    ]);
  });
});

describe('a hostile answer', () => {
  it('does not move the cursor, begin a line or grow without end', () => {
    const { summary } = judge({ json: { '$.a': 1 } }, json({ a: `\u001B[2J\n\u202E${'x'.repeat(10_000)}` }));
    expect(summary).toMatch(/^[\x20-\x7E…]{1,200}$/);
    expect(judge({ text: 'a' }, page(`\u001B[31m\n${'x'.repeat(5000)}`)).summary).toMatch(/^[\x20-\x7E…]{1,200}$/);
  });

  it('shows no part of a secret that it repeats, also where it is cut', () => {
    const secret = new Secret('the-secret-that-is-repeated');
    const text = `${'x'.repeat(70)}${secret.reveal()}`;
    const seen = JSON.stringify([judge({ json: { '$.a': 1 } }, json({ a: text })), judge({ text: 'b' }, page(text))]);
    expect(seen).not.toContain('the-sec');
  });

  it('of a mebibyte of titles is read in no time', () => {
    expect(judge({ text: 'a' }, { body: `<html>${'<title '.repeat(150_000)}` }).summary).toContain('an HTML page');
  });
});
