import { describe, expect, it } from 'vitest';
import { beginAttempt } from '../../lib/sources/web-attempt.ts';

const url = new URL('https://shop.example.com/health?token=abc');
const never = new AbortController().signal;

function explain(cause: object) {
  const { message, ...failure } = beginAttempt(url, never).explain(Object.assign(new Error('of Node'), cause));
  return { message, ...failure };
}

const errors = (...codes: readonly string[]) => ({ code: codes[0], errors: codes.map((code) => ({ code })) });

describe('a way there that does not work', () => {
  it.each([
    [{ code: 'ENOTFOUND' }, 'has no address: shop.example.com does not resolve'],
    [{ code: 'EAI_AGAIN' }, 'has no address: shop.example.com does not resolve'],
    [{ code: 'ETIMEDOUT' }, 'did not answer in time'],
    [{ code: 'EHOSTUNREACH' }, 'could not be reached: there is no route to shop.example.com'],
    [errors('ENETUNREACH', 'ENETUNREACH'), 'could not be reached: there is no route to shop.example.com'],
    [errors('ETIMEDOUT', 'ECONNREFUSED'), 'did not answer in time'],
    [{ code: 'EMFILE' }, 'could not be asked: EMFILE'],
    [{}, 'could not be asked: of Node'],
  ])('tells nothing of the endpoint: %j', (cause, words) => {
    expect(explain(cause)).toMatchObject({ kind: 'unreached', message: `https://shop.example.com/health ${words}` });
  });
});

describe('an endpoint with several addresses', () => {
  it.each([[['ECONNREFUSED', 'ECONNREFUSED']], [['ENETUNREACH', 'ECONNREFUSED']], [['ECONNREFUSED', 'EHOSTUNREACH']]])(
    'refuses where each that has a way to it refuses: %j',
    (codes) => {
      expect(explain(errors(...codes))).toMatchObject({
        kind: 'refused',
        message: 'https://shop.example.com/health refused the connection (shop.example.com)',
      });
    },
  );
});

describe('a certificate', () => {
  it.each(['CERT_REVOKED', 'INVALID_CA', 'CRL_HAS_EXPIRED', 'UNABLE_TO_GET_CRL', 'ERROR_IN_CERT_NOT_AFTER_FIELD'])(
    'is not valid for whatever reason: %s',
    (code) => {
      expect(explain({ code })).toMatchObject({
        kind: 'certificate',
        message: expect.stringContaining('certificate that '),
      });
    },
  );
});
