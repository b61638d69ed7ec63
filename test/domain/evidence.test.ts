import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capEvidence, cutText, type Evidence, evidenceLimitBytes } from '../../lib/domain/evidence.ts';

const one = (text: string): Evidence => ({ where: 'a volume', observed: text, expected: 'more than 20%' });
const bytes = (evidence: readonly Evidence[]): number => Buffer.byteLength(JSON.stringify(evidence));

describe('capEvidence', () => {
  it('leaves evidence within the limit as it is', () => {
    const evidence = [one('19%'), one('42%')];
    expect(capEvidence(evidence)).toEqual(evidence);
  });

  it('counts what it had to leave out', () => {
    const evidence = Array.from({ length: 100 }, (_, index) => one(`volume ${index}`));
    const capped = capEvidence(evidence);
    const last = capped.at(-1);
    expect(last?.where).toBe('left out');
    expect(last?.observed).toBe(`${100 - (capped.length - 1)} more`);
    expect(capped[0]).toEqual(evidence[0]);
  });

  it('never exceeds 2 KiB, whatever the texts', () => {
    const texts = fc.array(fc.string({ unit: 'binary', maxLength: 2000 }), { maxLength: 60 });
    fc.assert(fc.property(texts, (all) => bytes(capEvidence(all.map(one))) <= evidenceLimitBytes));
  });
});

describe('cutText', () => {
  it('keeps a text of exactly the longest length', () => {
    expect(cutText('x'.repeat(10), 10)).toBe('x'.repeat(10));
    expect(cutText('x'.repeat(11), 10)).toBe(`${'x'.repeat(9)}…`);
  });

  it('never cuts a character in half', () => {
    expect(cutText('🚀'.repeat(10), 6)).toBe('🚀🚀…');
  });
});

describe('capEvidence, of thousands of entries', () => {
  it('looks only at as many as may fit, and counts all of them', () => {
    let cleaned = 0;
    const all = Array.from({ length: 20_000 }, () => ({ where: '', observed: '', expected: '' }));
    const capped = capEvidence(all, (text) => {
      cleaned += 1;
      return text;
    });
    expect(cleaned).toBeLessThan(200);
    expect(capped.at(-1)?.observed).toBe(`${20_000 - (capped.length - 1)} more`);
    expect(capped.length).toBeGreaterThan(40);
  });
});

describe('half of a character that came with a text', () => {
  it('is replaced, since UTF-8 has none', () => {
    expect(cutText('a\uD83D')).toBe('a\uFFFD');
    expect(cutText(`\uDC00${'x'.repeat(20)}`, 10)).toBe(`\uFFFD${'x'.repeat(8)}…`);
  });
});
