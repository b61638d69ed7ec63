import { describe, expect, it } from 'vitest';
import { readPage } from '../../lib/sources/read-page.ts';

const mebibyte = 1024 * 1024;
const fieldsIn = (html: string) =>
  readPage(html).forms.map(({ fields }) => fields.map(({ name, value }) => `${name}=${value}`));

describe('reading a page', () => {
  it('finds forms with where and how they are sent, and what they hold', () => {
    const page = readPage(`<!doctype html><html><head><base href="/de/"><meta name="csrf-token" content="t&amp;1">
      <meta name=viewport content="x"></head><body>
      <form><input name=q></form>
      <FORM Action='/login?next=%2F&amp;a=1' METHOD=Post id=login>
        <input type="hidden" name="_csrf" value="a&quot;b&#x41;"/><input name="email"><input name=password type=password>
        <button>Sign in</button>
      </FORM></body></html>`);
    expect(page.base).toBe('/de/');
    expect(page.metas.get('csrf-token')).toBe('t&1');
    expect(page.forms).toEqual([
      { action: '', method: 'get', fields: [{ name: 'q', value: '' }] },
      {
        action: '/login?next=%2F&a=1',
        method: 'post',
        fields: [
          { name: '_csrf', value: 'a"bA' },
          { name: 'email', value: '' },
          { name: 'password', value: '' },
        ],
      },
    ]);
  });

  it('takes what a browser would send: ticked boxes, no disabled fields, the first button', () => {
    const fields = fieldsIn(`<form><input type=checkbox name=remember checked><input type=checkbox name=news value=1>
      <input type=radio name=lang value=de><input type=radio name=lang value=en checked><input name=x value=1 disabled>
      <input type=button name=b value=1><input type=file name=f><input type=reset name=r value=1><input value=nameless>
      <button type=button name=show>Show</button><button name=commit value=login>Log in</button>
      <input type=submit name=cancel value=1></form>`);
    expect(fields).toEqual([['remember=on', 'lang=en', 'commit=login']]);
  });

  it('lets the first button say where the form goes, and how', () => {
    const [form] = readPage(
      '<form action="/a" method="get"><button formaction="/b" formmethod="POST">In</button></form>',
    ).forms;
    expect(form).toMatchObject({ action: '/b', method: 'post' });
  });

  it('finds fields that name their form from elsewhere, also before it', () => {
    expect(
      fieldsIn('<input name=a form=f><form id=f><input name=b></form><input name=c form=f><input name=d form=g>'),
    ).toEqual([['b=', 'a=', 'c=']]);
  });

  it('goes on with a form that ends with what is around it, and not after its own end', () => {
    expect(fieldsIn('<div><form><input name=a></div><input name=b>')).toEqual([['a=', 'b=']]);
    expect(fieldsIn('<form><input name=a></form><input name=b>')).toEqual([['a=']]);
  });

  it('leaves out a form in a form, as browsers do', () => {
    expect(fieldsIn('<form><input name=a><form action=/evil><input name=b></form>')).toEqual([['a=', 'b=']]);
  });

  it.each([
    ['a comment', '<!-- <form><input name=a></form> -->'],
    ['a script', '<script>"<form><input name=a></form>"</script>'],
    ['a text', '<textarea><form><input name=a></form></textarea>'],
    ['a title', '<title><form><input name=a></title>'],
    ['a style', '<style><form><input name=a></style>'],
    ['nothing', ''],
    ['JSON', '{"form":"<"}'],
    ['UTF-16 read as UTF-8', Buffer.from('<form><input name=a></form>', 'utf16le').toString('utf8')],
    ['bytes', Buffer.from(Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256)).toString('utf8')],
  ])('finds no form in %s', (_what, html) => {
    expect(readPage(html).forms).toEqual([]);
  });

  it.each([
    [
      'a name of the object it is kept in',
      '<form><input name=__proto__ value=1><input name=constructor value=2></form>',
      ['__proto__=1', 'constructor=2'],
    ],
    ['an unknown character', '<form><input name="a\uFFFD" value="\uFFFD"></form>', ['a\uFFFD=\uFFFD']],
    ['a form that does not end', '<form><input name=a value="1"><input name=b value="', ['a=1']],
  ])('reads %s', (_what, html, fields) => {
    expect(fieldsIn(html)).toEqual([fields]);
  });

  it('stops at elements that are nested deeper than browsers nest them', () => {
    const form = '<form><input name=a></form>';
    expect(readPage(`${'<div>'.repeat(510)}${form}`)).toMatchObject({ forms: [{ fields: [{ name: 'a' }] }] });
    expect(readPage(`${'<div>'.repeat(511)}${form}`)).toMatchObject({ tooDeep: true });
  });

  // Each took the parser's own stack of open elements 10 to 90 s: the test's time-out is 5 s.
  it.each([
    ['open elements', '<div>'.repeat(mebibyte / 5)],
    ['lists in lists', '<ul><li>'.repeat(mebibyte / 8)],
    ['unknown ends', `${'<x>'.repeat(mebibyte / 6)}${'</y>'.repeat(mebibyte / 8)}`],
    ['unknown ends at the greatest depth', `${'<x>'.repeat(512)}${'</y>'.repeat(mebibyte / 4)}`],
    ['drawings', '<svg>'.repeat(mebibyte / 5)],
    ['forms', '<form></form>'.repeat(mebibyte / 13)],
    ['fields for a form that is not there', `<form>${'<input name=a form=b>'.repeat(mebibyte / 21)}`],
    ['attributes', `<input ${'a=1 '.repeat(mebibyte / 4)}>`],
    ['half a tag', '<'.repeat(mebibyte)],
    ['half an entity', `<input value="${'&amp'.repeat(mebibyte / 4)}">`],
  ])('reads a mebibyte of %s', (_what, html) => {
    expect(readPage(html).metas.size).toBe(0);
  });
});
