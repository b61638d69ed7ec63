import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  ListAlarmMuteRulesCommand,
  type ListAlarmMuteRulesCommandInput,
  type MetricAlarm,
  PutMetricAlarmCommand,
  ResourceNotFound,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { SourceError } from '../../lib/domain/source-error.ts';
import type { AlarmDefinition } from '../../lib/domain/window/alarm.ts';
import { cloudwatchAlarms } from '../../lib/sources/cloudwatch-alarms.ts';

const signal = new AbortController().signal;
const client = new CloudWatchClient({ region: 'eu-central-1' });
const aws = mockClient(client);
const alarms = cloudwatchAlarms(client);
const topic = 'arn:aws:sns:eu-central-1:111122223333:alarms';
const since = new Date('2026-11-23T10:03:12.345Z');
const metricAlarm = (AlarmName: string, more: Partial<MetricAlarm> = {}): MetricAlarm => ({
  AlarmName,
  StateValue: 'OK',
  StateReason: 'Threshold Crossed: 1 datapoint [0.2] was not greater than the threshold (1.0)',
  StateTransitionedTimestamp: since,
  StateUpdatedTimestamp: new Date('2026-11-23T11:00:00.000Z'),
  ActionsEnabled: true,
  ...more,
});

beforeEach(() => {
  aws.reset();
  aws.on(ListAlarmMuteRulesCommand).resolves({ AlarmMuteRuleSummaries: [] });
});

const look = (names: readonly string[]) => alarms.look(names, signal);
const answer = (...found: MetricAlarm[]) => aws.on(DescribeAlarmsCommand).resolves({ MetricAlarms: found });
const calls = () => aws.commandCalls(DescribeAlarmsCommand).map(({ args }) => args[0].input);

describe('look', () => {
  it('says how each alarm is, since when and why', async () => {
    answer(metricAlarm('a', { StateValue: 'ALARM', StateReason: '12% >\n5%' }));
    await expect(look(['a', 'gone'])).resolves.toEqual(
      new Map([['a', { name: 'a', state: 'ALARM', since: since.toISOString(), reason: '12% > 5%' }]]),
    );
  });

  it('asks for composite alarms too, and for as many as there are names', async () => {
    aws.on(DescribeAlarmsCommand).resolves({
      CompositeAlarms: [{ AlarmName: 'both', StateValue: 'OK', StateTransitionedTimestamp: since }],
    });
    expect([...(await look(['both', 'both'])).keys()]).toEqual(['both']);
    expect(calls()).toEqual([{ AlarmNames: ['both'], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 100 }]);
  });

  it('asks nothing for no names: CloudWatch would answer with all alarms there are', async () => {
    await expect(look([])).resolves.toEqual(new Map());
    expect(aws.calls()).toEqual([]);
  });

  it('asks for a hundred at a time, and reads all pages', async () => {
    const names = Array.from({ length: 101 }, (_, index) => `a${index}`);
    aws
      .on(DescribeAlarmsCommand)
      .resolvesOnce({ MetricAlarms: [metricAlarm('a0')], NextToken: 'more' })
      .resolvesOnce({ MetricAlarms: [metricAlarm('a99')] })
      .resolvesOnce({ MetricAlarms: [metricAlarm('a100')] });
    expect([...(await look(names)).keys()]).toEqual(['a0', 'a99', 'a100']);
    expect(calls().map(({ AlarmNames, NextToken }) => [AlarmNames?.length, NextToken])).toEqual([
      [100, undefined],
      [100, 'more'],
      [1, undefined],
    ]);
  });

  it('takes the time of the last update where there is none of the transition', async () => {
    const { StateTransitionedTimestamp: _, ...alarm } = metricAlarm('a');
    answer(alarm);
    expect((await look(['a'])).get('a')?.since).toBe('2026-11-23T11:00:00.000Z');
  });

  it('takes nothing for an alarm that was not asked for', async () => {
    answer(metricAlarm('a'), metricAlarm('b'), { StateValue: 'ALARM' });
    expect([...(await look(['a'])).keys()]).toEqual(['a']);
  });

  it('finds no alarms in an answer without any', async () => {
    aws.on(DescribeAlarmsCommand).resolves({});
    await expect(look(['a'])).resolves.toEqual(new Map());
  });

  it('cuts a long reason', async () => {
    answer(metricAlarm('a', { StateReason: 'x'.repeat(1023) }));
    expect((await look(['a'])).get('a')?.reason).toHaveLength(500);
  });

  it.each<[string, Partial<MetricAlarm>, RegExp]>([
    ['an unknown state', { StateValue: 'FINE' as 'OK' }, /alarm a that its state is FINE/],
    ['no state', { StateValue: undefined }, /alarm a that its state is not there/],
    ['no time', { StateTransitionedTimestamp: undefined, StateUpdatedTimestamp: undefined }, /since when the alarm a/],
    ['no time that is one', { StateTransitionedTimestamp: new Date(Number.NaN) }, /since when the alarm a is OK/],
  ])('could not look at an alarm with %s', async (_what, more, words) => {
    answer(metricAlarm('a', more));
    const failure = look(['a']);
    await expect(failure).rejects.toBeInstanceOf(SourceError);
    await expect(failure).rejects.toThrow(words);
  });

  it('could not look where CloudWatch fails, or never ends', async () => {
    aws.on(DescribeAlarmsCommand).rejects(Object.assign(new Error('slow down'), { name: 'ThrottlingException' }));
    await expect(look(['a'])).rejects.toThrow('CloudWatch is throttling cloudwatch:DescribeAlarms');
    aws.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [], NextToken: 'more' });
    await expect(look(['a'])).rejects.toThrow('with more than 50 pages');
  });
});

