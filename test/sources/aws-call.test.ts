import { describe, expect, it } from 'vitest';
import { SourceError } from '../../lib/domain/source-error.ts';
import { askAws } from '../../lib/sources/aws-call.ts';

const failing = (name: string, more: object = {}, message = 'message') =>
  askAws('Parameter Store', 'ssm:GetParameters', () =>
    Promise.reject(Object.assign(new Error(message), { name, ...more })),
  );

describe('askAws', () => {
  it('gives the answer', async () => {
    expect(await askAws('Parameter Store', 'ssm:GetParameters', async () => 42)).toBe(42);
  });

  it.each([
    ['AccessDeniedException', {}, /refused ssm:GetParameters: AccessDeniedException; the role/],
    ['ThrottlingException', {}, /is throttling ssm:GetParameters/],
    ['AbortError', {}, /did not answer in time/],
    ['TimeoutError', { code: 'ECONNRESET' }, /could not be reached \(ECONNRESET\)/],
    ['Error', { code: 'ECONNREFUSED' }, /could not be reached \(ECONNREFUSED\)/],
    ['CredentialsProviderError', {}, /no AWS credentials were found/],
    ['SyntaxError', { $metadata: { httpStatusCode: 200 } }, /something that is not its API's format/],
    ['InternalServerError', { $metadata: { httpStatusCode: 503 } }, /answered ssm:GetParameters with HTTP 503/],
    ['InvalidKeyId', { $metadata: { httpStatusCode: 400 } }, /answered ssm:GetParameters with InvalidKeyId: message/],
  ])('tells a %s %j in words', async (name, more, words) => {
    const failure = failing(name, more);
    await expect(failure).rejects.toBeInstanceOf(SourceError);
    await expect(failure).rejects.toThrow(words);
    await expect(failure).rejects.toThrow(/^Parameter Store /);
  });

  it('leaves a SourceError as it is', async () => {
    const own = new SourceError('there is no such secret');
    await expect(askAws('Secrets Manager', 'x', () => Promise.reject(own))).rejects.toBe(own);
  });
});
