import { beforeAll, describe, expect, it } from 'vitest';
import { bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { configWith, environment, groupWith, vpc } from '../support/config.ts';
import { flat, permissionsOf } from '../support/permissions.ts';
import { ofType, synthesize } from '../support/synth.ts';

const key = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const traces = 'xray:PutTraceSegments,xray:PutTelemetryRecords on *';
const logsOf = (id: string): string => `logs:CreateLogStream,logs:PutLogEvents on <${id}.Arn>`;

beforeAll(async () => {
  await bundleLambdas();
});

/** Log groups by the start of their logical ids; CDK ends these with a hash. */
function roleOf(config: Parameters<typeof synthesize>[0], id: string): string[] {
  const { resources } = synthesize(config);
  return permissionsOf(resources, id).map((line) => line.replace(/(<Preflight\w+?)[0-9A-F]{8}\./, '$1.'));
}

describe('a function may do this and no more:', () => {
  it('parse-release', () => {
    expect(roleOf(configWith(), 'ParseReleaseFunction')).toEqual([logsOf('PreflightParseReleaseFunctionLogs'), traces]);
  });

  it('decide-verdict', () => {
    expect(roleOf(configWith(), 'DecideVerdictFunction')).toEqual([
      logsOf('PreflightDecideVerdictFunctionLogs'),
      traces,
    ]);
  });

  it('write-report', () => {
    expect(roleOf(configWith(), 'WriteReportFunction')).toEqual([
      logsOf('PreflightWriteReportFunctionLogs'),
      's3:PutObject on <PreflightReports.Arn>/reports/*',
      traces,
    ]);
  });

  it('check-environment: the parameters and secrets that its checks read', () => {
    expect(roleOf(configWith(), 'CheckEnvironmentFunction')).toEqual([
      logsOf('PreflightCheckEnvironmentFunctionLogs'),
      'ssm:GetParameters on arn:<AWS::Partition>:ssm:eu-central-1:<AWS::AccountId>:parameter/shop/GIN_MODE',
      'secretsmanager:GetSecretValue on arn:<AWS::Partition>:secretsmanager:eu-central-1:<AWS::AccountId>:secret:shop/app-??????',
      traces,
    ]);
  });

  it('check-database: its database, its snapshots and its secret', () => {
    const rds = 'arn:<AWS::Partition>:rds:eu-central-1:<AWS::AccountId>';
    expect(roleOf(configWith(), 'CheckDatabaseFunction')).toEqual([
      logsOf('PreflightCheckDatabaseFunctionLogs'),
      `rds:DescribeDBInstances on ${rds}:db:shop-production`,
      `rds:DescribeDBSnapshots on ${rds}:db:shop-production,${rds}:snapshot:*`,
      'secretsmanager:GetSecretValue on arn:<AWS::Partition>:secretsmanager:eu-central-1:<AWS::AccountId>:secret:shop/database-??????',
      traces,
    ]);
  });

  it('check-environment, for a domain: whichever certificate covers it', () => {
    const tls = { ...environment.checks.environment, 'tls-certificates': { domains: [{ name: 'shop.example.com' }] } };
    expect(
      roleOf(configWith({ checks: { ...environment.checks, environment: tls } }), 'CheckEnvironmentFunction'),
    ).toEqual(
      expect.arrayContaining([
        'acm:DescribeCertificate on arn:<AWS::Partition>:acm:*:<AWS::AccountId>:certificate/*',
        'acm:ListCertificates on *',
      ]),
    );
  });

  it('check-environment, for a certificate: that one', () => {
    const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012';
    const domains = [{ name: 'shop.example.com', certificateArn }];
    const tls = { ...environment.checks.environment, 'tls-certificates': { domains } };
    const role = roleOf(
      configWith({ checks: { ...environment.checks, environment: tls } }),
      'CheckEnvironmentFunction',
    );
    expect(role.filter((line) => line.startsWith('acm:'))).toEqual([`acm:DescribeCertificate on ${certificateArn}`]);
  });

  it('check-infrastructure, for metrics: all of them, and nothing where settings name no more', () => {
    const machines = [{ host: 'worker', dimensions: { InstanceId: 'i-0a1b2c3d' } }];
    const volumes = [{ host: 'worker', dimensions: { InstanceId: 'i-0a1b2c3d', path: '/' } }];
    const infrastructure = groupWith('infrastructure', {
      'disk-space': { volumes },
      memory: { machines },
      'container-images': { registries: { 'ghcr.io': {} } },
    });
    const config = configWith({ checks: { ...environment.checks, infrastructure } });
    expect(roleOf(config, 'CheckInfrastructureFunction')).toEqual([
      logsOf('PreflightCheckInfrastructureFunctionLogs'),
      'cloudwatch:GetMetricData on *',
      traces,
    ]);
  });

  it('with configured keys: decrypt with them, through the services that hold the values', () => {
    const role = roleOf(configWith({ encryptionKeys: [key] }), 'CheckEnvironmentFunction');
    const via = (service: string) =>
      `kms:Decrypt on ${key} if {"StringEquals":{"kms:ViaService":"${service}.eu-central-1.amazonaws.com"}}`;
    expect(role).toEqual(expect.arrayContaining([via('ssm'), via('secretsmanager')]));
  });

  it('with a secret by its ARN: exactly that one', () => {
    const credentials = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/database-a1b2c3';
    const database = {
      ...environment.checks.database,
      'database-connection': { ...environment.checks.database['database-connection'], credentials },
    };
    const role = roleOf(configWith({ checks: { ...environment.checks, database } }), 'CheckDatabaseFunction');
    expect(role).toContain(`secretsmanager:GetSecretValue on ${credentials}`);
  });
});

it('the state machine may start its functions, publish, and write its logs and traces', () => {
  const { resources } = synthesize(configWith());
  const lines = permissionsOf(resources, 'Gate').map((line) => line.replaceAll(/[0-9A-F]{8}(?=[.>])/g, ''));
  expect(lines.toSorted()).toEqual([
    ...['CheckDatabase', 'CheckEnvironment', 'DecideVerdict', 'ParseRelease', 'WriteReport'].map(
      (name) => `lambda:InvokeFunction on <Preflight${name}Function.Arn>`,
    ),
    expect.stringMatching(/^logs:CreateLogDelivery,logs:[\w,:]+ on \*$/),
    'sns:Publish on <PreflightResults>',
    expect.stringMatching(/^xray:PutTraceSegments,xray:[\w,:]+ on \*$/),
  ]);
});

describe('every role', () => {
  it('is used by one function or the state machine alone, and has no policy of AWS', () => {
    const { resources } = synthesize(configWith({ network: vpc }));
    const roles = ofType(resources, 'AWS::IAM::Role');
    expect(roles).toHaveLength(6);
    for (const [, { Properties }] of roles) expect(Properties['ManagedPolicyArns']).toBeUndefined();
    const used = ofType(resources, 'AWS::Lambda::Function').map(([, { Properties }]) => flat(Properties['Role']));
    expect(new Set(used).size).toBe(5);
  });

  it('has no wildcard in an action', () => {
    const { resources } = synthesize(configWith({ network: vpc }));
    const statements = ofType(resources, 'AWS::IAM::Policy').flatMap(
      ([, { Properties }]) =>
        (Properties['PolicyDocument'] as { Statement: { Action: string | string[] }[] }).Statement,
    );
    expect(statements.length).toBeGreaterThan(10);
    expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
  });
});