describe('look at an alarm that might tell nobody', () => {
  it.each<[string, Partial<MetricAlarm>]>([
    ['its actions are disabled', { ActionsEnabled: false }],
    ['CloudWatch cannot evaluate it completely: EVALUATION_ERROR', { EvaluationState: 'EVALUATION_ERROR' }],
  ])('says so: %s', async (silenced, more) => {
    answer(metricAlarm('a', more));
    expect((await look(['a'])).get('a')?.silenced).toBe(silenced);
  });

  it('says so of a composite one that another alarm suppresses', async () => {
    aws.on(DescribeAlarmsCommand).resolves({
      CompositeAlarms: [
        {
          AlarmName: 'a',
          StateValue: 'OK',
          StateTransitionedTimestamp: since,
          ActionsSuppressedBy: 'Alarm',
          ActionsSuppressedReason: 'Actions suppressed by maintenance',
        },
      ],
    });
    expect((await look(['a'])).get('a')?.silenced).toBe(
      'its actions are suppressed: Actions suppressed by maintenance',
    );
  });

  it('says nothing of one that tells', async () => {
    answer(metricAlarm('a'));
    expect((await look(['a'])).get('a')).not.toHaveProperty('silenced');
  });
});

describe('look at an alarm that is muted', () => {
  const rule = {
    AlarmMuteRuleArn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm-mute-rule:night',
    Status: 'ACTIVE',
  } as const;
  const muteCalls = () => aws.commandCalls(ListAlarmMuteRulesCommand).map(({ args }) => args[0].input);
  const active: ListAlarmMuteRulesCommandInput = { Statuses: ['ACTIVE'], MaxRecords: 100 };

  it('says by which rule', async () => {
    answer(metricAlarm('a'), metricAlarm('b'));
    aws.on(ListAlarmMuteRulesCommand).resolves({ AlarmMuteRuleSummaries: [rule] });
    aws.on(ListAlarmMuteRulesCommand, { ...active, AlarmName: 'b' }).resolves({ AlarmMuteRuleSummaries: [] });
    const found = await look(['a', 'b']);
    expect([found.get('a')?.silenced, found.get('b')?.silenced]).toEqual(['it is muted by the rule night', undefined]);
    expect(muteCalls()).toEqual([active, { ...active, AlarmName: 'a' }, { ...active, AlarmName: 'b' }]);
  });

  it('asks once where no rule is active', async () => {
    answer(metricAlarm('a'), metricAlarm('b'));
    await look(['a', 'b']);
    expect(muteCalls()).toEqual([active]);
  });

  it('reads on after an empty page', async () => {
    answer(metricAlarm('a'));
    aws.on(ListAlarmMuteRulesCommand, active).resolves({ AlarmMuteRuleSummaries: [], NextToken: 'more' });
    aws.on(ListAlarmMuteRulesCommand, { ...active, NextToken: 'more' }).resolves({ AlarmMuteRuleSummaries: [rule] });
    aws.on(ListAlarmMuteRulesCommand, { ...active, AlarmName: 'a' }).resolves({ AlarmMuteRuleSummaries: [rule] });
    expect((await look(['a'])).get('a')?.silenced).toBe('it is muted by the rule night');
  });

  it.each(['AccessDeniedException', 'InvalidAction', 'ThrottlingException'])(
    'looks all the same where nobody can tell: %s',
    async (name) => {
      answer(metricAlarm('a', { StateValue: 'ALARM' }));
      aws.on(ListAlarmMuteRulesCommand).rejects(Object.assign(new Error('no'), { name }));
      expect((await look(['a'])).get('a')).toEqual(expect.objectContaining({ state: 'ALARM' }));
      expect((await look(['a'])).get('a')).not.toHaveProperty('silenced');
    },
  );
});

