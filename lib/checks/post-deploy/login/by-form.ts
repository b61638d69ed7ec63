import type { FormLogin } from '../../../domain/login.ts';
import { loginFormOf, submissionOf } from '../../../domain/login-page.ts';
import type { Web } from '../../../sources/web.ts';
import { LoginRefused } from './login-refused.ts';
import { elsewhere, loginProblem, mustBeFine, type Visit, type Visitor } from './visitor.ts';

const accept = 'text/html,application/xhtml+xml';

/** @returns where the login led to. */
export async function logInByForm(
  login: FormLogin,
  user: { readonly username: string; readonly password: string },
  {
    visitor,
    origins,
    web,
  }: { readonly visitor: Visitor; readonly origins: ReadonlySet<string>; readonly web: Pick<Web, 'readPage'> },
): Promise<Visit> {
  const seen = await visitor.visit({ url: new URL(login.page), headers: { accept } });
  mustBeFine(seen, () => 'there is no login page');
  const { url, where } = seen;
  const submission = submissionOf({ page: web.readPage(seen.answer.body), url, login, ...user });
  if ('problem' in submission) {
    const { problem, observed, expected } = submission;
    throw new LoginRefused(`the login page changed: ${where} ${problem}`, { where, observed, expected });
  }
  const { to, body, headers } = submission;
  if (!origins.has(to.origin)) throw elsewhere(`the form of ${where}`, to, 'would be sent');
  const after = await visitor.visit({
    url: to,
    method: 'POST',
    body,
    headers: {
      accept,
      'content-type': 'application/x-www-form-urlencoded',
      // As browsers send them: against forged requests, many applications look at one or the other.
      origin: url.origin,
      referer: url.origin === to.origin ? url.href : `${url.origin}/`,
      ...headers,
    },
  });
  mustBeFine(after, loginProblem);
  if (loginFormOf(web.readPage(after.answer.body), login) !== undefined) {
    throw new LoginRefused('the login page came again: the user name or the password was not accepted', {
      where: after.where,
      observed: `HTTP ${after.answer.status}, the form again`,
      expected: 'another page',
    });
  }
  return after;
}
