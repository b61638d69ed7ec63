import { describe, expect, it } from 'vitest';
import { servicesRunning } from '../../../lib/checks/infrastructure/services-running.ts';
import { SourceError } from '../../../lib/domain/source-error.ts';
import type { Opensearch, OpensearchHealth } from '../../../lib/sources/opensearch.ts';
import type { Postgres, PostgresRefusal } from '../../../lib/sources/postgres.ts';
import type { RdsInstance } from '../../../lib/sources/rds.ts';
import type { Redis } from '../../../lib/sources/redis.ts';
import { ask } from '../../support/ask.ts';
import { fakeRds, fakeSecretsManager } from './fakes.ts';

const config = {
  postgres: { host: 'db.internal', database: 'shop', credentials: 'shop/database', instance: 'shop-production' },
  redis: { host: 'redis.internal', credentials: 'shop/redis' },
  opensearch: { endpoint: 'https://search.internal', credentials: 'shop/opensearch' },
};

interface World {
  readonly instance?: Partial<RdsInstance> | undefined;
  readonly postgres?: string;
  readonly postgresRefusal?: PostgresRefusal;
  readonly redis?: string;
  /** Thrown instead of a reply. */
  readonly redisError?: string;
  readonly opensearch?: Partial<OpensearchHealth>;
  readonly opensearchError?: string;
}

function sources(world: World) {
  const asked: { redis: unknown[]; opensearch: unknown[]; postgres: unknown[] } = {
    redis: [],
    opensearch: [],
    postgres: [],
  };
  const notAsked = (): never => {
    throw new Error('the check should not ask this');
  };
  const postgres: Postgres = {
    ping: notAsked,
    async tryConnection(target) {
      asked.postgres.push(target);
      if (world.postgres !== undefined) throw new SourceError(world.postgres);
      return world.postgresRefusal ?? { serverVersion: '18.1', tlsVersion: 'TLSv1.3' };
    },
    migrationState: notAsked,
    tableStatistics: notAsked,
    activity: notAsked,
  };
  const redis: Redis = {
    async ping(target) {
      asked.redis.push(target);
      if (world.redisError !== undefined) throw new SourceError(world.redisError);
      return { reply: world.redis ?? 'PONG' };
    },
  };
  const opensearch: Opensearch = {
    async health(target) {
      asked.opensearch.push(target);
      if (world.opensearchError !== undefined) throw new SourceError(world.opensearchError);
      return { status: 'green', cluster: 'shop-search', nodes: 3, unassignedShards: 0, ...world.opensearch };
    },
  };
  const rds = fakeRds(
    'instance' in world && world.instance === undefined ? {} : { 'shop-production': world.instance ?? {} },
  );
  return { asked, sources: { rds, secretsManager: fakeSecretsManager, postgres, redis, opensearch } };
}

const judge = (
  world: World,
  settings: Parameters<typeof ask<'services-running', typeof servicesRunning.config, never>>[1]['config'] = config,
) => ask(servicesRunning, { config: settings, sources: sources(world).sources });

