import { describe, expect, it } from 'vitest';
import { namesWord } from '../../lib/rollback/names-word.ts';

describe('namesWord', () => {
  it.each([
    '1.41.3',
    'v1.41.3',
    'V1.41.3',
    'shop-api 1.41.3.',
    'shop-api@1.41.3, built',
    '(1.41.3)',
    '1.41.30 and 1.41.3',
    'Ends here: 1.41.3. Then more',
    '"1.41.3"',
    'shop:1.41.3/arm64',
  ])('finds 1.41.3 in %j', (text) => {
    expect(namesWord(text, '1.41.3')).toBe(true);
  });

  it.each(['', '1.41', '1.41.30', '11.41.3', '1.41.3-rc1', '1.41.3+7', '1.41.3.4', 'rev1.41.3', '1.41.3_a', '-1.41.3'])(
    'does not find it in %j',
    (text) => {
      expect(namesWord(text, '1.41.3')).toBe(false);
    },
  );

  it('takes nothing of a word for a pattern', () => {
    expect(namesWord('1x41x3', '1.41.3')).toBe(false);
    expect(namesWord('anything', '')).toBe(false);
    expect(namesWord('run (a*b) of main', '(a*b)')).toBe(true);
  });

  it('takes a v for a part of a word that begins with no digit', () => {
    expect(namesWord('vmain', 'main')).toBe(false);
  });
});
