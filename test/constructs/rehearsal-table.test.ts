import { App, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, type IGrantable, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { AwsSolutionsChecks } from 'cdk-nag';
import { beforeAll, describe, expect, it } from 'vitest';
import { off } from '../../lib/config/index.ts';
import { PreflightStack, type PreflightStackProps } from '../../lib/constructs/preflight-stack.ts';
import { bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { configWith, environment, groupWith } from '../support/config.ts';
import { flat, permissionsOf, withoutHashes } from '../support/permissions.ts';
import { keptTable, ofType, type Synthesized, synthesize, templateOf } from '../support/synth.ts';

const account = '111122223333';
const key = `arn:aws:kms:eu-central-1:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const table = 'AWS::DynamoDB::GlobalTable';
const group = groupWith('staging-rehearsal', { 'smoke-tests': {} });
const checks = { ...environment.checks, 'staging-rehearsal': group };
const rehearsed = configWith({ checks });
/** Of which the account is known, as it is where it is deployed for good. */
const inAccount = configWith({ checks, aws: { account, region: 'eu-central-1' } });
let gate: Synthesized;

beforeAll(async () => {
  await bundleLambdas();
  gate = synthesize(rehearsed);
});

function stackWith(props: Partial<PreflightStackProps> = {}): PreflightStack {
  return new PreflightStack(new App(), { config: rehearsed, environment: 'production', ...props });
}

const linesOf = (resources: Synthesized['resources'], construct: string): string[] =>
  permissionsOf(resources, construct).map(withoutHashes);

/** The table's own policy, as JSON; undefined where it has none. */
function policyOf(stack: Stack): string | undefined {
  const [[, one] = []] = ofType(templateOf(stack), table);
  const [replica] = (one?.Properties['Replicas'] ?? []) as { ResourcePolicy?: { PolicyDocument: unknown } }[];
  return replica?.ResourcePolicy && JSON.stringify(replica.ResourcePolicy.PolicyDocument);
}

describe('the table of rehearsals', () => {
  it('is paid by use, restorable, protected, and stays', () => {
    const [[, one] = []] = ofType(gate.resources, table);
    expect(one).toMatchObject(keptTable);
    expect(one?.Properties).toMatchObject({
      LocalSecondaryIndexes: [
        {
          IndexName: 'by-time',
          KeySchema: [
            { AttributeName: 'partition', KeyType: 'HASH' },
            { AttributeName: 'at', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
    expect(policyOf(stackWith())).toBeUndefined();
  });

  it('is told by the stack', () => {
    const { template } = gate;
    const [[, output] = []] = Object.entries(template.findOutputs('RehearsalTableArn'));
    expect(withoutHashes(flat(output?.['Value']))).toBe('<PreflightRehearsals.Arn>');
  });

  it('is there only where a check reads it', () => {
    const without = synthesize(configWith());
    expect(ofType(without.resources, table)).toEqual([]);
    expect(without.template.findOutputs('RehearsalTableArn')).toEqual({});
    expect(without.stack.preflight.rehearsals).toBeUndefined();
    const allOff = { ...environment.checks, 'staging-rehearsal': off('rehearsed by hand, in the wiki') };
    expect(ofType(synthesize(configWith({ checks: allOff })).resources, table)).toEqual([]);
  });

  it('is read by the function of its group, which is told where it is, and by no other', () => {
    const lines = linesOf(gate.resources, 'CheckStagingRehearsalFunction');
    expect(lines.filter((line) => !/^(logs|xray):/.test(line))).toEqual([
      'dynamodb:Query on <PreflightRehearsals.Arn>,<PreflightRehearsals.Arn>/index/by-time',
    ]);
    const functions = ofType(gate.resources, 'AWS::Lambda::Function');
    const told = functions.filter(([, { Properties }]) => JSON.stringify(Properties).includes('REHEARSAL_TABLE'));
    expect(told.map(([id]) => withoutHashes(`${id}"`))).toEqual([expect.stringContaining('CheckStagingRehearsal')]);
    const policies = ofType(gate.resources, 'AWS::IAM::Policy');
    expect(policies.filter(([, one]) => JSON.stringify(one).includes('dynamodb:'))).toHaveLength(1);
  });

  it("is encrypted with a user's key, which its function may use through DynamoDB alone", () => {
    const app = new App();
    const keys = new Stack(app, 'Keys', { env: { region: 'eu-central-1' } });
    const stack = new PreflightStack(app, {
      config: rehearsed,
      environment: 'production',
      encryptionKey: Key.fromKeyArn(keys, 'Key', key),
    });
    const resources = templateOf(stack);
    const [[, one] = []] = ofType(resources, table);
    expect(one?.Properties).toMatchObject({
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      Replicas: [{ SSESpecification: { KMSMasterKeyId: key } }],
    });
    expect(linesOf(resources, 'CheckStagingRehearsalFunction')).toContain(
      `kms:Decrypt on ${key} if {"StringEquals":{"kms:ViaService":"dynamodb.eu-central-1.amazonaws.com"}}`,
    );
  });

  it.each([['without'], ['with']])("leaves cdk-nag nothing to say, %s a user's key", (which) => {
    const stack = stackWith();
    const app = new App();
    const encryptionKey = new Key(new Stack(app, 'Keys'), 'Key', { enableKeyRotation: true });
    const own = new PreflightStack(app, { config: rehearsed, environment: 'production', encryptionKey });
    const scope = which === 'with' ? own : stack;
    const found = new AwsSolutionsChecks(scope).validateScope(scope).violations;
    expect(found.map(({ ruleName }) => ruleName)).toEqual([]);
  });
});

