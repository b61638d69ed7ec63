import type { GetMetricDataInput, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { readValues, valueWords } from '../../lib/cli/window-values.ts';
import type { CriterionSettings } from '../../lib/config/window-settings.ts';
import type { AlarmDefinition } from '../../lib/domain/window/alarm.ts';
import type { CriterionId } from '../../lib/domain/window/criterion.ts';
import type { WindowRecord } from '../../lib/domain/window/window.ts';
import { alarmOf, windowSample, windowSettingsSample } from '../support/window-samples.ts';

const now = new Date('2026-11-23T10:18:30.000Z');
const metric = { namespace: 'AWS/ApplicationELB', dimensions: { LoadBalancer: 'app/shop/1' }, stat: 'Sum' };

const rate: AlarmDefinition = {
  name: '',
  description: '',
  series: [
    { id: 'errors', metric: 'HTTPCode_Target_5XX_Count', ...metric },
    { id: 'requests', metric: 'RequestCount', ...metric },
    {
      id: 'rate',
      expression: 'IF(requests >= 20, 100 * FILL(errors, 0) / requests, 0) + SUM(SEARCH(\'{errors} "requests"\', 60))',
      label: '%',
    },
  ],
  returns: 'rate',
  comparison: 'GreaterThanThreshold',
  threshold: 5,
  periodSeconds: 60,
  datapointsToAlarm: 2,
  evaluationPeriods: 3,
  missingData: 'notBreaching',
  tags: {},
};

/** The criteria of the sample, in which two have definitions. */
const criteria: readonly CriterionSettings[] = windowSettingsSample.criteria.map((one) =>
  one.id === 'error-rate-critical' || one.id === 'error-rate-high'
    ? {
        ...one,
        alarms: one.alarms.map((alarm) => ({ ...alarm, definition: { ...rate, name: alarm.name } })),
      }
    : one,
);

interface Asked {
  readonly inputs: GetMetricDataInput[];
  readonly values: Awaited<ReturnType<typeof readValues>>;
}

async function ask(
  answer: (input: GetMetricDataInput) => readonly MetricDataResult[],
  record: WindowRecord = windowSample,
): Promise<Asked> {
  const inputs: GetMetricDataInput[] = [];
  const values = await readValues(record, { criteria }, now, async (input) => {
    inputs.push(input);
    return answer(input);
  });
  return { inputs, values };
}

const complete = (Id: string, ...points: readonly (readonly [at: string, value: number])[]): MetricDataResult => ({
  Id,
  StatusCode: 'Complete',
  Timestamps: points.map(([at]) => new Date(`2026-11-23T${at}.000Z`)),
  Values: points.map(([, value]) => value),
});
const returned = ({ MetricDataQueries = [] }: GetMetricDataInput): string[] =>
  MetricDataQueries.filter(({ ReturnData }) => ReturnData === true).map(({ Id = '' }) => Id);
const allOf = (input: GetMetricDataInput, value: number): MetricDataResult[] =>
  returned(input).map((id) => complete(id, ['10:17:00', value]));
const of = ({ values }: Asked, id: CriterionId) => values.find(({ criterion }) => criterion === id);

describe('the values of a window', () => {
  it('are asked in one question, in which no id stands twice, and each expression names its own', async () => {
    const { inputs } = await ask((input) => allOf(input, 1));

    expect(inputs).toHaveLength(1);
    const queries = inputs[0]?.MetricDataQueries ?? [];
    const ids = queries.map(({ Id }) => Id);
    expect(ids).toHaveLength(7);
    expect(new Set(ids).size).toBe(7);
    expect(queries.find(({ Id }) => Id === 'a0_rate')).toMatchObject({
      ReturnData: true,
      Expression:
        'IF(a0_requests >= 20, 100 * FILL(a0_errors, 0) / a0_requests, 0) + SUM(SEARCH(\'{errors} "requests"\', 60))',
    });
    expect(queries.find(({ Id }) => Id === 'a0_errors')).toMatchObject({
      ReturnData: false,
      MetricStat: { Period: 60, Stat: 'Sum', Metric: { Dimensions: [{ Name: 'LoadBalancer', Value: 'app/shop/1' }] } },
    });
  });

  it('are the newest of a period that is over, beside their thresholds', async () => {
    const asked = await ask((input) =>
      returned(input).map((id) => complete(id, ['10:16:00', 2], ['10:18:00', 99], ['10:17:00', 0.25])),
    );

    expect(of(asked, 'error-rate-critical')).toEqual({
      criterion: 'error-rate-critical',
      alarm: alarmOf('error-rate-critical'),
      value: 0.25,
      at: '2026-11-23T10:17:00.000Z',
      threshold: 5,
      comparison: 'GreaterThanThreshold',
    });
  });

  it("of the response time stand in milliseconds, beside the threshold of the window's own alarm", async () => {
    const asked = await ask((input) => allOf(input, 0.251));
    const value = of(asked, 'response-time');

    expect(value).toMatchObject({ value: 251, threshold: 360, unit: 'ms' });
    expect(value && valueWords(value)).toBe('251 ms, red > 360 ms');
  });

  it('that cannot be evaluated are said as such, and hide no other', async () => {
    const asked = await ask((input) =>
      allOf(input, 3).map((result) =>
        result.Id === 'a0_rate'
          ? {
              Id: 'a0_rate',
              StatusCode: 'InternalError' as const,
              Messages: [{ Code: 'Unsupported', Value: 'Expressions not implemented' }],
            }
          : result,
      ),
    );

    expect(of(asked, 'error-rate-critical')).toMatchObject({
      threshold: 5,
      problem: 'CloudWatch could not evaluate it: InternalError, Expressions not implemented',
    });
    expect(of(asked, 'error-rate-critical')).not.toHaveProperty('value');
    expect(of(asked, 'error-rate-high')).toMatchObject({ value: 3 });
  });

  it.each([
    [
      'without a datapoint',
      (input: GetMetricDataInput) => returned(input).map((id) => complete(id)),
      'there is no datapoint yet',
    ],
    ['that are left out of the answer', () => [], 'CloudWatch did not answer for it'],
    [
      'that are no numbers',
      (input: GetMetricDataInput) => returned(input).map((id) => complete(id, ['10:17:00', Number.NaN])),
      'there is no datapoint yet',
    ],
  ])('%s are none', async (_, answer, problem) => {
    const asked = await ask(answer);

    expect(of(asked, 'error-rate-high')).toMatchObject({ problem, threshold: 5 });
    expect(of(asked, 'error-rate-high')).not.toHaveProperty('value');
  });

  it('that may not be read are all said so, in one line of text', async () => {
    const values = await readValues(windowSample, { criteria }, now, () =>
      Promise.reject(new Error(`CloudWatch refused\n${'x'.repeat(500)}`)),
    );

    expect(values).toHaveLength(7);
    for (const { value, problem = '' } of values) {
      expect(value).toBeUndefined();
      expect(problem).toMatch(/^\S.{0,160}$/u);
    }
  });

  it("of a team's own alarms are not asked for, and said to stand nowhere", async () => {
    const asked = await ask((input) => allOf(input, 1));

    expect(of(asked, 'service-outage')).toEqual({
      criterion: 'service-outage',
      alarm: alarmOf('service-outage'),
      problem: expect.stringContaining('does not stand in the configuration'),
    });
    expect(of(asked, 'data-loss')).toBeUndefined();
  });

  it('are none of a window of which nothing has a definition: nothing is asked', async () => {
    const { ownAlarm: _, ...record } = windowSample;
    const critical = record.criteria.filter(({ id }) => id === 'service-outage');
    const { inputs, values } = await ask(() => [], { ...record, criteria: critical });

    expect(inputs).toEqual([]);
    expect(values).toHaveLength(1);
  });
});

describe('valueWords', () => {
  it.each([
    [{ value: 0.123456, threshold: 5, comparison: 'GreaterThanThreshold' }, '0.1235, red > 5'],
    [{ value: 12_345.6, threshold: 1, comparison: 'LessThanOrEqualToThreshold' }, '12,346, red ≤ 1'],
    [{ threshold: 1, comparison: 'LessThanThreshold' }, 'no value, red < 1'],
    [{}, 'no value'],
  ] as const)('%o', (parts, words) => {
    expect(valueWords({ criterion: 'data-loss', alarm: 'a', ...parts })).toBe(words);
  });
});