describe('put', () => {
  const definition: AlarmDefinition = {
    name: 'slow-run-1',
    description: 'p95 is half above the hour before',
    series: [
      { id: 'p95', namespace: 'AWS/X', metric: 'Latency', dimensions: { Api: 'shop', Stage: 'live' }, stat: 'p95' },
    ],
    returns: 'p95',
    comparison: 'GreaterThanThreshold',
    threshold: 0.36,
    periodSeconds: 60,
    datapointsToAlarm: 3,
    evaluationPeriods: 5,
    missingData: 'notBreaching',
    tags: { 'preflight:criterion': 'response-time' },
  };
  async function put(alarm: AlarmDefinition) {
    aws.on(PutMetricAlarmCommand).resolves({});
    await alarms.put(alarm, { topic }, signal);
    return aws.commandCalls(PutMetricAlarmCommand)[0]?.args[0].input;
  }

  it('makes an alarm of one metric in the plain form, which tells the topic every change', async () => {
    await expect(put(definition)).resolves.toEqual({
      AlarmName: 'slow-run-1',
      AlarmDescription: 'p95 is half above the hour before',
      ActionsEnabled: true,
      AlarmActions: [topic],
      OKActions: [topic],
      InsufficientDataActions: [topic],
      Namespace: 'AWS/X',
      MetricName: 'Latency',
      Dimensions: [
        { Name: 'Api', Value: 'shop' },
        { Name: 'Stage', Value: 'live' },
      ],
      ExtendedStatistic: 'p95',
      Period: 60,
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0.36,
      DatapointsToAlarm: 3,
      EvaluationPeriods: 5,
      TreatMissingData: 'notBreaching',
      Tags: [{ Key: 'preflight:criterion', Value: 'response-time' }],
    });
  });

  it('knows statistics that are no percentiles', async () => {
    const series = definition.series.map((one) => ({ ...one, stat: 'Maximum' }));
    const input = await put({ ...definition, series });
    expect([input?.Statistic, input?.ExtendedStatistic]).toEqual(['Maximum', undefined]);
  });

  it('makes one of an expression with all that it is made of', async () => {
    const [p95] = definition.series;
    if (p95 === undefined) throw new Error('no series');
    const series = [
      { ...p95, id: 'all' },
      { id: 'p95', expression: 'IF(all > 0, all)', label: 'p95 where there is any' },
    ];
    const input = await put({ ...definition, series });
    expect(input?.Metrics).toEqual([
      {
        Id: 'all',
        ReturnData: false,
        MetricStat: {
          Metric: {
            Namespace: 'AWS/X',
            MetricName: 'Latency',
            Dimensions: [
              { Name: 'Api', Value: 'shop' },
              { Name: 'Stage', Value: 'live' },
            ],
          },
          Period: 60,
          Stat: 'p95',
        },
      },
      { Id: 'p95', ReturnData: true, Expression: 'IF(all > 0, all)', Label: 'p95 where there is any' },
    ]);
    // CloudWatch takes none of these beside `Metrics`.
    for (const key of ['Period', 'Namespace', 'MetricName', 'Statistic', 'ExtendedStatistic', 'Dimensions'])
      expect(input).not.toHaveProperty(key);
  });

  it('says in words that it could not', async () => {
    aws.on(PutMetricAlarmCommand).rejects(Object.assign(new Error('5000 alarms'), { name: 'LimitExceededFault' }));
    const failure = alarms.put(definition, { topic }, signal);
    await expect(failure).rejects.toBeInstanceOf(SourceError);
    await expect(failure).rejects.toThrow('CloudWatch answered cloudwatch:PutMetricAlarm with LimitExceededFault');
  });
});