describe('grantRecordRehearsal', () => {
  const pipeline = (stack: Stack) =>
    new Role(stack, 'PreflightPipelineRole', { assumedBy: new ServicePrincipal('codebuild.amazonaws.com') });

  it.each([
    ['whose account is known', inAccount],
    ['for whatever account', rehearsed],
  ])('lets a role of a stack %s add records, and nothing else', (_name, config) => {
    const stack = stackWith({ config });
    stack.preflight.grantRecordRehearsal(pipeline(stack)).assertSuccess();

    expect(linesOf(templateOf(stack), 'Pipeline')).toEqual(['dynamodb:PutItem on <PreflightRehearsals.Arn>']);
    expect(policyOf(stack)).toBeUndefined();
  });

  it.each([
    ['whose account is known', inAccount],
    ['for whatever account', rehearsed],
  ])("lets a role of another account in by the table's policy, in a stack %s", (_name, config) => {
    const stack = stackWith({ config });
    const role = 'arn:aws:iam::444455556666:role/staging-pipeline';
    stack.preflight.grantRecordRehearsal(Role.fromRoleArn(stack, 'Staging', role)).assertSuccess();

    expect(JSON.parse(policyOf(stack) ?? '').Statement).toEqual([
      { Action: 'dynamodb:PutItem', Effect: 'Allow', Principal: { AWS: role }, Resource: '*' },
    ]);
  });

  it('lets a whole other account in, whose own policies then decide', () => {
    const stack = stackWith();
    stack.preflight.grantRecordRehearsal(new AccountPrincipal('444455556666')).assertSuccess();

    expect(policyOf(stack)).toContain('iam::444455556666:root');
  });

  it("gives the use of a user's key with it", () => {
    const app = new App();
    const keys = new Stack(app, 'Keys', { env: { account, region: 'eu-central-1' } });
    const encryptionKey = new Key(keys, 'Key');
    const stack = new PreflightStack(app, { config: inAccount, environment: 'production', encryptionKey });
    const staging = Role.fromRoleArn(stack, 'Staging', 'arn:aws:iam::444455556666:role/staging-pipeline');
    for (const one of [staging, pipeline(stack)] as IGrantable[]) stack.preflight.grantRecordRehearsal(one);

    const keyPolicy = JSON.stringify(ofType(templateOf(keys), 'AWS::KMS::Key')[0]?.[1].Properties['KeyPolicy']);
    expect(keyPolicy).toContain('"kms:Decrypt","kms:Encrypt"');
    expect(keyPolicy).toContain('arn:aws:iam::444455556666:role/staging-pipeline');
    expect(linesOf(templateOf(stack), 'Pipeline').join('\n')).toContain('kms:Decrypt,kms:Encrypt');
  });

  it('fails where there is no table', () => {
    const stack = stackWith({ config: configWith() });
    expect(() => stack.preflight.grantRecordRehearsal(pipeline(stack))).toThrow(
      'preflight-shop-api-production/Preflight must have a check of the group staging-rehearsal that is on, or nothing reads what is recorded; switch one on in the configuration',
    );
  });
});
