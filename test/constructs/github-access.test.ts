import { beforeAll, describe, expect, it } from 'vitest';
import type { EnvironmentInput, PreflightConfig } from '../../lib/config/index.ts';
import { secret } from '../../lib/config/index.ts';
import { bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { configWith, environment, groupWith, vpc } from '../support/config.ts';
import { flat, permissionsOf } from '../support/permissions.ts';
import { ofType, synthesize } from '../support/synth.ts';

const app = { id: 12345, installation: 67890, privateKey: secret('shop/github-app', 'key') };
const checks = {
  ...environment.checks,
  'code-quality': groupWith('code-quality', { changelog: {} }),
  'staging-rehearsal': groupWith('staging-rehearsal', { 'staging-deployment': {} }),
};

function configured(changes: Partial<EnvironmentInput> = {}, inNetwork = false): PreflightConfig {
  return configWith({ checks, github: { repository: 'acme/shop-api', auth: { app }, inNetwork }, ...changes });
}

const withDeployments = configured({
  checks: {
    ...checks,
    'staging-rehearsal': groupWith('staging-rehearsal', { 'staging-deployment': { githubEnvironment: 'staging' } }),
  },
});

const readKey =
  'secretsmanager:GetSecretValue on arn:<AWS::Partition>:secretsmanager:eu-central-1:<AWS::AccountId>:secret:shop/github-app-??????';

/** What a group's function may do beside keeping its log. */
function mayDo(config: PreflightConfig, group: string): string[] {
  const lines = permissionsOf(synthesize(config).resources, `Check${group}Function`);
  return lines.filter((line) => !/^(?:logs|xray|dynamodb):/.test(line));
}

function subnetsOf(config: PreflightConfig, group: string): string[] {
  const [one] = ofType(synthesize(config).resources, 'AWS::Lambda::Function').filter(([id]) => id.includes(group));
  const network = one?.[1].Properties['VpcConfig'] as { SubnetIds: unknown[] } | undefined;
  return network?.SubnetIds.map(flat) ?? [];
}

beforeAll(async () => {
  await bundleLambdas();
});

describe('a function that asks GitHub', () => {
  it("may read the App's key, and no more", () => {
    expect(mayDo(configured(), 'CodeQuality')).toEqual([readKey]);
    expect(mayDo(withDeployments, 'StagingRehearsal')).toEqual([readKey]);
  });

  it('is the only one that may: not one whose checks ask other systems, or need no GitHub as they are configured', () => {
    expect(mayDo(configured(), 'Environment')).not.toContain(readKey);
    expect(mayDo(configured(), 'Database')).not.toContain(readKey);
    expect(mayDo(configured(), 'StagingRehearsal')).toEqual([]);
  });

  it('runs inside the network where GitHub is there, and outside where it is not', () => {
    expect(subnetsOf(configured({ network: vpc }, true), 'CodeQuality')).toEqual(vpc.subnetIds);
    expect(subnetsOf(configured({ network: vpc }), 'CodeQuality')).toEqual([]);
  });
});