describe('remove', () => {
  const notFound = new ResourceNotFound({ message: 'no such alarm', $metadata: {} });
  const removed = () => aws.commandCalls(DeleteAlarmsCommand).map(({ args }) => args[0].input.AlarmNames);

  it('deletes a hundred at a time, and nothing for no names', async () => {
    aws.on(DeleteAlarmsCommand).resolves({});
    await alarms.remove([], signal);
    expect(removed()).toEqual([]);
    await alarms.remove(
      Array.from({ length: 101 }, (_, index) => `a${index}`),
      signal,
    );
    expect(removed().map((names) => names?.length)).toEqual([100, 1]);
  });

  it('deletes the others one by one where one is gone', async () => {
    aws.on(DeleteAlarmsCommand).rejectsOnce(notFound).rejectsOnce(notFound).resolves({});
    await alarms.remove(['gone', 'there'], signal);
    expect(removed()).toEqual([['gone', 'there'], ['gone'], ['there']]);
  });

  it('is content with an alarm that is gone, and not with a refusal', async () => {
    aws.on(DeleteAlarmsCommand).rejectsOnce(notFound);
    await expect(alarms.remove(['gone'], signal)).resolves.toBeUndefined();
    aws.on(DeleteAlarmsCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }));
    await expect(alarms.remove(['a'], signal)).rejects.toThrow('CloudWatch refused cloudwatch:DeleteAlarms');
  });
});

describe('named', () => {
  it('lists the names that begin so, and nothing else that came', async () => {
    aws
      .on(DescribeAlarmsCommand)
      .resolvesOnce({ MetricAlarms: [metricAlarm('slow-1'), metricAlarm('fast-1')], NextToken: 'more' })
      .resolvesOnce({ MetricAlarms: [metricAlarm('slow-2')] });
    await expect(alarms.named('slow-', signal)).resolves.toEqual(['slow-1', 'slow-2']);
    expect(calls()[0]).toMatchObject({ AlarmNamePrefix: 'slow-' });
  });

  it('asks not for all alarms there are', async () => {
    await expect(alarms.named('', signal)).rejects.toThrow('a prefix must be given');
    expect(aws.calls()).toEqual([]);
  });
});

describe('provoke', () => {
  const provoke = (reason = 'a drill') => alarms.provoke('a', reason, signal);
  const resourceNotFound = new ResourceNotFound({ message: 'Unknown', $metadata: {} });

  it('sets the alarm to red, with the reason on one line and as long as CloudWatch takes it', async () => {
    aws.on(SetAlarmStateCommand).resolves({});
    await provoke('a drill\nof today');
    await provoke('x'.repeat(2000));
    const [first, long] = aws.commandCalls(SetAlarmStateCommand).map(({ args }) => args[0].input);
    expect(first).toEqual({ AlarmName: 'a', StateValue: 'ALARM', StateReason: 'a drill of today' });
    expect(long?.StateReason).toHaveLength(1023);
  });

  it.each<[string, Error, string]>([
    ['there is no such alarm', resourceNotFound, 'CloudWatch has no alarm a, so nothing was provoked'],
    ['it may not', named('AccessDenied'), 'CloudWatch refused cloudwatch:SetAlarmState: AccessDenied'],
    ['it is too fast', named('Throttling'), 'CloudWatch is throttling cloudwatch:SetAlarmState'],
  ])('says in words where %s', async (_, cause, words) => {
    aws.on(SetAlarmStateCommand).rejects(cause);
    await expect(provoke()).rejects.toThrow(SourceError);
    await expect(provoke()).rejects.toThrow(words);
  });
});

function named(name: string): Error {
  return Object.assign(new Error('no'), { name });
}
