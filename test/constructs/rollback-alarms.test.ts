import { App, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { beforeAll, describe, expect, it } from 'vitest';
import { off, type RollbackInput } from '../../lib/config/index.ts';
import { Preflight } from '../../lib/constructs/preflight.ts';
import { bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { flat, withoutHashes } from '../support/permissions.ts';
import { ofType, type Resource, type Synthesized, synthesize, templateOf, theOnly } from '../support/synth.ts';
import { rollback, watchedWith } from '../support/watched.ts';

let resources: Synthesized['resources'];

beforeAll(async () => {
  await bundleLambdas();
  ({ resources } = synthesize(watchedWith()));
});

function alarmOf(all: Synthesized['resources'], name: string): Resource['Properties'] {
  const found = ofType(all, 'AWS::CloudWatch::Alarm').find(([, { Properties }]) => Properties['AlarmName'] === name);
  if (found === undefined) throw new Error(`the template has no alarm ${name}`);
  return found[1].Properties;
}

const name = (criterion: string): string => `preflight-shop-api-production-${criterion}`;

describe('the alarms', () => {
  it('are those of the criteria that the stack watches, by names that are known before they are there', () => {
    const names = ofType(resources, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties['AlarmName']);
    // Not of response-time, which each window makes, nor of data-loss, which people watch, nor the team's own.
    expect(names).toEqual(['error-rate-critical', 'service-outage', 'error-rate-high', 'db-pool-exhausted'].map(name));
  });

  it('are metric math where they need to be: one series returns', () => {
    const { Metrics, ...alarm } = alarmOf(resources, name('error-rate-critical'));
    const series = Metrics as { Id: string; Expression?: string; MetricStat?: object; ReturnData: boolean }[];
    expect(series.filter(({ ReturnData }) => ReturnData).map(({ Id }) => Id)).toEqual(['rate']);
    expect(series.find(({ Id }) => Id === 'rate')).toMatchObject({ Expression: expect.stringContaining('errors') });
    expect(series.find(({ MetricStat }) => MetricStat !== undefined)).toMatchObject({
      MetricStat: {
        Metric: {
          Namespace: 'AWS/Lambda',
          MetricName: 'Errors',
          Dimensions: [
            { Name: 'FunctionName', Value: 'shop-api' },
            { Name: 'Resource', Value: 'shop-api:live' },
          ],
        },
        Period: 60,
        Stat: 'Sum',
      },
    });
    expect(alarm).toMatchObject({
      Threshold: 5,
      ComparisonOperator: 'GreaterThanThreshold',
      DatapointsToAlarm: 2,
      EvaluationPeriods: 3,
      TreatMissingData: 'notBreaching',
    });
    for (const plain of ['MetricName', 'Namespace', 'Period', 'Statistic']) expect(alarm).not.toHaveProperty(plain);
  });

  it('are in the plain form where they look at one metric', () => {
    const alarm = alarmOf(resources, name('service-outage'));
    expect(alarm).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'Invocations',
      Statistic: 'Sum',
      Period: 60,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
    expect(alarm).not.toHaveProperty('Metrics');
    expect(alarm).not.toHaveProperty('ExtendedStatistic');
  });

  it('look at percentiles too', () => {
    const watch = { metric: { namespace: 'Shop', metric: 'Checkout', stat: 'p99', above: 3 } } as const;
    const { resources: all } = synthesize(
      watchedWith({ criteria: { ...rollback.criteria, 'feature-broken': { watch, response: 'notify' } } }),
    );
    const alarm = alarmOf(all, name('feature-broken'));
    expect(alarm).toMatchObject({ MetricName: 'Checkout', ExtendedStatistic: 'p99', Dimensions: [] });
    expect(alarm).not.toHaveProperty('Statistic');
  });

  it('tell the topic of each change, and say what they are for', () => {
    for (const [id, { Properties }] of ofType(resources, 'AWS::CloudWatch::Alarm')) {
      const topic = [{ Ref: expect.stringMatching(/^PreflightAlarms/) }];
      expect(Properties, id).toMatchObject({
        ActionsEnabled: true,
        AlarmActions: topic,
        OKActions: topic,
        InsufficientDataActions: topic,
        AlarmDescription: expect.stringMatching(/Runbook: https:\/\/github\.com\/acme\/shop-api\S+#/),
      });
      const tags = Properties['Tags'] as { Key: string; Value: string }[];
      expect(tags).toContainEqual({ Key: 'preflight:severity', Value: expect.stringMatching(/^(critical|high)$/) });
      expect(new Set(tags.map(({ Key }) => Key)).size).toBe(tags.length);
    }
  });
});

describe("the alarms' topic", () => {
  const statementsOf = (all: Synthesized['resources']): Record<string, unknown>[] => {
    const policies = ofType(all, 'AWS::SNS::TopicPolicy').filter(([id]) => id.startsWith('PreflightAlarms'));
    return policies.flatMap(
      ([, { Properties }]) => (Properties['PolicyDocument'] as { Statement: Record<string, unknown>[] }).Statement,
    );
  };

  it("takes messages of this account's CloudWatch alone, about alarms with these names, and over TLS", () => {
    const allowed = statementsOf(resources).filter(({ Effect }) => Effect === 'Allow');
    expect(allowed).toEqual([
      expect.objectContaining({
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Resource: { Ref: expect.stringMatching(/^PreflightAlarms/) },
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnLike: { 'aws:SourceArn': expect.anything() },
        },
      }),
    ]);
    const arns = allowed.map(({ Condition }) => (Condition as { ArnLike: Record<string, unknown> }).ArnLike);
    expect(arns.map((one) => flat(one['aws:SourceArn']))).toEqual([
      'arn:<AWS::Partition>:cloudwatch:eu-central-1:<AWS::AccountId>:alarm:preflight-shop-api-production-*',
    ]);
    expect(JSON.stringify(statementsOf(resources))).toContain('{"Bool":{"aws:SecureTransport":"false"}}');
  });

  it('is not encrypted with a key that CloudWatch cannot use; the others are', () => {
    const keys = ofType(resources, 'AWS::SNS::Topic').map(([id, { Properties }]) => [
      id.replace(/[0-9A-F]{8}$/, ''),
      Properties['KmsMasterKeyId'],
    ]);
    expect(Object.fromEntries(keys)).toEqual({
      PreflightResults: 'alias/aws/sns',
      PreflightNotices: 'alias/aws/sns',
      PreflightAlarms: undefined,
    });
  });

  it("is encrypted with a user's key, which lets CloudWatch use it where it is one of the same app", () => {
    const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-central-1' } });
    const encryptionKey = new Key(stack, 'Key');
    new Preflight(stack, 'Preflight', { config: watchedWith(), environment: 'production', encryptionKey });
    const all = templateOf(stack);
    const [[, topic] = []] = ofType(all, 'AWS::SNS::Topic').filter(([id]) => id.startsWith('PreflightAlarms'));
    expect(flat(topic?.Properties['KmsMasterKeyId'])).toMatch(/^<Key\w+\.Arn>$/);
    const [, key] = theOnly(all, 'AWS::KMS::Key');
    const { Statement } = key.Properties['KeyPolicy'] as { Statement: unknown[] };
    expect(Statement).toContainEqual({
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
    });
  });

  it('tells on-alarm, and nobody else', () => {
    const subscriptions = ofType(resources, 'AWS::SNS::Subscription').map(([, { Properties }]) => Properties);
    expect(subscriptions).toEqual([
      {
        Protocol: 'lambda',
        TopicArn: { Ref: expect.stringMatching(/^PreflightAlarms/) },
        Endpoint: { 'Fn::GetAtt': [expect.stringMatching(/^PreflightOnAlarmFunction/), 'Arn'] },
      },
    ]);
  });
});

describe('what EventBridge tells', () => {
  const rulesOf = (all: Synthesized['resources']) =>
    ofType(all, 'AWS::Events::Rule').map(([, { Properties }]) => ({
      pattern: Properties['EventPattern'] as Record<string, unknown>,
      targets: (Properties['Targets'] as { Arn: unknown }[]).map(({ Arn }) => withoutHashes(flat(Arn))),
    }));

  it("on-alarm of the team's own alarms, by their names", () => {
    const [own] = rulesOf(resources);
    expect(own).toEqual({
      pattern: {
        source: ['aws.cloudwatch'],
        'detail-type': ['CloudWatch Alarm State Change'],
        detail: { alarmName: ['shop search fails'] },
      },
      targets: ['<PreflightOnAlarmFunction.Arn>'],
    });
  });

  it('sweep-window of executions of the window that did not succeed', () => {
    expect(rulesOf(resources)[1]).toEqual({
      pattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: [{ Ref: expect.stringMatching(/^PreflightWindow/) }],
          status: ['FAILED', 'ABORTED', 'TIMED_OUT'],
        },
      },
      targets: ['<PreflightSweepWindowFunction.Arn>'],
    });
  });

  it('nothing of alarms where none is an existing one', () => {
    const criteria = { ...rollback.criteria, 'feature-broken': off('not watched in this test') };
    const rules = rulesOf(synthesize(watchedWith({ criteria })).resources);
    expect(rules.map(({ targets }) => targets)).toEqual([['<PreflightSweepWindowFunction.Arn>']]);
  });

  it('of many alarms in as many rules as it takes: a pattern has 2,048 characters at most', () => {
    const long = (index: number) => ({ alarm: { name: `${'a'.repeat(250)} ${index}` } });
    const watch = Array.from({ length: 10 }, (_, index) => long(index));
    const criteria: RollbackInput['criteria'] = {
      ...rollback.criteria,
      'feature-broken': { watch, response: 'notify' },
    };
    const rules = rulesOf(synthesize(watchedWith({ criteria })).resources).slice(0, -1);
    expect(rules).toHaveLength(2);
    for (const { pattern } of rules) expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(2048);
    const named = rules.flatMap(({ pattern }) => (pattern['detail'] as { alarmName: string[] }).alarmName);
    expect(named).toEqual(watch.map(({ alarm }) => alarm.name));
  });
});
