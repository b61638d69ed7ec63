import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEntry } from '../../lib/domain/changelog.ts';
import { outlineOf } from '../../lib/domain/markdown-outline.ts';

const stateOf = (text: string, version = '1.42.0') => readEntry(text, version).state;
const under = (heading: string): string =>
  `# Changelog\n\n${heading}\n\n- Wish lists.\n\n## 1.41.3\n\n- Repairs the cart.\n`;

describe('an entry of a changelog', () => {
  it.each([
    '## [1.42.0] - 2026-11-20',
    '## [1.42.0]',
    '## [1.42.0](https://github.com/acme/shop-api/compare/v1.41.3...v1.42.0) (2026-11-20)',
    '# [1.42.0](https://github.com/acme/shop-api/compare/v1.41.3...v1.42.0) (2026-11-20)',
    '# 1.42.0 (2026-11-20)',
    '### [1.42.0](https://github.com/acme/shop-api/compare/v1.41.3...v1.42.0) (2026-11-20)',
    '## <small>1.42.0 (2026-11-20)</small>',
    '## \\[1.42.0]',
    '## v1.42.0',
    '## V1.42.0',
    '## [v1.42.0] - 2026-11-20',
    '## 1.42.0 ##',
    '##\t1.42.0',
    '   ## 1.42.0',
    '## **1.42.0**',
    '## `1.42.0`',
    '## 1.42.0: wish lists',
    '## 🎁 1.42.0',
    '## Version 1.42.0',
    '## Release v1.42.0 (2026-11-20)',
    '## @acme/shop-api@1.42.0',
    '## shop-api@1.42.0',
    '## shop-api-v1.42.0',
    '## shop-api/v1.42.0',
    '## [shop-api-v1.42.0](https://github.com/acme/shop-api) (2026-11-20)',
    '1.42.0 / 2026-11-20\n===================',
    '1.42.0 / 2026-11-20\n-------------------',
    'v1.42.0\n-',
    '<!-- release --> \n## 1.42.0',
  ])('is found under %j', (heading) => {
    expect(stateOf(under(heading))).toBe('written');
    expect(stateOf(under(heading), 'v1.42.0')).toBe('written');
  });

  it.each([
    '## [1.42.0-rc.1] - 2026-11-20',
    '## 1.42.0+build.7',
    '## 11.42.0',
    '## 1.42.01',
    '## 1.42.0.1',
    '## 1.42',
    '## 1x42x0',
    '## shop-api-11.42.0',
    '## @acme/shop-api@11.42.0',
    '## 1.43.0 (after 1.42.0)',
    '## Changes since 1.42.0',
    '## [1.43.0](https://github.com/acme/shop-api/compare/v1.42.0...v1.43.0)',
    '####### 1.42.0',
    '##1.42.0',
    '    ## 1.42.0',
    '\t## 1.42.0',
    '- ## 1.42.0',
    '> ## 1.42.0',
    '**1.42.0**',
    '1.42.0',
    '- 1.42.0\n---',
    '> 1.42.0\n---',
    'text\n1.42.0\n---',
    '1.42.0\n\n---',
    '    1.42.0\n---',
    '```\n## 1.42.0\n```',
    '~~~ md\n## 1.42.0\n~~~',
    '````\n```\n## 1.42.0\n````',
    '```\n## 1.42.0\n    ```\n## 1.42.0\n```',
    '```\n## 1.42.0\n~~~\n## 1.42.0\n```',
    '<!-- ## 1.42.0 -->',
    '<!--\n## 1.42.0\n-->',
    '<!-- a\n\n## 1.42.0\n\nb --> ## 1.42.0',
  ])('is not found under %j', (heading) => {
    expect(stateOf(under(heading))).toBe('missing');
  });

  it('is found for a prerelease by its whole version', () => {
    expect(stateOf(under('## [1.42.0-rc.1] - 2026-11-20'), '1.42.0-rc.1')).toBe('written');
    expect(stateOf(under('## 1.42.0'), '1.42.0-rc.1')).toBe('missing');
  });

  it.each([
    ['a heading of the same level', '## 1.42.0\n\n## 1.41.3\n\n- a\n'],
    ['a heading of a higher level', '## 1.42.0\n\n# Older\n\n- a\n'],
    ['headings below it without text', '## 1.42.0\n\n### Added\n\n### Fixed\n\n## 1.41.3\n\n- a\n'],
    ['an underlined heading', '1.42.0\n======\n\n1.41.3\n======\n\n- a\n'],
    ['the end of the file', '## 1.42.0'],
    ['a comment', '## 1.42.0\n\n<!-- what changed? -->\n'],
    ['a comment that does not end', '## 1.42.0\n\n<!--\n- a\n'],
    ['bullets and rules without a word', '## 1.42.0\n\n-\n*\n---\n***\n\n'],
    ['the targets of links', '## [1.42.0]\n\n[1.42.0]: https://github.com/acme/shop-api/compare/v1.41.3...v1.42.0\n'],
    ['the anchor of the next heading', '## 1.42.0\n\n<a name="1.41.3"></a>\n## 1.41.3\n\n- a\n'],
    ['a fence without text', '## 1.42.0\n\n```js\n```\n'],
  ])('is empty before %s', (_what, text) => {
    expect(stateOf(text)).toBe('empty');
  });

  it.each([
    ['a bullet', '## 1.42.0\n- a'],
    ['a paragraph', '## 1.42.0\n\nA new wish list.\n'],
    ['text below a heading of a lower level', '## 1.42.0\n\n### Added\n\n- a\n'],
    ['code', '## 1.42.0\n\n```js\n## not a heading\n```\n'],
    ['indented code', '## 1.42.0\n\n    npm i\n'],
    ['letters of other scripts', '## 1.42.0\n\n- 修正\n'],
    ['text after a code span that opens no fence', '## 1.42.0\n\n```a``` and\n'],
    ['text in the second of two entries', '## 1.42.0\n\n## 1.42.0\n\n- a\n'],
  ])('is written with %s', (_what, text) => {
    expect(stateOf(text)).toBe('written');
  });

  it.each(['## [1.42.0] - 2026-11-20 [YANKED]', '## 1.42.0 [yanked]', '1.42.0 [YANKED]\n==='])(
    'is yanked under %j',
    (heading) => {
      expect(stateOf(under(heading))).toBe('yanked');
      expect(stateOf(`${under('## 1.42.0')}${under(heading)}`)).toBe('yanked');
    },
  );

  it('is not yanked where another version is', () => {
    expect(stateOf(`${under('## 1.42.0')}\n## 1.40.0 [YANKED]\n\n- a\n`)).toBe('written');
  });

  it('tells the first version that the file names', () => {
    expect(readEntry('# Changelog\n\n## [Unreleased]\n\n## 1.41.3\n', '1.42.0').newest).toBe('Unreleased');
    expect(readEntry('# Changelog\n\n## v1.41.3 (2026)\n', '1.42.0').newest).toBe('v1.41.3');
    expect(readEntry('# Changelog\n', '1.42.0').newest).toBeUndefined();
  });
});

