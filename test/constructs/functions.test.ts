import { App, Stack } from 'aws-cdk-lib';
import { type IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { beforeAll, describe, expect, it } from 'vitest';
import { off } from '../../lib/config/index.ts';
import { Preflight } from '../../lib/constructs/preflight.ts';
import { bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { configWith, environment, vpc } from '../support/config.ts';
import { flat } from '../support/permissions.ts';
import { construct, functionsOf, namesOf, ofType, type Synthesized, synthesize, templateOf } from '../support/synth.ts';

let gate: Synthesized;

beforeAll(async () => {
  await bundleLambdas();
  gate = synthesize(configWith());
});

describe('the functions', () => {
  it('are one for each step, and one for each group with a check that is on', () => {
    expect(namesOf(functionsOf(gate))).toEqual([
      'ParseRelease',
      'CheckEnvironment',
      'CheckDatabase',
      'DecideVerdict',
      'WriteReport',
    ]);
    expect(Object.keys(construct(configWith()).functions)).toEqual([
      'parse-release',
      'check-environment',
      'check-database',
      'decide-verdict',
      'write-report',
    ]);
  });

  it('run on Node 24 and arm64, traced, with JSON logs', () => {
    for (const [, { Properties }] of functionsOf(gate)) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON' },
      });
    }
  });

  it('end after the deadline of the checks', () => {
    const timeouts = (seconds: number) =>
      functionsOf(synthesize(configWith({ checkDeadlineSeconds: seconds })))
        .filter(([id]) => id.includes('Check'))
        .map(([, { Properties }]) => Properties['Timeout']);
    expect(timeouts(10)).toEqual([15, 15]);
    expect(timeouts(120)).toEqual([125, 125]);
  });

  it('have a log group each, that ends and goes', () => {
    const groups = ofType(gate.resources, 'AWS::Logs::LogGroup');
    expect(groups).toHaveLength(functionsOf(gate).length + 1);
    for (const [, group] of groups) {
      expect(group.Properties['RetentionInDays']).toBe(90);
      expect(group.DeletionPolicy).toBe('Delete');
    }
    const used = functionsOf(gate).map(([, { Properties }]) =>
      flat((Properties['LoggingConfig'] as { LogGroup: unknown }).LogGroup),
    );
    expect(new Set(used).size).toBe(used.length);
  });

  it('keep logs as long as a user says', () => {
    const { resources } = synthesize(configWith(), { logRetention: RetentionDays.ONE_WEEK });
    const days = ofType(resources, 'AWS::Logs::LogGroup').map(([, { Properties }]) => Properties['RetentionInDays']);
    expect(new Set(days)).toEqual(new Set([7]));
  });

  it("trust Amazon RDS's authorities where they connect to a database, and only there", () => {
    const trusting = functionsOf(gate).filter(([, { Properties }]) =>
      JSON.stringify(Properties['Environment'] ?? {}).includes('"NODE_EXTRA_CA_CERTS":"/var/runtime/ca-cert.pem"'),
    );
    expect(namesOf(trusting)).toEqual(['CheckDatabase']);
  });
});

describe('the network', () => {
  const inNetwork = (one: Synthesized): string[] =>
    namesOf(functionsOf(one).filter(([, { Properties }]) => Properties['VpcConfig'] !== undefined));

  it("is none where the configuration says 'internet'", () => {
    expect(inNetwork(gate)).toEqual([]);
  });

  it('holds only the functions that ask something in it', () => {
    const one = synthesize(configWith({ network: vpc }));
    expect(inNetwork(one)).toEqual(['CheckDatabase']);
    const [database] = functionsOf(one).filter(([id]) => id.includes('CheckDatabase'));
    expect(database?.[1].Properties['VpcConfig']).toEqual({
      SubnetIds: vpc.subnetIds,
      SecurityGroupIds: vpc.securityGroupIds,
    });
  });

  it('holds nothing where the checks that need it are off', () => {
    const database = { ...environment.checks.database, 'database-connection': off('not checked in this test') };
    expect(inNetwork(synthesize(configWith({ network: vpc, checks: { ...environment.checks, database } })))).toEqual(
      [],
    );
  });

  it("is a user's own where one is passed, whatever the configuration says", () => {
    const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-central-1' } });
    const own = new Vpc(stack, 'Vpc', { maxAzs: 2 });
    new Preflight(stack, 'Preflight', { config: configWith(), environment: 'production', vpc: own as IVpc });
    const connected = ofType(templateOf(stack), 'AWS::Lambda::Function').filter(
      ([, { Properties }]) => Properties['VpcConfig'],
    );
    expect(namesOf(connected)).toEqual(['CheckDatabase']);
    expect(JSON.stringify(connected[0]?.[1].Properties['VpcConfig'])).toContain('PrivateSubnet1');
  });

  it('fails when subnets come without their vpc', () => {
    expect(() => construct(configWith(), { vpcSubnets: { subnetGroupName: 'app' } })).toThrow(
      'vpcSubnets of Stack/Preflight must come with a vpc, received none',
    );
  });
});
