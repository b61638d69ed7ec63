import * as z from 'zod/mini';
import { databaseConnection } from '../../config/connection.ts';
import { type Finding, fail, pass, warn } from '../../domain/check-result.ts';
import { endpointSchema } from '../../domain/endpoint.ts';
import { judgeAll, type Part } from '../../domain/judge-all.ts';
import { rdsName, secretId } from '../../domain/resource-name.ts';
import { SourceError } from '../../domain/source-error.ts';
import { type CheckContext, defineCheck } from '../define-check.ts';

const name = z.string().check(z.minLength(1));

const settings = z
  .strictObject({
    /** `instance`: its RDS instance, whose status is then looked at too. */
    postgres: z.optional(z.extend(databaseConnection, { instance: z.optional(rdsName) })),
    redis: z.optional(
      z.strictObject({
        host: name,
        port: z._default(z.int().check(z.minimum(1), z.maximum(65_535)), 6379),
        /** Secret of Secrets Manager: JSON with `password`, and `username` unless it is the default user. */
        credentials: secretId,
      }),
    ),
    opensearch: z.optional(
      z.strictObject({
        endpoint: endpointSchema,
        /** Secret of Secrets Manager: JSON with `username` and `password`. */
        credentials: z.optional(secretId),
        /** Cluster states that count as running; yellow: all data is there, but replicas are missing. */
        accept: z._default(z.array(z.enum(['green', 'yellow'])).check(z.minLength(1)), ['green']),
      }),
    ),
  })
  .check(
    z.refine(
      ({ postgres, redis, opensearch }) => (postgres ?? redis ?? opensearch) !== undefined,
      'must name at least one of postgres, redis and opensearch',
    ),
  );

type Settings = z.output<typeof settings>;
type Context = CheckContext<Settings, 'secretsManager' | 'rds' | 'postgres' | 'redis' | 'opensearch'>;

/** States in which RDS serves while it works on the instance ("DB instance status" in the RDS User Guide). */
const servesMeanwhile = new Set([
  'backing-up',
  'configuring-enhanced-monitoring',
  'configuring-iam-database-auth',
  'configuring-log-exports',
  'storage-config-upgrade',
  'storage-initialization',
  'storage-optimization',
]);

/**
 * A service that says itself that it does not serve is a `fail`: RDS's status, a Redis that is loading, a red cluster.
 * One that could not be asked is an `error`, also for a wrong password: from outside, a service that is down and a way
 * there that is blocked look the same. `database-connection` judges whether the application's own login works.
 */
export const servicesRunning = defineCheck({
  id: 'services-running',
  needs: ['secretsManager', 'rds', 'postgres', 'redis', 'opensearch'],
  config: settings,
  remediation:
    'Start or repair the service that is named. Where it could not be asked, check its address, credentials and security group.',
  resources: ({ postgres, redis, opensearch }) => ({
    secretsManager: [postgres, redis, opensearch].flatMap((one) => one?.credentials ?? []),
    rds: postgres?.instance === undefined ? [] : [`instance:${postgres.instance}`],
  }),
  run: (context) => {
    const parts = [...postgresParts(context), ...redisParts(context), ...opensearchParts(context)];
    return judgeAll(parts, (found) => found.map((one) => one.summary).join('; '));
  },
});

function postgresParts({ config: { postgres }, sources, signal }: Context): Part[] {
  if (postgres === undefined) return [];
  const { instance, credentials, ...target } = postgres;
  const where = `PostgreSQL database ${target.database} at ${target.host}:${target.port}`;
  const connect = async (): Promise<Finding> => {
    const login = await sources.secretsManager.credentials(credentials, signal);
    const answer = await sources.postgres.tryConnection({ ...target, ...login }, signal);
    const expected = 'SELECT 1 answered';
    if (!('refused' in answer)) {
      const observed = `${expected} (version ${answer.serverVersion}, ${answer.tlsVersion})`;
      return pass('PostgreSQL answers', [{ where, observed, expected }]);
    }
    if (answer.notServing !== true) throw new SourceError(answer.refused);
    return fail(answer.refused, [{ where, observed: answer.refused, expected }]);
  };
  const parts: Part[] = [{ name: where, found: connect() }];
  if (instance !== undefined) parts.unshift({ name: `RDS instance ${instance}`, found: rdsStatus(instance) });
  return parts;

  async function rdsStatus(id: string): Promise<Finding> {
    const status = (await sources.rds.instance(id, signal))?.status;
    const evidence = [{ where: `RDS instance ${id}`, observed: status ?? 'does not exist', expected: 'available' }];
    if (status === undefined) return fail(`RDS instance ${id} does not exist`, evidence);
    if (status === 'available') return pass(`RDS instance ${id} is available`, evidence);
    const summary = `RDS instance ${id} is ${status}, not available`;
    return servesMeanwhile.has(status) ? warn(summary, evidence) : fail(summary, evidence);
  }
}

function redisParts({ config: { redis }, sources, signal }: Context): Part[] {
  if (redis === undefined) return [];
  const { credentials, ...target } = redis;
  const where = `Redis at ${target.host}:${target.port}`;
  const ping = async (): Promise<Finding> => {
    const login = await sources.secretsManager.credentials(credentials, signal);
    const { reply } = await sources.redis.ping({ ...target, ...login }, signal);
    const evidence = [{ where, observed: reply, expected: 'PONG' }];
    return reply === 'PONG' ? pass('Redis answers', evidence) : fail(`${where} does not serve: ${reply}`, evidence);
  };
  return [{ name: where, found: ping() }];
}

function opensearchParts({ config: { opensearch }, sources, signal }: Context): Part[] {
  if (opensearch === undefined) return [];
  const { endpoint, credentials, accept } = opensearch;
  const where = `OpenSearch at ${endpoint}`;
  const health = async (): Promise<Finding> => {
    const login = credentials === undefined ? undefined : await sources.secretsManager.credentials(credentials, signal);
    const { status, cluster, nodes, unassignedShards } = await sources.opensearch.health(
      { endpoint, credentials: login },
      signal,
    );
    const observed = `${status} (cluster ${cluster}, nodes: ${nodes}, unassigned shards: ${unassignedShards})`;
    const evidence = [{ where, observed, expected: accept.join(' or ') }];
    const right = accept.some((one) => one === status);
    return right ? pass(`OpenSearch is ${status}`, evidence) : fail(`${where} is ${status}`, evidence);
  };
  return [{ name: where, found: health() }];
}
