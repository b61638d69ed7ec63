import { describe, expect, it } from 'vitest';
import { definePreflight, type PreflightInput, secret } from '../../lib/config/index.ts';
import { InvalidInputError } from '../../lib/domain/problem.ts';
import { environment, groupWith } from '../support/config.ts';

const github = { repository: 'acme/shop-api', auth: { token: secret('shop/github') } };
const asking = {
  'code-quality': groupWith('code-quality', { 'blocking-issues': { labels: ['release-blocker'] }, changelog: {} }),
};

const production = (change: object, checks: object = asking): unknown => ({
  service: 'shop-api',
  environments: { production: { ...environment, checks: { ...environment.checks, ...checks }, ...change } },
});

/** As `path: message`; the path is below the environment. */
function problems(input: unknown): string[] {
  try {
    definePreflight(input as PreflightInput);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.problems.map(({ path, message }) => `${path.replace('environments.production.', '')}: ${message}`);
  }
}

const settingsOf = (given: object) =>
  definePreflight(production({ github: given }) as PreflightInput).environments['production']?.github;

describe('GitHub in a configuration', () => {
  it('is its own API unless another is named, asked from outside the network, and told nothing', () => {
    expect(settingsOf(github)).toEqual({ ...github, apiUrl: 'https://api.github.com', inNetwork: false });
  });

  it.each([
    [{ apiUrl: 'https://github.example.com/api/v3' }],
    [{ auth: { app: { id: 1204118, installation: 58411902, privateKey: secret('shop/github', 'key') } } }],
    [{ auth: { app: { id: 'Iv23liAbCdEf', installation: 58411902, privateKey: secret('shop/github') } } }],
    [{ inNetwork: true, commitStatus: { context: 'release gate' } }],
  ])('may be %j', (change) => {
    expect(settingsOf({ ...github, ...change })).toMatchObject(change);
  });

  it('is needed where a check asks it, and the message says which', () => {
    expect(problems(production({}))).toEqual([
      "github: is missing; blocking-issues and changelog ask it: write { repository: 'owner/name', auth: { token: secret('name', 'key') } }",
    ]);
    expect(problems(production({}, {}))).toEqual([]);
  });

  it.each([
    ['staging-deployment', { githubEnvironment: 'staging' }],
    ['smoke-tests', { checkRun: 'e2e' }],
  ] as const)('is needed by %s with %j, and not without', (id, settings) => {
    const rehearsal = (one: object) => ({ 'staging-rehearsal': groupWith('staging-rehearsal', { [id]: one }) });
    expect(problems(production({}, rehearsal({})))).toEqual([]);
    expect(problems(production({}, rehearsal(settings)))).toEqual([expect.stringContaining(`; ${id} asks it: `)]);
  });

  it.each<[string, object, RegExp]>([
    ['a repository without its owner', { repository: 'shop-api' }, /^github\.repository: must be owner\/name/],
    ['an address as repository', { repository: 'https://github.com/acme/shop-api' }, /^github\.repository: must be/],
    ['a repository that leads elsewhere', { repository: 'acme/..' }, /^github\.repository: must be owner\/name/],
    ['an API without TLS', { apiUrl: 'http://github.example.com' }, /^github\.apiUrl: must be an https address/],
    ['an API with a user', { apiUrl: 'https://me:you@github.example.com' }, /^github\.apiUrl: must be an https/],
    ['no login', { auth: {} }, /^github\.auth: must be \{ app: /],
    ['two logins', { auth: { ...github.auth, app: {} } }, /^github\.auth\.app: unknown key/],
    ['a token as it is', { auth: { token: 'ghp_notARealTokenOfAnybody' } }, /^github\.auth: must be \{ app: /],
    ['an unknown key', { branch: 'main' }, /^github\.branch: /],
    ['a status without a name', { commitStatus: { context: '' } }, /^github\.commitStatus\.context: /],
  ])('is refused with %s', (_what, change, message) => {
    const found = problems(production({ github: { ...github, ...change } }));
    expect(found).toEqual([expect.stringMatching(message)]);
    for (const hidden of ['notARealToken', 'me:you']) expect(found.join()).not.toContain(hidden);
  });
});

describe('the environment on which it was rehearsed', () => {
  it('is staging, or another by its name', () => {
    const rehearsedOn = (change: object) =>
      definePreflight(production(change, {}) as PreflightInput).environments['production']?.rehearsedOn;
    expect([rehearsedOn({}), rehearsedOn({ rehearsedOn: 'preprod' })]).toEqual(['staging', 'preprod']);
    expect(problems(production({ rehearsedOn: 'a b' }, {}))).toEqual([
      expect.stringMatching(/^rehearsedOn: must be an environment name/),
    ]);
  });
});
