import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commentProblem, longestComment, normalizeComment } from '../../../lib/domain/approvals/comment.ts';

/** Of what is refused, and of what looks like it. */
const pieces = fc.constantFrom(
  ...['<', '/', '!', 'a', 'ä', ' ', '1', '\n', '\r', '\t', '\u0007', '\u202E', '\u200F', '\u200D', '\uFE0F', '😀', 'ن'],
);

const problem = (text: string) => commentProblem(text, { required: false });

describe('commentProblem', () => {
  it.each([
    '',
    'Looked at the tracker; nothing blocks.',
    'p95 < 200 ms, errors <2%, a < b > c, i <3 u',
    'one\n\ttwo\r\nthree',
    'Geprüft – läuft. 検証済み。 تم الفحص',
    'نمی\u200Cخواهم',
    'क्\u200Dष',
    '👍🏽 👩‍💻 ❤️ 1️⃣ 🇪🇺',
    '&lt;b&gt; and [link](https://x.example)',
    '😀'.repeat(longestComment),
  ])('accepts %j', (text) => {
    expect(problem(text)).toBeUndefined();
  });

  it.each([
    ['<b>', '<b>'],
    ['see <script>alert(1)</script>', '<script>'],
    ['<img src=x onerror=alert(1)>', '<img'],
    ['</p', '</p'],
    ['<!-- x -->', '<!--'],
    ['<?xml ?>', '<?xml'],
    ['<svg/onload=alert(1)', '<svg/onload=alert(1)'],
  ])('refuses HTML: %s', (text, seen) => {
    expect(problem(text)).toBe(
      `the comment holds what reads as an HTML tag (${seen}); write plain text, and a space after a < sign`,
    );
  });

  it.each([
    ['U+0000', '\u0000'],
    ['U+001B', '\u001B'],
    ['U+0007', '\u0007'],
    ['U+000D', '\r'],
    ['U+0085', '\u0085'],
    ['U+007F', '\u007F'],
    ['U+00AD', '\u00AD'],
    ['U+061C', '\u061C'],
    ['U+200B', '\u200B'],
    ['U+200C', '\u200C'],
    ['U+200D', '\u200D'],
    ['U+200E', '\u200E'],
    ['U+200F', '\u200F'],
    ['U+202E', '\u202E'],
    ['U+2028', '\u2028'],
    ['U+2029', '\u2029'],
    ['U+2066', '\u2066'],
    ['U+3164', '\u3164'],
    ['U+FE0F', '\uFE0F'],
    ['U+FEFF', '\uFEFF'],
    ['U+E0041', '\u{E0041}'],
    ['U+D800', '\uD800'],
  ])('refuses %s between letters', (name, character) => {
    expect(problem(`ok${character}ok`)).toBe(
      `the comment holds characters that nobody sees (${name}); write it without them`,
    );
  });

  it('names five different characters at most', () => {
    expect(problem('a\u202E\u202Db\u202Cc\u202Bd\u202Ae\u2066f\u2067g\u202E')).toBe(
      'the comment holds characters that nobody sees (U+202E, U+202D, U+202C, U+202B, U+202A and 2 more); write it without them',
    );
  });

  it('counts characters, not their halves', () => {
    expect(problem('x'.repeat(1001))).toBe('the comment is 1001 characters long; write 1000 at most');
    expect(problem('😀'.repeat(1001))).toBe('the comment is 1001 characters long; write 1000 at most');
    expect(problem(`  ${'x'.repeat(1000)}\n`)).toBeUndefined();
  });

  it('is missing where one is required, also where it is blank', () => {
    const missing = 'the comment is missing; write why you decide so';
    expect(commentProblem('', { required: true })).toBe(missing);
    expect(commentProblem(' \n\t', { required: true })).toBe(missing);
    expect(commentProblem('.', { required: true })).toBeUndefined();
  });

  it('tells every problem at once, and repeats nothing of it that is not seen', () => {
    const said = problem(`<b\u202E>${'x'.repeat(10_000)}`) ?? '';
    expect(said.split('; the comment').length).toBe(3);
    expect(said).toContain('10004 characters');
    expect(said).toContain('<b�>');
    expect(said).not.toContain('\u202E');
  });

  it('accepts nothing that would change how the text around it reads', () => {
    fc.assert(
      fc.property(fc.string({ unit: pieces, maxLength: 12 }), (text) => {
        if (problem(text) !== undefined) return;
        expect(normalizeComment(text)).not.toMatch(
          /<[a-z/!?]|[\u202A-\u202E\u2066-\u2069\u200E\u200F]|(?![\n\t])\p{Cc}/iu,
        );
      }),
      { numRuns: 1000 },
    );
  });
});

describe('normalizeComment', () => {
  it('writes line ends as one character, and nothing around the text', () => {
    expect(normalizeComment(' a\r\nb\n')).toBe('a\nb');
  });
});
