import { describe, expect, it } from 'vitest';
import { userLogin } from '../../../lib/checks/post-deploy/user-login.ts';

describe('the settings of user-login', () => {
  const form = { page: 'https://shop.example.com/login' };
  const good = { user: 'shop/test-user', login: { form }, afterwards: { url: 'https://shop.example.com/account' } };
  const problemsOf = (config: object) => {
    const parsed = userLogin.config.safeParse(config);
    return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  };
  const key = { secret: 'shop/basic', prefix: 'Basic ' };

  it.each<[string, object, string]>([
    ['two logins', { login: { form, json: { url: form.page } } }, 'login: '],
    ['no login', { login: {} }, 'login: '],
    [
      "a cookie of one's own",
      { login: { form: { ...form, headers: { Cookie: 'a=b' } } } },
      'login.form.headers.Cookie: must be left out: the login gives this header',
    ],
    [
      'one afterwards',
      { afterwards: { ...good.afterwards, headers: { cookie: 'a=b' } } },
      'afterwards.headers.cookie: must be left out',
    ],
    [
      'two authorizations',
      {
        login: { json: { url: form.page, token: '$.t' } },
        afterwards: { ...good.afterwards, headers: { Authorization: key } },
      },
      'afterwards.headers.Authorization: must be left out',
    ],
    [
      'a token and a cookie',
      { login: { json: { url: form.page, token: '$.t', cookie: 's' } } },
      'login.json.cookie: must be left out',
    ],
    [
      'one name for two fields',
      { login: { form: { ...form, fields: { username: 'pin', password: 'pin' } } } },
      'login.form.fields.password: must be two names',
    ],
    ...['Host', 'cookie', 'authorization'].map((header): [string, object, string] => [
      `a token of the page that would say ${header}`,
      { login: { form: { ...form, csrf: { meta: 'csrf-token', header } } } },
      'login.form.csrf.header: must be the header that takes the token',
    ]),
    [
      "the application's own network",
      { afterwards: { ...good.afterwards, inNetwork: true } },
      'afterwards.inNetwork: must be left out',
    ],
  ])('are refused with %s', (_what, changes, problem) => {
    expect(problemsOf({ ...good, ...changes }).join('\n')).toContain(problem);
  });

  it('are taken with a key for what stands before the application, whose secrets its function may read', () => {
    const config = {
      ...good,
      login: { form: { ...form, headers: { authorization: key } } },
      afterwards: { ...good.afterwards, headers: { authorization: key } },
    };
    expect(problemsOf(config)).toEqual([]);
    expect(userLogin.resources?.(userLogin.config.parse(config))).toEqual({
      secretsManager: ['shop/test-user', 'shop/basic'],
    });
  });
});
