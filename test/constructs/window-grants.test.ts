import { App, Stack as CdkStack, type Stack } from 'aws-cdk-lib';
import { AccountPrincipal, type IGrantable, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { beforeAll, describe, expect, it } from 'vitest';
import { PreflightStack, type PreflightStackProps } from '../../lib/constructs/preflight-stack.ts';
import { bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { configWith } from '../support/config.ts';
import { permissionsOf, withoutHashes } from '../support/permissions.ts';
import { addedTo, templateOf } from '../support/synth.ts';
import { guardedWith, watchedWith } from '../support/watched.ts';

beforeAll(async () => {
  await bundleLambdas();
});

function stackWith(props: Partial<PreflightStackProps> = {}): PreflightStack {
  return new PreflightStack(new App(), { config: watchedWith(), environment: 'production', ...props });
}

/** Its policies are found by the name of the construct. */
const roleIn = (stack: Stack): Role =>
  new Role(stack, 'PreflightPipelineRole', { assumedBy: new ServicePrincipal('codebuild.amazonaws.com') });

const linesOf = (stack: Stack): string[] => permissionsOf(templateOf(stack), 'Pipeline').map(withoutHashes);

const find =
  'cloudformation:DescribeStacks on arn:<AWS::Partition>:cloudformation:eu-central-1:<AWS::AccountId>:stack/preflight-shop-api-production/*';
/** The last part of the state machine's ARN. */
const machine = '{"Fn::Select":[6,{"Fn::Split":[":",{"Ref":"PreflightWindow"}]}]}';
const opens = [
  'states:StartExecution on <PreflightWindow>',
  `states:DescribeExecution,states:GetExecutionHistory on arn:<AWS::Partition>:states:eu-central-1:<AWS::AccountId>:execution:${machine}:*`,
  's3:GetObject on <PreflightReports.Arn>/windows/*',
  find,
];
const reads =
  'dynamodb:GetItem,dynamodb:Query on <PreflightWindows.Arn> if {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["current","window#*"]}}';

/** `preflight window status` shows each criterion's metric. */
const readsMetrics = 'cloudwatch:GetMetricData on *';

describe('grantOpenWindow', () => {
  it('allows to find, start and follow the window, to read its report and what became of it, and metrics; nothing else', () => {
    for (const config of [watchedWith(), guardedWith()]) {
      const stack = stackWith({ config });
      stack.preflight.grantOpenWindow(roleIn(stack)).assertSuccess();
      expect(linesOf(stack)).toEqual([...opens, reads, readsMetrics]);
    }
  });

  it('with a key of your own: also to decrypt with it, through S3 and DynamoDB', () => {
    const key = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const app = new App();
    const keys = new CdkStack(app, 'Keys', { env: { region: 'eu-central-1' } });
    const encryptionKey = Key.fromKeyArn(keys, 'Key', key);
    const stack = new PreflightStack(app, { config: watchedWith(), environment: 'production', encryptionKey });
    stack.preflight.grantOpenWindow(roleIn(stack)).assertSuccess();
    const decrypt = (service: string) =>
      `kms:Decrypt on ${key} if {"StringEquals":{"kms:ViaService":"${service}.eu-central-1.amazonaws.com"}}`;
    expect(linesOf(stack)).toEqual([...opens, decrypt('s3'), reads, decrypt('dynamodb'), readsMetrics]);
  });

  it('changes nothing of the window itself', () => {
    const without = templateOf(stackWith());
    const stack = stackWith();
    stack.preflight.grantOpenWindow(roleIn(stack));
    expect(addedTo(without, templateOf(stack))).toEqual([
      'PreflightPipelineRole',
      'PreflightPipelineRoleDefaultPolicy',
    ]);
  });

  it('lets a role of another stack', () => {
    const app = new App();
    const stack = new PreflightStack(app, { config: watchedWith(), environment: 'production' });
    const pipelines = new CdkStack(app, 'Pipelines', { env: { region: 'eu-central-1' } });
    stack.preflight.grantOpenWindow(roleIn(pipelines)).assertSuccess();
    expect(linesOf(pipelines)).toHaveLength(opens.length + 2);
  });

  it('fails for a grantee whose policies it cannot change', () => {
    const stack = stackWith();
    const other: IGrantable = new AccountPrincipal('444455556666');
    expect(() => stack.preflight.grantOpenWindow(other).assertSuccess()).toThrow();
  });
});

describe('grantCommandWindow', () => {
  it('allows to find the function that takes commands and to call it, in no version of it; nothing else', () => {
    const stack = stackWith();
    stack.preflight.grantCommandWindow(roleIn(stack)).assertSuccess();
    expect(linesOf(stack)).toEqual(['lambda:InvokeFunction on <PreflightWindowCommandFunction.Arn>', find]);
  });
});

it('fails where there is no window', () => {
  const stack = stackWith({ config: configWith() });
  const role = roleIn(stack);
  const reason = 'must have a rollback window, or there is nothing to open';
  expect(() => stack.preflight.grantOpenWindow(role)).toThrow(reason);
  expect(() => stack.preflight.grantCommandWindow(role)).toThrow(reason);
});
