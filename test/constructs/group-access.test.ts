import { App, Stack } from 'aws-cdk-lib';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import type { Environment, PreflightConfig } from '../../lib/config/index.ts';
import type { SourceName } from '../../lib/sources/sources.ts';
import { configWith } from '../support/config.ts';

const check = {
  id: 'backup-recency',
  needs: ['rds'] as SourceName[],
  config: z.object({}),
  remediation: 'Take a snapshot.',
  resources: (): Partial<Record<SourceName, readonly string[]>> => ({}),
};

vi.mock(import('../../lib/checks/registry.ts'), async (original) => {
  const registry = await original();
  const definitionOf = (...[group, id]: Parameters<typeof registry.definitionOf>) =>
    id === 'backup-recency' ? (check as never) : registry.definitionOf(group, id);
  return { ...registry, definitionOf };
});

const { groupAccess } = await import('../../lib/constructs/group-access.ts');
const { sourceGrants } = await import('../../lib/constructs/source-grants.ts');
const { wildcardsOf } = await import('../../lib/constructs/permission.ts');

const stack = new Stack(new App(), 'Stack');
const production = productionOf(configWith());
const { database } = production.checks;
const alone = { 'backup-recency': database['backup-recency'] } as typeof database;
const environment = { ...production, checks: { ...production.checks, database: alone } };

function access(needs: SourceName[], resources: Partial<Record<SourceName, readonly string[]>>) {
  Object.assign(check, { needs, resources: () => resources });
  return groupAccess(environment, 'database', stack);
}

describe("a group's access", () => {
  it('fails when a check names nothing of a source that needs a grant', () => {
    expect(() => access(['rds'], {})).toThrow(
      'check backup-recency needs the source rds, but its resources() names nothing of it, so nothing can be granted; return { rds: [...] } there',
    );
  });

  it('is nothing where a check says that its settings need nothing', () => {
    expect(access(['rds'], { rds: [] }).permissions).toEqual([]);
  });

  it('is nothing for what is not an API of AWS', () => {
    expect(access(['tls', 'ociRegistry', 'web', 'sentry'], {})).toMatchObject({ permissions: [], inNetwork: false });
  });

  it.each(['postgres', 'redis', 'opensearch', 'http', 'networkWeb'] as const)('is in the network for %s', (source) => {
    expect(access([source], {}).inNetwork).toBe(true);
  });

  it('names a cluster and its snapshots', () => {
    const { permissions } = access(['rds'], { rds: ['cluster:Shop', 'cluster:shop'] });
    const lines = permissions.map(
      ({ actions, resources }) =>
        `${actions.join()} on ${resources.map((one) => one.split(':').slice(5).join(':')).join()}`,
    );
    expect(lines).toEqual([
      'rds:DescribeDBClusters on cluster:shop',
      'rds:DescribeDBClusterSnapshots on cluster:shop,cluster-snapshot:*',
    ]);
  });

  it.each([
    [['*'], ['cloudwatch:GetMetricData']],
    [['percentiles'], ['cloudwatch:GetMetricStatistics']],
    [
      ['*', 'percentiles'],
      ['cloudwatch:GetMetricData', 'cloudwatch:GetMetricStatistics'],
    ],
  ])('to CloudWatch is, for %j, %j', (cloudwatch, actions) => {
    expect(access(['cloudwatch'], { cloudwatch }).permissions.flatMap((one) => one.actions)).toEqual(actions);
  });

  it('reads only', () => {
    const resources = ['GIN_MODE', 'JWT_SECRET', 'instance:a', 'cluster:a', '*'];
    const granted = Object.values(sourceGrants).flatMap(
      ({ permissions }) => permissions?.({ resources, environment, stack }) ?? [],
    );
    const actions = new Set(granted.flatMap((permission) => permission.actions));
    expect(actions.size).toBeGreaterThan(8);
    expect([...actions].filter((action) => !/:(Get|Describe|List)[A-Z]/.test(action))).toEqual([]);
  });
});

describe('a pattern as resource', () => {
  const resolve = (value: unknown): unknown => stack.resolve(value);

  it('fails without its reason', () => {
    expect(() => wildcardsOf([{ actions: ['s3:GetObject'], resources: ['*'] }], resolve)).toThrow(
      'permission s3:GetObject on * must say why',
    );
  });

  it('keeps every reason, each once', () => {
    const permission = { actions: ['a:Get'], resources: ['*'], wildcard: 'this' };
    const wildcards = wildcardsOf([permission, { ...permission, wildcard: 'that' }, permission], resolve);
    expect([...wildcards]).toEqual([['*', 'this; that']]);
  });
});

function productionOf({ environments: { production } }: PreflightConfig): Environment {
  if (production === undefined) throw new Error('the configuration has no environment production');
  return production;
}