const part = fc.integer({ min: 0, max: 30 });
const version = fc.tuple(part, part, part).map((parts) => parts.join('.'));
const forms: readonly ((version: string) => string)[] = [
  (one) => `## [${one}] - 2026-11-20`,
  (one) => `## [${one}](https://example.com/compare/v0.0.1...v${one}) (2026-11-20)`,
  (one) => `## v${one}`,
  (one) => `## @acme/shop-api@${one}`,
  (one) => `## shop-api-v${one}`,
  (one) => `${one} / 2026-11-20\n----`,
];
const entry = fc.record({ version, form: fc.constantFrom(...forms), hasText: fc.boolean() });

describe('any changelog', () => {
  it('has an entry for each version that it was written with, in every form and with any line ends, and no other', () => {
    const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
    const entries = fc.uniqueArray(entry, { maxLength: 12, selector: (one) => one.version });
    fc.assert(
      fc.property(entries, version, lineEnd, fc.boolean(), (all, other, end, hasBom) => {
        const written = all.map(
          ({ version, form, hasText }) => `${form(version)}\n\n${hasText ? '- A change.\n\n' : ''}`,
        );
        const text = `${hasBom ? '\uFEFF' : ''}# Changelog\n\n${written.join('')}`.replaceAll('\n', end);
        for (const one of all) expect(stateOf(text, one.version)).toBe(one.hasText ? 'written' : 'empty');
        if (all.every((one) => one.version !== other)) expect(stateOf(text, other)).toBe('missing');
      }),
    );
  });

  it('is read to its end, whatever it holds', () => {
    const pieces = [
      '#',
      '##',
      ' ',
      '1.42.0',
      '[',
      ']',
      '```',
      '~~~',
      '<!--',
      '-->',
      '---',
      '===',
      '\n',
      '\r',
      '\t',
      'a',
      '- ',
      '> ',
    ];
    const hostile = fc.array(fc.constantFrom(...pieces), { maxLength: 200 }).map((all) => all.join(''));
    fc.assert(
      fc.property(hostile, (text) => {
        expect(['written', 'empty', 'missing', 'yanked']).toContain(stateOf(text));
        for (const { level, title } of outlineOf(text).slice(1)) {
          expect(level).toBeGreaterThanOrEqual(1);
          expect(level).toBeLessThanOrEqual(6);
          expect(title).not.toMatch(/[\r\n]/);
        }
      }),
    );
  });
});

/** Milliseconds: many times what it takes, where time that grows as the square of the text would be hours. */
const bound = 60_000;

describe('a hostile changelog of 5 MB', () => {
  const size = 5_000_000;
  it.each([
    ['#', '#'],
    ['headings', '# \n'],
    ['headings of the version, each below the other', '# 1.42.0\n###### 1.42.0\n'],
    ['brackets', '['],
    ['links that do not end', '## [1.42.0]('],
    ['closing marks', '## a #'],
    ['backticks', '`'],
    ['fences that do not end', '```\n'],
    ['comments that do not end', '<!-- '],
    ['comments, line by line', '<!--\n'],
    ['spaces', ' '],
    ['tabs and a mark', '\t#'],
    ['underlines', '=\n'],
    ['one underline', '-'],
    ['a paragraph that nothing underlines', 'a\n'],
    ['anchors', '<a '],
    ['versions', '1.42.0 '],
    ['carriage returns', '\r'],
    ['byte order marks', '\uFEFF'],
    ['quotes', '>'],
    ['digits', '1'],
  ])('of %s is read to its end', { timeout: bound }, (_what, piece) => {
    const hostile = piece.repeat(Math.ceil(size / piece.length));
    expect(stateOf(`## 1.42.0\n\n- a\n\n## 1.41.3\n${hostile}`)).toBe('written');
    expect(stateOf(`## ${hostile}\n\n${hostile}`, '9.9.9')).toBe('missing');
  });
});
