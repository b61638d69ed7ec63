import { jsonOf } from '../../../domain/json.ts';
import { valueAt } from '../../../domain/json-query.ts';
import type { JsonLogin } from '../../../domain/login.ts';
import { Secret } from '../../../domain/secret.ts';
import { LoginRefused } from './login-refused.ts';
import { loginProblem, mustBeFine, type Visit, type Visitor } from './visitor.ts';

/** @returns the answer, and the token that it gave, where the configuration names one. */
export async function logInByJson(
  { url, fields, extra, token }: JsonLogin,
  { username, password }: { readonly username: string; readonly password: string },
  visitor: Visitor,
): Promise<Visit & { readonly token?: Secret }> {
  const seen = await visitor.ask({
    url: new URL(url),
    method: 'POST',
    body: JSON.stringify({ ...extra, [fields.username]: username, [fields.password]: password }),
    headers: { accept: 'application/json', 'content-type': 'application/json' },
  });
  mustBeFine(seen, loginProblem);
  return token === undefined ? seen : { ...seen, token: tokenAt(token, seen) };
}

/** "b64token" of RFC 6750 (section 2.1), and somewhat more: what a header can hold. */
const sendable = /^[\x21-\x7E]{1,8192}$/;

function tokenAt(query: string, { where, answer }: Visit): Secret {
  const json = jsonOf(answer.body.replace(/^\u{FEFF}/u, ''));
  const refuse = (observed: string): LoginRefused =>
    new LoginRefused(`the login gave no token: ${where} answered with HTTP ${answer.status} and ${observed}`, {
      where,
      observed,
      expected: `a token at ${query}`,
    });
  if (json === undefined) throw refuse('something that is not JSON');
  const { value } = valueAt(json, query) ?? {};
  if (value === undefined || value === null || value === '') throw refuse(`nothing at ${query}`);
  if (typeof value !== 'string' || !sendable.test(value)) throw refuse(`no token at ${query}`);
  return new Secret(value);
}
