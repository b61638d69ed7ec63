import { App, Stack, Validations } from 'aws-cdk-lib';
import { HttpRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type PreflightConfig, type RollbackInput, secret } from '../../lib/config/index.ts';
import { Preflight } from '../../lib/constructs/preflight.ts';
import { PreflightStack } from '../../lib/constructs/preflight-stack.ts';
import example from '../../preflight.config.ts';
import { bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { attendedByCognito, attendedWith, waivableChecks } from '../support/attended.ts';
import { configWith, vpc } from '../support/config.ts';
import { rehearsalTable } from '../support/rehearsal-table.ts';
import { inNetwork, probing, verifiedWith } from '../support/verified.ts';
import { guarded, guardedWith, watchedWith } from '../support/watched.ts';

beforeAll(async () => {
  await bundleLambdas();
});

const encryptionKeys = ['arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'];

const github = { repository: 'acme/shop-api', auth: { token: secret('shop/github', 'token') } };
const rollbackStrategies: readonly RollbackInput['strategy'][] = [
  { ecsService: { cluster: 'shop', service: 'api', taskRoles: ['arn:aws:iam::111122223333:role/shop-api-task'] } },
  { codedeploy: { application: 'shop', deploymentGroup: 'api' } },
  { githubWorkflow: { workflow: 'rollback.yml', ref: 'main' } },
  { stateMachine: { arn: 'arn:aws:states:eu-central-1:111122223333:stateMachine:go-back' } },
  'none',
];

describe("cdk-nag's AwsSolutions pack", () => {
  it.each<[string, PreflightConfig]>([
    ['the example', example],
    ['a configuration in a VPC, with keys', configWith({ network: vpc, encryptionKeys })],
    ['one that asks people, who sign in at an issuer of their own', attendedWith({}, { checks: waivableChecks })],
    ['one that asks people, who sign in at Cognito', attendedByCognito()],
    ['one with a rollback window', watchedWith()],
    [
      'one that verifies and drills, in a VPC',
      verifiedWith({ allowsDrills: true, criteria: probing(inNetwork) }, undefined, { network: vpc }),
    ],
    ['one with a schema guard, in a VPC', guardedWith({}, { network: vpc, encryptionKeys })],
    ...rollbackStrategies.map((strategy): [string, PreflightConfig] => [
      `one that goes back by ${JSON.stringify(strategy)}`,
      watchedWith({ strategy }, { github }),
    ]),
  ])('has nothing to say of %s', (_name, config) => {
    const stack = new PreflightStack(new App(), { config, environment: 'production' });
    expect(violationsOf(stack.node.root)).toEqual([]);
  });

  it('has nothing to say of one that records what its windows prove', () => {
    const recordsRehearsalsIn = [rehearsalTable()];
    const config = watchedWith();
    const stack = new PreflightStack(new App(), { config, environment: 'production', recordsRehearsalsIn });
    expect(violationsOf(stack.node.root)).toEqual([]);
  });

  it("has nothing to say of the construct with a user's own key", () => {
    const stack = new Stack(new App(), 'Stack');
    const encryptionKey = new Key(stack, 'Key', { enableKeyRotation: true });
    const config = attendedByCognito({}, { rollback: guarded });
    new Preflight(stack, 'Preflight', { config, environment: 'production', encryptionKey });
    expect(violationsOf(stack)).toEqual([]);
  });

  it('would speak up: without the acknowledgements there are findings', () => {
    const stack = new PreflightStack(new App(), { config: attendedByCognito(), environment: 'production' });
    for (const one of stack.node.findAll()) {
      vi.spyOn(one.node, 'metadata', 'get').mockReturnValue([]);
    }
    const spoken = ['S1', 'IAM5[Resource::*]', 'APIG4', 'COG8'].map((rule) => `AwsSolutions-${rule}`);
    expect(violationsOf(stack)).toEqual(expect.arrayContaining(spoken));
  });

  it('finds without an authorizer the page alone', () => {
    const stack = new PreflightStack(new App(), { config: attendedWith(), environment: 'production' });
    const routes = stack.node.findAll().filter((one) => one instanceof HttpRoute);
    const acknowledged = routes.filter((one) => acknowledgementsIn(one).length > 0);
    expect(acknowledged.map(({ path }) => path)).toEqual(['/', '/', '/runs/{run}', '/runs/{run}']);
    expect(routes).toHaveLength(10);
  });

  it('is acknowledged in few rules, each finding by itself and with its reason', () => {
    const stacks = [example, attendedByCognito(), guardedWith()].map(
      (config) => new PreflightStack(new App(), { config, environment: 'production' }),
    );
    const acknowledged = stacks.flatMap(acknowledgementsIn);
    expect(acknowledged.length).toBeGreaterThan(5);
    for (const { id, reason } of acknowledged) {
      expect(id).toMatch(/^AwsSolutions-(S1$|APIG4$|COG8$|IAM5\[(Resource|Action)::.+\]$)/);
      expect(reason.length, id).toBeGreaterThan(30);
    }
  });
});

it("passes CDK's own rules at synthesis, and cdk-nag's as a plugin", () => {
  vi.stubEnv('CDK_VALIDATION', 'true');
  const app = new App();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const approvals = { breakGlass: { groups: ['on-call'] } };
  const config = attendedByCognito(approvals, { network: vpc, checks: waivableChecks, rollback: guarded });
  new PreflightStack(app, { config, environment: 'production' });
  expect(() => app.synth()).not.toThrow();
  vi.unstubAllEnvs();
});

function violationsOf(scope: IConstruct): string[] {
  return new AwsSolutionsChecks(scope).validateScope(scope).violations.map(({ ruleName }) => ruleName);
}

function acknowledgementsIn(scope: IConstruct): { id: string; reason: string }[] {
  const data = scope.node
    .findAll()
    .flatMap((one) => one.node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap((entry) => Object.entries(entry.data as Record<string, string>));
  return data.map(([id, reason]) => ({ id: id.replace(/^annotation::/i, ''), reason }));
}
