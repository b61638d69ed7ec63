import { describe, expect, it } from 'vitest';
import { fail, pass, warn } from '../../lib/domain/check-result.ts';
import { judgeAll, type Part } from '../../lib/domain/judge-all.ts';
import { SourceError } from '../../lib/domain/source-error.ts';

const seen = (where: string) => [{ where, observed: 'x', expected: 'y' }];
const good: Part = { name: 'a', found: Promise.resolve(pass('a is well', seen('a'))) };
const middling: Part = { name: 'b', found: Promise.resolve(warn('b is busy', seen('b'))) };
const bad: Part = { name: 'c', found: Promise.resolve(fail('c is full', seen('c'))) };
const unseen = (name: string, message: string): Part => {
  const found = Promise.reject(new SourceError(message));
  found.catch(() => undefined);
  return { name, found };
};
const judge = (...parts: Part[]) => judgeAll(parts, (found) => `all ${found.length} are well`);

describe('judgeAll', () => {
  it('passes when all parts pass', async () => {
    await expect(judge(good, good)).resolves.toEqual(pass('all 2 are well', [...seen('a'), ...seen('a')]));
  });

  it('warns when the worst is a warning', async () => {
    await expect(judge(good, middling)).resolves.toEqual(warn('b is busy', [...seen('b'), ...seen('a')]));
  });

  it('fails when one part fails, its evidence first', async () => {
    await expect(judge(good, middling, bad)).resolves.toEqual(
      fail('c is full', [...seen('c'), ...seen('b'), ...seen('a')]),
    );
  });

  it('fails though something could not be looked at, and names it', async () => {
    await expect(judge(unseen('d', 'd refused the connection'), good, bad)).resolves.toEqual(
      fail('c is full; could not look everywhere: d refused the connection', [
        ...seen('c'),
        { where: 'd', observed: 'could not look: d refused the connection', expected: 'an answer' },
        ...seen('a'),
      ]),
    );
  });

  it('could not look when nothing fails but something is unseen, and tells the rest', async () => {
    const error = await judge(good, unseen('d', 'd refused the connection'), middling).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(SourceError);
    expect(error).toMatchObject({
      message: 'd refused the connection (seen: a is well; b is busy)',
      evidence: [
        { where: 'd', observed: 'could not look: d refused the connection', expected: 'an answer' },
        ...seen('b'),
        ...seen('a'),
      ],
    });
  });

  it('says one reason once', async () => {
    await expect(judge(unseen('d', 'CloudWatch is down'), unseen('e', 'CloudWatch is down'))).rejects.toThrow(
      /^CloudWatch is down$/,
    );
  });

  it('does not take a defect for something unseen', async () => {
    const broken = Promise.reject(new TypeError('x is not a function'));
    await expect(judge(bad, { name: 'd', found: broken })).rejects.toThrow(TypeError);
  });

  it('does not pass with nothing to look at', async () => {
    await expect(judge()).rejects.toThrow(SourceError);
  });
});
