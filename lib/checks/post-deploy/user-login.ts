import * as z from 'zod/mini';
import { oneOf } from '../../config/one-of.ts';
import { type Finding, fail, pass } from '../../domain/check-result.ts';
import { formLogin, jsonLogin, type Login } from '../../domain/login.ts';
import { outsideProbe } from '../../domain/outside-probe.ts';
import { type Probe, probeName, secretsOfProbes } from '../../domain/probe.ts';
import { secretId } from '../../domain/resource-name.ts';
import { Secret } from '../../domain/secret.ts';
import { SourceError } from '../../domain/source-error.ts';
import { askProbe, headersOf } from '../ask-probe.ts';
import { type CheckContext, defineCheck } from '../define-check.ts';
import { logIn } from './login/log-in.ts';
import { LoginRefused } from './login/login-refused.ts';

const settings = z
  .strictObject({
    /** Secret of Secrets Manager: JSON with `username` and `password` of a user that exists for this. */
    user: secretId,
    login: oneOf({ form: formLogin, json: jsonLogin }),
    /** What only a user gets who is logged in: asked with the session. */
    afterwards: outsideProbe,
  })
  .check(
    z.check(({ value: { login, afterwards }, issues }) => {
      const carriesToken = 'json' in login && login.json.token !== undefined;
      for (const [path, { headers }] of [
        [['login', ...Object.keys(login)], loginOf(login)],
        [['afterwards'], afterwards],
      ] as const) {
        const own = carriesToken && path[0] === 'afterwards' ? ['cookie', 'authorization'] : ['cookie'];
        for (const name of Object.keys(headers).filter((one) => own.includes(one.toLowerCase()))) {
          const message = 'must be left out: the login gives this header';
          // No input: what was written may be a secret.
          issues.push({ code: 'custom', input: undefined, path: [...path, 'headers', name], message, continue: true });
        }
      }
    }),
  );

type Context = CheckContext<z.output<typeof settings>, 'web' | 'secretsManager'>;

/**
 * What is a `fail` and what an `error` is as with probes: see `askProbe`. One thing more is an `error`: an application that lets its test
 * user log in no more for a while (HTTP 429), since others may well.
 */
export const userLogin = defineCheck({
  id: 'user-login',
  needs: ['web', 'secretsManager'],
  config: settings,
  remediation:
    'Log in by hand as the test user. Roll back where that does not work either; correct the settings, or the user in Secrets Manager, where those changed.',
  resources: ({ user, login, afterwards }) => ({
    secretsManager: [user, ...secretsOfProbes([loginOf(login), afterwards])],
  }),
  async run(context) {
    try {
      return await judge(context);
    } catch (cause) {
      if (cause instanceof LoginRefused) return fail(cause.message, cause.evidence);
      throw cause;
    }
  },
});

const loginOf = (login: Login) => ('form' in login ? login.form : login.json);

async function judge({ config, sources, now, signal }: Context): Promise<Finding> {
  const { login, afterwards } = config;
  const user = await testUser(config.user, sources, signal);
  const headers = await headersOf(loginOf(login), sources, signal);
  const session = await logIn({
    login,
    user,
    headers: inLowerCase(headers),
    afterwards: new URL(afterwards.url),
    web: sources.web,
    now,
    signal,
  });
  const asked: Probe = { ...afterwards, headers: { ...afterwards.headers, ...session.headers } };
  const { outcome, summary, evidence } = await askProbe(asked, { ...sources, networkWeb: sources.web }, signal);
  const seen = [session.evidence, ...evidence];
  return outcome === 'fail'
    ? fail(`the test user is not logged in: ${summary}`, seen.toReversed())
    : pass(`the test user logs in, and ${probeName(afterwards)} answers as it should`, seen);
}

async function testUser(id: string, { secretsManager }: Context['sources'], signal: AbortSignal) {
  const { username, password } = await secretsManager.credentials(id, signal);
  if (username === '') throw new SourceError(`secret ${id} of Secrets Manager has no username`);
  // It may be a person's address: as a Secret it is taken out of whatever an answer repeats.
  return { username: new Secret(username).reveal(), password: password.reveal() };
}

function inLowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
