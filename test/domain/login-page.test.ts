import { describe, expect, it } from 'vitest';
import { formLogin } from '../../lib/domain/login.ts';
import { type LoginPage, type PageForm, submissionOf } from '../../lib/domain/login-page.ts';

const url = new URL('https://shop.example.com/account/login?lang=de');
const form: PageForm = {
  action: '/session',
  method: 'post',
  fields: [
    { name: '_csrf', value: 'token-1' },
    { name: 'email', value: '' },
    { name: 'password', value: '' },
    { name: 'remember', value: 'on' },
  ],
};

interface Changes {
  readonly page?: Partial<LoginPage>;
  readonly form?: Partial<PageForm>;
  readonly login?: object;
}

function submit(changes: Changes = {}) {
  const page: LoginPage = { forms: [{ ...form, ...changes.form }], metas: new Map(), ...changes.page };
  const login = formLogin.parse({ page: url.href, ...changes.login });
  return submissionOf({ page, url, login, username: 'jane+test@example.com', password: 'p&s=w ö' });
}

const sentTo = (changes: Changes) => {
  const submission = submit(changes);
  return 'problem' in submission ? submission.problem : submission.to.href;
};

describe('a filled form', () => {
  it('holds the user, and what else the page wants sent', () => {
    const submission = submit();
    expect(submission).toMatchObject({ to: new URL('https://shop.example.com/session'), headers: {} });
    expect([...new URLSearchParams('body' in submission ? submission.body : '')]).toEqual([
      ['_csrf', 'token-1'],
      ['remember', 'on'],
      ['email', 'jane+test@example.com'],
      ['password', 'p&s=w ö'],
    ]);
  });

  it('holds what the configuration adds, instead of what the page says, and never instead of the user', () => {
    const submission = submit({ login: { extra: { remember: '', realm: 'shop', email: 'x' } } });
    expect([...new URLSearchParams('body' in submission ? submission.body : '')]).toEqual([
      ['_csrf', 'token-1'],
      ['remember', ''],
      ['realm', 'shop'],
      ['email', 'jane+test@example.com'],
      ['password', 'p&s=w ö'],
    ]);
  });

  it.each<[string, Changes, string]>([
    ['its action', {}, 'https://shop.example.com/session'],
    ['an action that is relative', { form: { action: 'in' } }, 'https://shop.example.com/account/in'],
    ["its page's own address, where it has none", { form: { action: ' ' } }, url.href],
    ['the same also with a base', { form: { action: '' }, page: { base: '/de/' } }, url.href],
    ["its page's base", { form: { action: 'in' }, page: { base: '/de/' } }, 'https://shop.example.com/de/in'],
    [
      'a base elsewhere, which the visitor refuses',
      { form: { action: 'in' }, page: { base: 'https://e.example/' } },
      'https://e.example/in',
    ],
    [
      'an address without user and fragment',
      { form: { action: '//a:b@shop.example.com/in#x' } },
      'https://shop.example.com/in',
    ],
    ['where the configuration says', { login: { action: 'https://id.example.com/in' } }, 'https://id.example.com/in'],
    [
      'the same whatever method the page names',
      { form: { method: 'get' }, login: { action: 'https://id.example.com/in' } },
      'https://id.example.com/in',
    ],
    ['nothing by GET', { form: { method: 'get' } }, 'has a form that would put the password into the address'],
    [
      'nothing by a method that is none',
      { form: { method: 'dialog' } },
      'has a form that would put the password into the address',
    ],
    [
      'nothing to an address that is none',
      { form: { action: 'https://[' } },
      'has a form with an address that is none',
    ],
  ])('goes to %s', (_what, changes, expected) => {
    expect(sentTo(changes)).toBe(expected);
  });

  it('is the one with both fields', () => {
    const search = { action: '/search', method: 'get', fields: [{ name: 'email', value: '' }] };
    expect(sentTo({ page: { forms: [search, form] } })).toBe('https://shop.example.com/session');
  });

  it.each<[string, Partial<LoginPage>, object]>([
    ['no form', { forms: [] }, { problem: 'has no form', observed: 'no form' }],
    [
      'other fields',
      {
        forms: [
          {
            ...form,
            fields: [
              { name: 'user', value: '' },
              { name: 'pin\u202E\n', value: '' },
            ],
          },
        ],
      },
      { problem: 'has no form with the fields email and password', observed: 'a form with user and pin' },
    ],
    ['no fields', { forms: [{ ...form, fields: [] }] }, { observed: 'a form without fields' }],
    ['no end', { forms: [], tooDeep: true }, { problem: 'is no page that can be read' }],
  ])('is not there on a page with %s', (_what, page, expected) => {
    expect(submit({ page })).toMatchObject(expected);
  });

  it.each<[string, Changes, string]>([
    [
      'an empty field',
      { form: { fields: form.fields.with(0, { name: '_csrf', value: '' }) }, login: { csrf: { field: '_csrf' } } },
      'has no CSRF token in its field _csrf',
    ],
    [
      'no field',
      { login: { csrf: { field: 'authenticity_token' } } },
      'has no CSRF token in its field authenticity_token',
    ],
    [
      'no meta',
      { login: { csrf: { meta: 'csrf-token', header: 'X-CSRF-Token' } } },
      'has no CSRF token in <meta name="csrf-token">',
    ],
    [
      'a meta that no header can hold',
      {
        page: { metas: new Map([['csrf-token', 'a\r\nhost: evil']]) },
        login: { csrf: { meta: 'csrf-token', header: 'X-CSRF-Token' } },
      },
      'has no CSRF token in <meta name="csrf-token">',
    ],
  ])('is not sent with %s for the CSRF token that is configured', (_what, changes, problem) => {
    expect(submit(changes)).toMatchObject({ problem });
  });

  it('carries the token of the page in the configured header', () => {
    const login = { csrf: { meta: 'csrf-token', header: 'X-CSRF-Token' } };
    expect(submit({ page: { metas: new Map([['csrf-token', 't1']]) }, login })).toMatchObject({
      headers: { 'x-csrf-token': 't1' },
    });
  });
});

describe('the settings of a form', () => {
  it.each([
    [{ csrf: {} }],
    [{ csrf: { meta: 'csrf-token' } }],
    [{ csrf: { header: 'x-csrf-token' } }],
    [{ csrf: { field: '_csrf', meta: 'csrf-token', header: 'x-csrf-token' } }],
    [{ action: 'http://shop.example.com/login' }],
    [{ action: '/login' }],
    [{ page: 'http://shop.example.com/login' }],
    [{ page: 'https://jane:pw@shop.example.com/login' }],
    [{ cookie: 'a b' }],
    [{ password: 'x' }],
  ])('do not take %j', (settings) => {
    expect(formLogin.safeParse({ page: url.href, ...settings }).success).toBe(false);
  });
});
