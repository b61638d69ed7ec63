import { App, Stack } from 'aws-cdk-lib';
import {
  AccountPrincipal,
  type IGrantable,
  OpenIdConnectPrincipal,
  OpenIdConnectProvider,
  Role,
} from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { beforeAll, describe, expect, it } from 'vitest';
import { PreflightStack, type PreflightStackProps } from '../../lib/constructs/preflight-stack.ts';
import { bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { attendedWith } from '../support/attended.ts';
import { configWith } from '../support/config.ts';
import { flat, permissionsOf, withoutHashes } from '../support/permissions.ts';
import { addedTo, ofType, templateOf } from '../support/synth.ts';

const provider = 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com';
const subject = 'token.actions.githubusercontent.com:sub';

beforeAll(async () => {
  await bundleLambdas();
});

function stackWith(props: Partial<PreflightStackProps> = {}): PreflightStack {
  return new PreflightStack(new App(), { config: configWith(), environment: 'production', ...props });
}

/** As the example of `grantStartGate` makes it; its policies are found by the name of the construct. */
function pipelineRole(stack: Stack): Role {
  const github = OpenIdConnectProvider.fromOpenIdConnectProviderArn(stack, 'GitHub', provider);
  return new Role(stack, 'PreflightPipelineRole', {
    assumedBy: new OpenIdConnectPrincipal(github, {
      StringEquals: {
        'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
        [subject]: 'repo:acme/shop-api:environment:production',
      },
    }),
  });
}

function linesOf(stack: Stack): string[] {
  const lines = permissionsOf(templateOf(stack), 'Pipeline');
  return lines.map(withoutHashes);
}

/** The last part of the state machine's ARN. */
const gateName = '{"Fn::Select":[6,{"Fn::Split":[":",{"Ref":"PreflightGate"}]}]}';
const all = [
  'states:StartExecution on <PreflightGate>',
  `states:DescribeExecution,states:GetExecutionHistory on arn:<AWS::Partition>:states:eu-central-1:<AWS::AccountId>:execution:${gateName}:*`,
  's3:GetObject on <PreflightReports.Arn>/reports/*',
  'cloudformation:DescribeStacks on arn:<AWS::Partition>:cloudformation:eu-central-1:<AWS::AccountId>:stack/preflight-shop-api-production/*',
];

describe('grantStartGate', () => {
  it('allows to find, start and follow this gate and to read its reports, and nothing else', () => {
    const stack = stackWith();
    stack.preflight.grantStartGate(pipelineRole(stack)).assertSuccess();

    expect(linesOf(stack)).toEqual(all);
  });

  it('allows no more where people are asked: whoever starts a gate cannot decide by it', () => {
    const stack = stackWith({ config: attendedWith() });
    stack.preflight.grantStartGate(pipelineRole(stack)).assertSuccess();

    expect(linesOf(stack)).toEqual(all);
  });

  it('with a key of your own: also to decrypt with it, through S3', () => {
    const key = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const app = new App();
    const keys = new Stack(app, 'Keys', { env: { region: 'eu-central-1' } });
    const stack = new PreflightStack(app, {
      config: configWith(),
      environment: 'production',
      encryptionKey: Key.fromKeyArn(keys, 'Key', key),
    });
    stack.preflight.grantStartGate(pipelineRole(stack)).assertSuccess();

    const via = '{"StringEquals":{"kms:ViaService":"s3.eu-central-1.amazonaws.com"}}';
    expect(linesOf(stack)).toEqual([...all, `kms:Decrypt on ${key} if ${via}`]);
  });

  it('changes nothing of the gate itself', () => {
    const without = templateOf(stackWith());
    const stack = stackWith();
    stack.preflight.grantStartGate(pipelineRole(stack));

    expect(addedTo(without, templateOf(stack))).toEqual([
      'PreflightPipelineRole',
      'PreflightPipelineRoleDefaultPolicy',
    ]);
    const bucket = ([, one]: [string, { Type: string }]) => one.Type.startsWith('AWS::S3');
    expect(Object.entries(templateOf(stack)).filter(bucket)).toEqual(Object.entries(without).filter(bucket));
  });

  it('lets a role of another stack, which refers to this gate and no other', () => {
    const app = new App();
    const stack = new PreflightStack(app, { config: configWith(), environment: 'production' });
    const pipelines = new Stack(app, 'Pipelines', { env: { region: 'eu-central-1' } });
    stack.preflight.grantStartGate(pipelineRole(pipelines)).assertSuccess();
    const [, start] =
      /"states:StartExecution".*?"Resource":(\{.*?\})/.exec(JSON.stringify(templateOf(pipelines))) ?? [];

    expect(start).toMatch(/^\{"Fn::ImportValue":"preflight-shop-api-production:ExportsOutputRefPreflightGate/);
    expect(linesOf(pipelines).map((line) => line.split(' on ')[0])).toEqual([
      'states:StartExecution',
      'states:DescribeExecution,states:GetExecutionHistory',
      's3:GetObject',
      'cloudformation:DescribeStacks',
    ]);
  });

  it('trusts, as its example does, the jobs of one environment of one repository', () => {
    const stack = stackWith();
    pipelineRole(stack);
    const [role] = ofType(templateOf(stack), 'AWS::IAM::Role').filter(([id]) => id.startsWith('PreflightPipeline'));
    const trust = flat(role?.[1].Properties['AssumeRolePolicyDocument']);

    expect(trust).toContain(`"${subject}":"repo:acme/shop-api:environment:production"`);
    expect(trust).toContain(`"Federated":"${provider}"`);
  });

  it('fails for a grantee whose policies it cannot change', () => {
    const stack = stackWith();
    const other: IGrantable = new AccountPrincipal('444455556666');

    expect(() => stack.preflight.grantStartGate(other).assertSuccess()).toThrow();
  });
});
