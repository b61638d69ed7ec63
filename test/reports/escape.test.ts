import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { html, inCode, inMarkdown, visible } from '../../lib/reports/escape.ts';

describe('html', () => {
  test('escapes every value, in text and in attributes, and leaves markup of its own alone', () => {
    const hostile = `"'><script>&amp;`;
    expect(html`<p title="${hostile}">${html`<b>${hostile}</b>`}${[1, undefined, 'a<b']}</p>`.markup).toBe(
      '<p title="&quot;&#39;&gt;&lt;script&gt;&amp;amp;"><b>&quot;&#39;&gt;&lt;script&gt;&amp;amp;</b>1a&lt;b</p>',
    );
  });

  test('no text ends up with a bracket, a quote or an unseen character of its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(html`${text}`.markup).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)|(?![\n\t])\p{Cc}|\p{Cs}/u);
      }),
    );
  });
});

describe('visible', () => {
  test.each([
    ['a\u0000b', 'a[U+0000]b'],
    ['\u001B[31m', '[U+001B][31m'],
    ['invoice\u202Egnp.exe', 'invoice[U+202E]gnp.exe'],
    ['https://shop.example.com\u200B', 'https://shop.example.com[U+200B]'],
    ['\uD800', '\uFFFD'],
    ['a\r\nb\rc\nd\te', 'a\nb\nc\nd\te'],
    ['שלום 👩‍🚀', 'שלום 👩‍🚀'],
  ])('%j becomes %j', (text, seen) => {
    expect(visible(text)).toBe(seen);
  });
});

describe('inMarkdown', () => {
  test.each([
    ['| a | b', '&#124; a &#124; b'],
    ['<b> &amp;', '&#60;b&#62; &#38;amp;'],
    ['*a* _b_ `c` ~d~ $e$ \\', '\\*a\\* \\_b\\_ \\`c\\` \\~d\\~ \\$e\\$ \\\\'],
    ['![x](https://evil.example)', '!\\[x\\](https:&#8203;//evil.example)'],
    ['@octocat, #12, GH-7', '@&#8203;octocat, #&#8203;12, GH-&#8203;7'],
    ['www.evil.example', 'www&#8203;.evil.example'],
    [':tada: :100: at 12:30:00', ':&#8203;tada: :&#8203;100: at 12:30:00'],
    ['# GO', '\\# GO'],
    ['- a', '\\- a'],
    ['---', '\\---'],
    ['1. a', '1\\. a'],
    ['    code', 'code'],
    ['a\n\n# GO', 'a ⏎ # GO'],
    ['-1 of 24.1 %', '-1 of 24.1 %'],
  ])('%j becomes %j', (text, markdown) => {
    expect(inMarkdown(text)).toBe(markdown);
  });
});

describe('inCode', () => {
  test.each([
    ['plain', '`plain`'],
    ['', '(empty)'],
    ['release ', '` release  `'],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['```\n# GO', '```` ``` ⏎ # GO ````'],
  ])('%j becomes %j', (text, code) => {
    expect(inCode(text)).toBe(code);
  });
});
