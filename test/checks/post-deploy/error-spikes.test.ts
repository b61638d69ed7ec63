import { afterEach, describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { errorSpikes } from '../../../lib/checks/post-deploy/error-spikes.ts';
import { Secret } from '../../../lib/domain/secret.ts';
import { SourceError } from '../../../lib/domain/source-error.ts';
import type { SecretsManager } from '../../../lib/sources/secrets-manager.ts';
import { sentry } from '../../../lib/sources/sentry.ts';
import { ask, now } from '../../support/ask.ts';
import {
  type FakeSentry,
  type Instead,
  type ReportedError,
  startFakeSentry,
  token,
} from '../../support/fake-sentry.ts';
import { release } from '../../support/release.ts';

type Settings = z.input<typeof errorSpikes.config>;

const deployedAt = new Date('2026-11-23T11:45:00.000Z');
const name = `${release.service}@${release.version}`;
const secrets: Readonly<Record<string, string>> = {
  'shop/sentry': JSON.stringify({ token: `${token}\n` }),
  'shop/plain': token,
  'shop/odd': JSON.stringify({ token: 'two words' }),
};
const secretsManager: SecretsManager = {
  async read(id) {
    return secrets[id] === undefined ? undefined : new Secret(secrets[id]);
  },
  credentials: () => Promise.reject(new Error('the check should not ask this')),
};

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** So many errors of one kind at one moment. */
const errors = (count: number, time: string, more: Partial<ReportedError> = {}): ReportedError[] =>
  Array.from({ length: count }, () => ({ at: `2026-11-23T${time}Z`, release: name, ...more }));
/** Errors of a kind that was there before the release, so that they are no new issue. */
const known = (count: number, time: string, more: Partial<ReportedError> = {}): ReportedError[] =>
  errors(count, time, { issue: 9, ...more });
const old = { at: '2026-11-20T11:30:00Z', release: 'shop-api@1.40.0', issue: 9 };

async function look(world: Partial<FakeSentry>, config: Partial<Settings> = {}, asked: Partial<Times> = {}) {
  const server = await startFakeSentry({ ...world, errors: [old, ...(world.errors ?? [])] });
  closing.push(server.close);
  const result = await ask(errorSpikes, {
    config: {
      endpoint: `http://127.0.0.1:${server.port}`,
      organization: 'acme',
      projects: ['shop-api'],
      environment: 'production',
      token: { secret: 'shop/sentry', key: 'token' },
      ...config,
    },
    sources: { sentry: sentry({ trustedAuthorities: [] }, 1), secretsManager },
    deployedAt,
    now,
    ...asked,
  });
  return { ...result, requests: server.requests };
}

interface Times {
  readonly now: Date;
  readonly deployedAt: Date;
}

describe('errors of the release since the deploy', () => {
  it('are no spike where they are as many as before it', async () => {
    const before = known(12, '11:40:00', { release: 'shop-api@1.41.3' });
    await expect(look({ errors: [...before, ...known(12, '11:50:00')] })).resolves.toMatchObject({
      outcome: 'pass',
      summary: 'errors of shop-api: 12 in the 15 min since the deploy, 12 in the 15 min before it; no new issue',
      evidence: [
        {
          where: `project shop-api, environment production, release ${name} in Sentry`,
          observed: 'errors: 12 in the 15 min since the deploy, 12 in the 15 min before it',
          expected: 'at most 2 times those of all releases before the deploy, or fewer than 10',
          when: '2026-11-23T12:00:00.000Z',
        },
        { where: 'new issues of project shop-api in Sentry', observed: 'none' },
      ],
    });
  });

  it.each([
    ['twice as many', 20, 10, {}, 'pass'],
    ['one more', 21, 10, {}, 'fail'],
    ['fewer than ten', 9, 0, {}, 'pass'],
    ['ten, after none', 10, 0, {}, 'fail'],
    ['the configured factor', 30, 10, { factor: 3 }, 'pass'],
    ['more than it', 31, 10, { factor: 3 }, 'fail'],
    ['the same, where no more may be', 12, 12, { factor: 1 }, 'pass'],
    ['one below the configured floor', 49, 1, { eventsAtLeast: 50 }, 'pass'],
    ['just the floor', 50, 1, { eventsAtLeast: 50 }, 'fail'],
  ])('are judged at both sides: %s', async (_what, since, before, config, outcome) => {
    const reported = [...known(before, '11:44:59'), ...known(since, '11:45:00')];
    await expect(look({ errors: reported }, config)).resolves.toMatchObject({ outcome });
  });

  it('are compared with no more than the same length of time, to the second', async () => {
    const asked = { now: new Date('2026-11-23T11:46:40.200Z'), deployedAt: new Date('2026-11-23T11:45:00.900Z') };
    const outside = [...known(500, '11:43:18'), ...known(500, '11:46:41')];
    const inside = [...known(1, '11:43:19'), ...known(11, '11:46:40')];
    await expect(look({ errors: [...outside, ...inside] }, {}, asked)).resolves.toMatchObject({
      outcome: 'fail',
      summary: 'errors of shop-api spike: 11 in the 1 min 41 s since the deploy, 1 in the 1 min 41 s before it',
    });
  });

  it('are those of its own name, environment and projects', async () => {
    const others = [
      ...known(99, '11:50:00', { release: 'shop-api@1.41.3' }),
      ...known(99, '11:50:00', { environment: 'staging' }),
      ...known(99, '11:50:00', { project: 'shop-web' }),
      ...known(1, '11:50:00'),
    ];
    await expect(look({ errors: others })).resolves.toMatchObject({ outcome: 'pass' });
  });

  it('spike in one project though another is loud', async () => {
    const reported = [
      ...known(400, '11:40:00', { project: 'shop-web' }),
      ...known(400, '11:50:00', { project: 'shop-web' }),
      ...known(30, '11:50:00'),
    ];
    await expect(look({ errors: reported }, { projects: ['shop-web', 'shop-api'] })).resolves.toMatchObject({
      outcome: 'fail',
      summary: 'errors of shop-api spike: 30 in the 15 min since the deploy, 0 in the 15 min before it',
    });
  });

  it.each([
    ['{service}-{version}+{commit}', `shop-api-${release.version}+${release.commit}`],
    ['backend "{version}"*', `backend "${release.version}"*`],
  ])('are found under the name %j', async (template, itsName) => {
    const reported = known(30, '11:50:00', { release: itsName });
    await expect(look({ errors: reported }, { release: template })).resolves.toMatchObject({ outcome: 'fail' });
  });
});

describe('a release of which Sentry has no error', () => {
  it('passes where Sentry knows it', async () => {
    await expect(look({ releases: [name] })).resolves.toMatchObject({ outcome: 'pass' });
  });

  it('is a warning where Sentry never heard of it: the application may name it otherwise', async () => {
    await expect(look({})).resolves.toMatchObject({
      outcome: 'warn',
      summary: `Sentry knows no release ${name} of shop-api: it reported nothing yet, or the application names it otherwise`,
    });
  });

  it('cannot be judged where errors of other names spike', async () => {
    const reported = [...known(10, '11:40:00'), ...known(21, '11:50:00')].map((one) => ({ ...one, release: '1.42.0' }));
    await expect(look({ errors: reported })).resolves.toMatchObject({
      outcome: 'error',
      summary: expect.stringContaining(
        `Sentry knows no release ${name} of shop-api, and errors under other names spike: 21 since the deploy, 10 in the same time`,
      ),
    });
    await expect(look({ errors: reported.slice(1, -1) })).resolves.toMatchObject({ outcome: 'error' });
    await expect(look({ errors: reported.slice(0, -1) })).resolves.toMatchObject({ outcome: 'warn' });
  });
});

describe('a new issue', () => {
  const fresh = [...errors(3, '11:50:00', { issue: 2, title: 'RangeError: page' }), ...errors(1, '11:51:00')];

  it('fails by itself, however few its events', async () => {
    await expect(look({ errors: fresh })).resolves.toMatchObject({
      outcome: 'fail',
      summary: `${name} brought new issues to shop-api: SHOP-API-2 RangeError: page and 1 more`,
      evidence: [
        {
          where: 'issue SHOP-API-2 in Sentry',
          observed: 'RangeError: page (events: 3)',
          expected: 'no new issue of 1 events or more',
          when: '2026-11-23T11:50:00.000Z',
        },
        { where: 'issue SHOP-API-1 in Sentry', observed: 'TypeError: price is undefined (events: 1)' },
        { where: expect.stringContaining('project shop-api') },
      ],
    });
  });

  it.each([
    [3, 'fail'],
    [4, 'pass'],
  ])('counts from %i events on: %s', async (eventsAtLeast, outcome) => {
    await expect(look({ errors: fresh }, { newIssues: { eventsAtLeast } })).resolves.toMatchObject({ outcome });
  });

  it('is not looked at where that is off, which is said', async () => {
    const newIssues = { off: 'our tests make new ones all day long' };
    const { outcome, evidence, requests } = await look({ errors: fresh }, { newIssues });
    expect(outcome).toBe('pass');
    expect(evidence).toContainEqual(expect.objectContaining({ observed: 'not looked at', expected: newIssues.off }));
    expect(requests.filter(({ url }) => url?.includes('/issues/'))).toEqual([]);
  });

  it('is told though errors could not be counted', async () => {
    const instead: Instead = ({ pathname }) => (pathname.endsWith('/events/') ? { status: 503, body: '' } : undefined);
    await expect(look({ errors: fresh, instead })).resolves.toMatchObject({
      outcome: 'fail',
      summary: expect.stringMatching(
        /brought new issues to shop-api.*; could not look everywhere: Sentry at .* HTTP 503/,
      ),
    });
  });
});

describe('what cannot be looked at', () => {
  it.each<[string, Partial<Settings>, RegExp]>([
    ['no such secret', { token: { secret: 'none' } }, /Secrets Manager has no secret none$/],
    ['no such key', { token: { secret: 'shop/sentry', key: 'key' } }, /has no key key of secret shop\/sentry$/],
    [
      'no token',
      { token: { secret: 'shop/odd', key: 'token' } },
      /key token of secret shop\/odd is no token of Sentry$/,
    ],
    ['no such project', { projects: ['shop-app'] }, /has no project shop-app in an organization acme/],
  ])('is an error: %s', async (_what, config, words) => {
    await expect(look({}, config)).resolves.toMatchObject({ outcome: 'error', summary: expect.stringMatching(words) });
  });

  it('is an error in one project though the others are well', async () => {
    await expect(look({ releases: [name] }, { projects: ['shop-api', 'shop-app'] })).resolves.toMatchObject({
      outcome: 'error',
      summary: expect.stringContaining('has no project shop-app'),
    });
  });

  it('takes a whole secret for the token', async () => {
    await expect(look({ releases: [name] }, { token: { secret: 'shop/plain' } })).resolves.toMatchObject({
      outcome: 'pass',
    });
  });

  it.each([
    ['now', now],
    ['later', new Date(now.getTime() + 1)],
  ])('is an error where the release is deployed %s', async (_when, moment) => {
    const { outcome, summary, requests } = await look({}, {}, { deployedAt: moment });
    expect([outcome, summary]).toEqual(['error', expect.stringContaining('there is no time since then to look at')]);
    expect(requests).toEqual([]);
  });

  it('is an error where nobody said when', async () => {
    const result = await ask(errorSpikes, {
      config: {
        organization: 'acme',
        projects: ['shop-api'],
        environment: 'production',
        token: { secret: 'shop/plain' },
      },
      sources: {
        sentry: {
          countErrors: () => Promise.reject(new SourceError('must not be asked')),
          newIssues: () => Promise.reject(new SourceError('must not be asked')),
          knowsRelease: () => Promise.reject(new SourceError('must not be asked')),
        },
        secretsManager,
      },
    });
    expect(result).toMatchObject({ outcome: 'error', summary: expect.stringContaining('nobody said when') });
  });

  it('shows no token', async () => {
    const echo: Instead = (_url, request) => ({
      status: 400,
      body: { detail: `bad header ${request.headers.authorization}` },
    });
    const { requests: _, ...result } = await look({ instead: echo });
    expect(result.outcome).toBe('error');
    expect(JSON.stringify(result)).not.toContain(token);
    expect(result.summary).toContain('bad header Bearer [secret]');
  });
});

describe('the settings', () => {
  const right = {
    organization: 'acme',
    projects: ['shop-api'],
    environment: 'production',
    token: { secret: 'shop/sentry', key: 'token' },
  };

  it('have defaults', () => {
    expect(errorSpikes.config.parse(right)).toEqual({
      ...right,
      endpoint: 'https://sentry.io',
      release: '{service}@{version}',
      factor: 2,
      eventsAtLeast: 10,
      newIssues: { eventsAtLeast: 1 },
    });
  });

  it.each<[string, unknown]>([
    ['organization', 'Acme Inc'],
    ['organization', '4507112'],
    ['organization', 'acme/../other'],
    ['projects', []],
    ['projects', ['4507112']],
    ['projects', Array.from({ length: 11 }, () => 'shop-api')],
    ['environment', 'two words'],
    ['environment', 'None'],
    ['environment', ''],
    ['release', 'shop-api'],
    ['release', '{service}@{tag}'],
    ['release', 'shop/{version}'],
    ['release', '{version}\\'],
    ['release', '{version}\n'],
    ['endpoint', 'https://sentry.io/api/0'],
    ['endpoint', 'https://sentry.io/api/0/'],
    ['endpoint', 'http://sentry.example.com'],
    ['factor', 0.9],
    ['eventsAtLeast', 0],
    ['newIssues', { off: 'no' }],
    ['newIssues', { eventsAtLeast: 0 }],
    ['newIssues', false],
    ['token', 'sntrys_in-the-configuration'],
  ])('refuse %s %j', (key, value) => {
    const { success, error } = errorSpikes.config.safeParse({ ...right, [key]: value });
    expect(success).toBe(false);
    expect(error?.issues[0]?.path[0]).toBe(key);
  });

  it.each([
    ['endpoint', 'https://de.sentry.io'],
    ['endpoint', 'https://errors.example.com/sentry/'],
    ['release', 'Shop "{commit}" of {service}'],
    ['projects', ['shop-api', 'shop_web2']],
  ])('take %s %j', (key, value) => {
    expect(errorSpikes.config.safeParse({ ...right, [key]: value }).success).toBe(true);
  });

  it('name the secret that the role may read', () => {
    expect(errorSpikes.resources?.(errorSpikes.config.parse(right))).toEqual({ secretsManager: ['shop/sentry'] });
  });
});
