import { describe, expect, it } from 'vitest';
import {
  definePreflight,
  type EnvironmentInput,
  manual,
  off,
  type PreflightInput,
  parameter,
  secret,
} from '../../lib/config/index.ts';
import { checklist } from '../../lib/domain/checklist.ts';
import { InvalidInputError } from '../../lib/domain/problem.ts';
import { createAuthority } from '../../sandbox/certificates.ts';
import { groupWith } from '../support/config.ts';

const reason = off('this test is not about it');

const environment = {
  network: 'internet',
  variables: { GIN_MODE: parameter('/shop/GIN_MODE'), JWT_SECRET: secret('shop/app', 'JWT_SECRET') },
  checks: {
    'code-quality': reason,
    environment: groupWith('environment', {
      'secret-strength': { variables: ['JWT_SECRET'] },
      'runtime-flags': { flags: { GIN_MODE: 'release' } },
    }),
    database: groupWith('database', { 'backup-recency': { instance: 'shop' } }),
    infrastructure: reason,
    'staging-rehearsal': reason,
    'post-deploy': reason,
  },
  rollback: reason,
} as const satisfies EnvironmentInput;

/** Problems as `path: message`; none for a configuration that is accepted. */
function problems(input: unknown): string[] {
  try {
    definePreflight(input as PreflightInput);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
}
const production = (change: object): unknown => ({
  service: 'shop',
  environments: { production: { ...environment, ...change } },
});
const checks = (change: object): unknown => production({ checks: { ...environment.checks, ...change } });

describe('definePreflight', () => {
  it('fills in defaults and spreads a group that is off to each of its items', () => {
    const { production: parsed } = definePreflight({
      service: 'shop',
      environments: { production: environment },
    }).environments;
    expect(parsed?.checkDeadlineSeconds).toBe(10);
    expect(parsed?.checks.database['backup-recency']).toEqual({ settings: { instance: 'shop', youngerThanHours: 24 } });
    expect(Object.keys(parsed?.checks.infrastructure ?? {})).toEqual(checklist.infrastructure.checks);
    expect(parsed?.checks.infrastructure.memory).toEqual(reason);
  });

  it('gives the same hash for the same settings in another order, and another for other settings', () => {
    const hashOf = (input: object): string | undefined =>
      definePreflight({ service: 'shop', environments: { production: input as EnvironmentInput } }).environments[
        'production'
      ]?.configuration;
    const reversed = Object.fromEntries(Object.entries(environment).toReversed());
    expect(hashOf(reversed)).toBe(hashOf(environment));
    expect(hashOf({ ...environment, goExpiresMinutes: 30 })).not.toBe(hashOf(environment));
  });

  it('names every item that is left out, with what to write', () => {
    const { memory: _, ...infrastructure } = groupWith('infrastructure', {});
    const { 'post-deploy': __, ...others } = environment.checks;
    expect(problems(production({ checks: { ...others, infrastructure } }))).toEqual([
      "environments.production.checks.infrastructure.memory: is missing; write its settings, or off('reason')",
      `environments.production.checks.post-deploy: is missing; write an object with ${checklist['post-deploy'].checks.join(', ')}, or off('reason')`,
    ]);
  });

  it('makes leaving an item out a type error', () => {
    const { environment: _, ...others } = environment.checks;
    // @ts-expect-error the group `environment` is missing
    const missing: EnvironmentInput = { ...environment, checks: others };
    const { 'backup-recency': __, ...database } = environment.checks.database;
    // @ts-expect-error the check `backup-recency` is missing
    const incomplete: EnvironmentInput = { ...environment, checks: { ...environment.checks, database } };
    expect(
      [missing, incomplete].every(
        (input) => problems({ service: 'shop', environments: { production: input } }).length > 0,
      ),
    ).toBe(true);
  });

  it('makes what follows where a check fails a type error before the deploy, and who accepts it after the deploy', () => {
    const watch = { lambda: { function: 'shop-api', alias: 'live' } };
    const right: EnvironmentInput['checks']['post-deploy'] = {
      ...groupWith('post-deploy', {}),
      'response-times': { watch, severity: 'high', response: 'notify' },
    };
    const waived: EnvironmentInput['checks']['post-deploy'] = {
      ...groupWith('post-deploy', {}),
      // @ts-expect-error nobody accepts a failure after the deploy
      'response-times': { watch, waivable: { approvers: { groups: ['on-call'] } } },
    };
    const asked: EnvironmentInput['checks']['post-deploy'] = {
      ...groupWith('post-deploy', {}),
      // @ts-expect-error nobody looks for an hour
      'response-times': manual({ instructions: 'Look whether it is fast.', approvers: { groups: ['on-call'] } }),
    };
    const odd: EnvironmentInput['checks']['post-deploy'] = {
      ...groupWith('post-deploy', {}),
      // @ts-expect-error there is no such severity
      'response-times': { watch, severity: 'low' },
    };
    const early: EnvironmentInput['checks']['database'] = {
      ...groupWith('database', {}),
      // @ts-expect-error what fails before the deploy keeps the release back
      'backup-recency': { instance: 'shop', response: 'ask' },
    };
    const found = [right, waived, asked, odd].map((group) => problems(checks({ 'post-deploy': group })));
    expect([...found, problems(checks({ database: early }))].map((one) => one.length)).toEqual([1, 1, 1, 1, 1]);
    // The first alone is right by itself: no window looks at it.
    expect(found[0]?.[0]).toContain('checks.post-deploy: response-times is on, but rollback is off');
  });

  it('names all problems of all environments at once', () => {
    const found = problems({
      service: 'Shop API',
      environments: {
        production: {
          ...environment,
          network: 'vpc',
          colour: 'blue',
          goExpiresMinutes: 0,
          variables: { JWT_SECRET: environment.variables.JWT_SECRET },
        },
        staging: {
          ...environment,
          checks: {
            ...environment.checks,
            database: { ...environment.checks.database, 'backup-recency': { instance: 7 } },
          },
        },
      },
      owner: 'me',
    });
    expect(found).toEqual([
      'owner: unknown key; remove it, or correct its spelling',
      'service: must be a name of lower-case letters, digits and hyphens, at most 48 characters',
      'environments.production.network: must be \'internet\' or { vpcId, availabilityZones, subnetIds, securityGroupIds }, not "vpc"',
      'environments.production.goExpiresMinutes: must be at least 1, not 0',
      'environments.production.colour: unknown key; remove it, or correct its spelling',
      "environments.production.variables.GIN_MODE: is missing; runtime-flags reads it: write parameter('/name') or secret('name', 'key')",
      expect.stringContaining('environments.staging.checks.database.backup-recency'),
    ]);
  });

  it('knows no other groups and items', () => {
    const found = problems(checks({ databse: reason, infrastructure: { ...reason, extra: 1 } }));
    expect(found).toEqual([
      `environments.production.checks.databse: is not in the checklist; known: ${Object.keys(checklist).join(', ')}`,
      'environments.production.checks.infrastructure.extra: unknown key; remove it, or correct its spelling',
    ]);
  });

  it.each([off(''), off('   no   '), { off: true }, { off: 'n/a' }])('wants a reason in words, not %j', (bad) => {
    expect(problems(checks({ infrastructure: bad }))).toHaveLength(1);
  });

  const location = (JWT_SECRET: object) => production({ variables: { ...environment.variables, JWT_SECRET } });
  const backup = (settings: object) =>
    checks({ database: { ...environment.checks.database, 'backup-recency': settings } });
  it.each([
    ['every secret in an account', location({ secret: '*' })],
    ['every secret anywhere', location({ secret: 'arn:aws:secretsmanager:*:*:secret:*' })],
    ['every key', production({ encryptionKeys: ['arn:*'] })],
    [
      "a key's alias, which no role can name",
      production({ encryptionKeys: ['arn:aws:kms:eu-central-1:111122223333:alias/x'] }),
    ],
    ['every database', backup({ instance: '*' })],
    ['every cluster', backup({ cluster: 'shop-*' })],
    [
      'an authority that cannot be read, which TLS would pass over',
      production({ trustedAuthorities: ['-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'] }),
    ],
    ['an authority without its end', production({ trustedAuthorities: ['-----BEGIN CERTIFICATE-----\n'] })],
  ])('refuses %s', (_what, input) => {
    expect(problems(input)).toEqual([expect.stringMatching(/: must be /)]);
  });

  it('takes names and ARNs of secrets, ARNs of keys, and certificates', async () => {
    const authority = await createAuthority('Test Authority');
    const key = 'arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab';
    const trustedAuthorities = [`${authority.certificate}\n${authority.certificate}`];
    expect(problems(production({ encryptionKeys: [key], trustedAuthorities }))).toEqual([]);
    const secret = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/app-a1B2c3';
    expect(problems(location({ secret, key: 'JWT_SECRET' }))).toEqual([]);
    expect(problems(backup({ instance: 'Shop-1' }))).toEqual([]);
  });

  const values = (settings: object) =>
    checks({ environment: { ...environment.checks.environment, 'environment-values': settings } });
  it.each([
    ['no rule', values({ rules: {} })],
    ['no part of a staging address', values({ rules: { GIN_MODE: {} }, stagingMarkers: [] })],
    ['a pattern that every value matches', values({ rules: { GIN_MODE: { pattern: '' } } })],
  ])('refuses %s, which would look at nothing', (_what, input) => {
    expect(problems(input)).toHaveLength(1);
  });

  it('names a variable that a check reads and that has no place, with its readers', () => {
    expect(problems(production({ variables: { GIN_MODE: parameter('/shop/GIN_MODE') } }))).toEqual([
      "environments.production.variables.JWT_SECRET: is missing; secret-strength reads it: write parameter('/name') or secret('name', 'key')",
    ]);
  });

  it.each([
    undefined,
    null,
    'production',
    [],
    { service: 'shop' },
    { service: 'shop', environments: {} },
    { service: 'shop', environments: { production: 7 } },
  ])('refuses %j with words', (...input) => {
    const found = problems(input[0]);
    expect(found.length).toBeGreaterThan(0);
    for (const problem of found) expect(problem).toMatch(/is missing|must be|unknown key/);
  });
});