describe('services-running', () => {
  it('passes, each service in the evidence', async () => {
    const result = await judge({});
    expect(result).toMatchObject({
      outcome: 'pass',
      summary: 'RDS instance shop-production is available; PostgreSQL answers; Redis answers; OpenSearch is green',
      evidence: [
        { where: 'RDS instance shop-production', observed: 'available', expected: 'available' },
        {
          where: 'PostgreSQL database shop at db.internal:5432',
          observed: 'SELECT 1 answered (version 18.1, TLSv1.3)',
        },
        { where: 'Redis at redis.internal:6379', observed: 'PONG', expected: 'PONG' },
        {
          where: 'OpenSearch at https://search.internal',
          observed: 'green (cluster shop-search, nodes: 3, unassigned shards: 0)',
          expected: 'green',
        },
      ],
    });
    expect(JSON.stringify(result)).not.toContain('password of');
  });

  it('asks each with its own credentials', async () => {
    const world = sources({});
    await ask(servicesRunning, { config, sources: world.sources });
    expect(world.asked.postgres).toMatchObject([
      { host: 'db.internal', port: 5432, database: 'shop', username: 'user of shop/database' },
    ]);
    expect(world.asked.redis).toMatchObject([{ host: 'redis.internal', port: 6379, username: 'user of shop/redis' }]);
    expect(world.asked.opensearch).toMatchObject([
      { endpoint: 'https://search.internal', credentials: { username: 'user of shop/opensearch' } },
    ]);
  });

  it('looks only at what is configured', async () => {
    const world = sources({});
    const result = await ask(servicesRunning, {
      config: { opensearch: { endpoint: 'https://search.internal' } },
      sources: world.sources,
    });
    expect(result).toMatchObject({ outcome: 'pass', evidence: [{}] });
    expect(world.asked).toMatchObject({ postgres: [], redis: [], opensearch: [{ credentials: undefined }] });
  });

  it.each([
    [
      'an instance that is stopped',
      { instance: { status: 'stopped' } },
      'RDS instance shop-production is stopped, not available',
    ],
    [
      'an instance in an unknown state',
      { instance: { status: 'on-fire' } },
      'RDS instance shop-production is on-fire, not available',
    ],
    ['an instance that does not exist', { instance: undefined }, 'RDS instance shop-production does not exist'],
    ['a Redis that is loading', { redis: 'LOADING data' }, 'Redis at redis.internal:6379 does not serve: LOADING data'],
    ['a red cluster', { opensearch: { status: 'red' as const } }, 'OpenSearch at https://search.internal is red'],
    [
      'a yellow cluster',
      { opensearch: { status: 'yellow' as const } },
      'OpenSearch at https://search.internal is yellow',
    ],
  ])('fails for %s', async (_what, world, summary) => {
    const result = await judge(world);
    expect(result).toMatchObject({ outcome: 'fail', summary });
    expect(result.evidence).toHaveLength(4);
  });

  it('warns while RDS serves but works on the instance', async () => {
    await expect(judge({ instance: { status: 'backing-up' } })).resolves.toMatchObject({
      outcome: 'warn',
      summary: 'RDS instance shop-production is backing-up, not available',
    });
  });

  it('accepts yellow where that is configured, but never red', async () => {
    const opensearch = { ...config.opensearch, accept: ['green' as const, 'yellow' as const] };
    const settings = { ...config, opensearch };
    await expect(judge({ opensearch: { status: 'yellow' } }, settings)).resolves.toMatchObject({ outcome: 'pass' });
    await expect(judge({ opensearch: { status: 'red' } }, settings)).resolves.toMatchObject({ outcome: 'fail' });
  });

  it('fails for a PostgreSQL that serves nobody at the moment', async () => {
    const refused = 'PostgreSQL at db.internal:5432 is not accepting connections now';
    const result = await judge({ postgresRefusal: { refused, notServing: true } });
    expect(result).toMatchObject({ outcome: 'fail', summary: refused });
  });

  it('could not look, and tells how the others are', async () => {
    const result = await judge({ redisError: 'Redis at redis.internal:6379 refused the connection (redis.internal)' });
    expect(result).toMatchObject({
      outcome: 'error',
      summary:
        'could not look: Redis at redis.internal:6379 refused the connection (redis.internal) (seen: RDS instance shop-production is available; PostgreSQL answers; OpenSearch is green)',
    });
  });

  it.each([
    ['postgres', { postgres: 'PostgreSQL did not answer in time (query)' }],
    ['a login that PostgreSQL refuses', { postgresRefusal: { refused: 'PostgreSQL refused the password' } }],
    ['opensearch', { opensearchError: 'OpenSearch redirects' }],
  ])('could not look: %s', async (_what, world) => {
    await expect(judge(world)).resolves.toMatchObject({ outcome: 'error' });
  });

  it('could not look when the secret is missing', async () => {
    const settings = { redis: { ...config.redis, credentials: 'missing' } };
    await expect(judge({}, settings)).resolves.toMatchObject({
      outcome: 'error',
      summary: 'could not look: Secrets Manager has no secret missing',
    });
  });

  it('fails for a red cluster though Redis could not be asked, and names both', async () => {
    const result = await judge({
      redisError: 'Redis at redis.internal:6379 did not answer in time',
      opensearch: { status: 'red' },
    });
    expect(result).toMatchObject({
      outcome: 'fail',
      summary:
        'OpenSearch at https://search.internal is red; could not look everywhere: Redis at redis.internal:6379 did not answer in time',
    });
    expect(result.evidence[1]).toMatchObject({ where: 'Redis at redis.internal:6379', expected: 'an answer' });
  });

  it('names what it reads', () => {
    expect(servicesRunning.resources?.(servicesRunning.config.parse(config))).toEqual({
      secretsManager: ['shop/database', 'shop/redis', 'shop/opensearch'],
      rds: ['instance:shop-production'],
    });
  });

  it.each([
    [{}],
    [{ opensearch: { endpoint: 'http://search.internal' } }],
    [{ opensearch: { endpoint: 'https://search.internal', accept: ['red'] } }],
    [{ opensearch: { endpoint: 'https://search.internal', accept: [] } }],
    [{ redis: { host: 'redis.internal' } }],
    [{ redis: { ...config.redis, tls: false } }],
  ])('refuses the settings %j', (settings) => {
    expect(servicesRunning.config.safeParse(settings).success).toBe(false);
  });
});
