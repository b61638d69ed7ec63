import type { Datapoint, MetricQuery } from '../../../lib/domain/metric.ts';
import { Secret } from '../../../lib/domain/secret.ts';
import { SourceError } from '../../../lib/domain/source-error.ts';
import type { Cloudwatch } from '../../../lib/sources/cloudwatch.ts';
import type { Rds, RdsInstance } from '../../../lib/sources/rds.ts';
import type { SecretsManager } from '../../../lib/sources/secrets-manager.ts';

const notAsked = (): never => {
  throw new Error('the check should not ask this');
};

export function fakeRds(instances: Readonly<Record<string, Partial<RdsInstance>>>): Rds {
  return {
    async instance(id) {
      const found = instances[id];
      if (found === undefined) return undefined;
      return {
        id,
        status: 'available',
        engine: 'postgres',
        resourceId: 'db-ABC',
        backupRetentionDays: 7,
        latestRestorableTime: undefined,
        allocatedGiB: 100,
        ...found,
      };
    },
    cluster: notAsked,
    instanceSnapshots: notAsked,
    clusterSnapshots: notAsked,
  };
}

export const fakeSecretsManager: SecretsManager = {
  read: notAsked,
  async credentials(id) {
    if (id === 'missing') throw new SourceError('Secrets Manager has no secret missing');
    return { username: `user of ${id}`, password: new Secret(`password of ${id}`) };
  },
};

/** Metrics by `metric stat resource`, the resource being the first dimension's value; what is not given has no datapoint. */
export function fakeCloudwatch(values: Readonly<Record<string, number>>, at = new Date('2026-11-23T11:59:00.000Z')) {
  const asked: MetricQuery[] = [];
  const source: Cloudwatch = {
    async latest(queries) {
      asked.push(...queries);
      return new Map(
        queries.flatMap((query): [string, Datapoint][] => {
          const value = values[`${query.metric} ${query.stat} ${Object.values(query.dimensions)[0]}`];
          return value === undefined ? [] : [[query.id, { value, at }]];
        }),
      );
    },
    percentile: notAsked,
  };
  return { ...source, asked };
}

export const deadCloudwatch: Cloudwatch = {
  latest: () => Promise.reject(new SourceError('CloudWatch did not answer in time')),
  percentile: notAsked,
};
