import { describe, expect, it } from 'vitest';
import type { AlarmDefinition } from '../../lib/domain/window/alarm.ts';
import type { CriterionId } from '../../lib/domain/window/criterion.ts';
import {
  alarmOf,
  criterionOf,
  lambda,
  limited,
  loadBalancer,
  problems,
  watchedFor,
  watching,
} from './support/rollback.ts';

/** Metrics as `statistic namespace metric dimension=value …`, expressions as they are. */
const seriesOf = ({ series }: AlarmDefinition): string[] =>
  series.map((one) => {
    if ('expression' in one) return `${one.id} = ${one.expression}`;
    const dimensions = Object.entries(one.dimensions).map(([name, value]) => `${name}=${value}`);
    return [`${one.id} = ${one.stat}`, one.namespace, one.metric, ...dimensions].join(' ');
  });

const alarmFor = (id: CriterionId, key: string): AlarmDefinition =>
  alarmOf(id, { watch: { [key]: watchedFor[id][key] } });

const ofGroup = 'LoadBalancer=app/shop/50dc6c495c0c9188 TargetGroup=targetgroup/shop-api/73e2d6bc24d8a067';
const ofAlias = 'FunctionName=shop-api Resource=shop-api:live';
const ofStage = 'ApiId=a1b2c3d4e5 Stage=$default';

describe('an error rate', () => {
  it.each([
    ['error-rate-critical', 5, 40, [2, 3]],
    ['error-rate-high', 1, 200, [3, 5]],
  ] as const)('of %s is red above %i percent of %i requests or more', (id, percent, floor, [toAlarm, of]) => {
    expect(alarmFor(id, 'lambda')).toMatchObject({
      threshold: percent,
      comparison: 'GreaterThanThreshold',
      returns: 'rate',
      periodSeconds: 60,
      datapointsToAlarm: toAlarm,
      evaluationPeriods: of,
      missingData: 'notBreaching',
    });
    expect(seriesOf(alarmFor(id, 'lambda'))).toEqual([
      `failed1 = Sum AWS/Lambda Errors ${ofAlias}`,
      `answered = Sum AWS/Lambda Invocations ${ofAlias}`,
      'errors = failed1',
      'requests = MAX([answered, errors])',
      `rate = IF(requests >= ${floor}, 100 * errors / requests, 0)`,
    ]);
  });

  it("counts the load balancer's own errors too, which no target group has", () => {
    expect(seriesOf(alarmFor('error-rate-critical', 'loadBalancer')).slice(0, 4)).toEqual([
      `failed1 = Sum AWS/ApplicationELB HTTPCode_Target_5XX_Count ${ofGroup}`,
      'failed2 = Sum AWS/ApplicationELB HTTPCode_ELB_5XX_Count LoadBalancer=app/shop/50dc6c495c0c9188',
      `answered = Sum AWS/ApplicationELB RequestCount ${ofGroup}`,
      'errors = SUM([failed1, failed2])',
    ]);
  });

  it('leaves these out where they may be those of another service', () => {
    const alarm = alarmOf('error-rate-critical', { watch: { loadBalancer: { ...loadBalancer, shared: true } } });
    expect(JSON.stringify(alarm.series)).not.toContain('HTTPCode_ELB_5XX_Count');
    expect(seriesOf(alarm)).toContain('errors = failed1');
  });

  it('of an HTTP API is that of its stage, and of two metrics that of their sums', () => {
    expect(seriesOf(alarmFor('error-rate-high', 'httpApi')).slice(0, 2)).toEqual([
      `failed1 = Sum AWS/ApiGateway 5xx ${ofStage}`,
      `answered = Sum AWS/ApiGateway Count ${ofStage}`,
    ]);
    expect(seriesOf(alarmFor('error-rate-high', 'metric')).slice(0, 2)).toEqual([
      'failed1 = Sum Shop Broken Service=shop-api',
      'answered = Sum Shop Broken Service=shop-api',
    ]);
  });

  it('has a floor of which more than its percentage is three errors, unless another is written', () => {
    const rateOf = (settings: object) =>
      seriesOf(alarmOf('error-rate-high', { watch: { lambda }, ...settings })).at(-1);
    expect(rateOf({ abovePercent: 3 })).toBe('rate = IF(requests >= 67, 100 * errors / requests, 0)');
    expect(rateOf({ requestsAtLeast: 10 })).toBe('rate = IF(requests >= 10, 100 * errors / requests, 0)');
  });
});

describe('an outage', () => {
  it.each([
    ['loadBalancer', `pulse = Maximum AWS/ApplicationELB HealthyHostCount ${ofGroup}`, 'no healthy target'],
    ['httpApi', `pulse = Sum AWS/ApiGateway Count ${ofStage}`, 'no request at all'],
    ['lambda', `pulse = Sum AWS/Lambda Invocations ${ofAlias}`, 'no invocation at all'],
    [
      'ecsService',
      'pulse = Maximum ECS/ContainerInsights RunningTaskCount ClusterName=production ServiceName=shop-api',
      'no running task',
    ],
    ['metric', 'pulse = Sum Shop Broken Service=shop-api', 'Sum below 1'],
  ])('of %s is less than one for two minutes, and silence', (key, series, words) => {
    const alarm = alarmFor('service-outage', key);
    expect(seriesOf(alarm)).toEqual([series]);
    expect(alarm).toMatchObject({
      comparison: 'LessThanThreshold',
      threshold: 1,
      periodSeconds: 60,
      datapointsToAlarm: 2,
      evaluationPeriods: 2,
      missingData: 'breaching',
      description: expect.stringContaining(words),
    });
  });
});

describe('the response time', () => {
  it.each([
    ['loadBalancer', 1000, { namespace: 'AWS/ApplicationELB', metric: 'TargetResponseTime' }],
    ['httpApi', 1, { namespace: 'AWS/ApiGateway', metric: 'Latency' }],
    ['lambda', 1, { namespace: 'AWS/Lambda', metric: 'Duration' }],
    ['metric', 1000, { namespace: 'Shop', metric: 'Broken' }],
  ])('of %s is compared with the hour before, one of its unit being %d ms', (key, perUnit, metric) => {
    const { alarms, baseline } = criterionOf('response-time', { watch: { [key]: watchedFor['response-time'][key] } });
    expect(alarms).toEqual([]);
    expect(baseline).toMatchObject({
      ...metric,
      millisecondsPerUnit: perUnit,
      factor: 1.5,
      floorMs: 300,
      samplesAtLeast: 200,
      alarm: {
        name: 'preflight-shop-api-production-response-time',
        threshold: 0,
        comparison: 'GreaterThanThreshold',
        datapointsToAlarm: 3,
        evaluationPeriods: 5,
        missingData: 'notBreaching',
      },
    });
  });

  it('is looked at where enough requests are in a period', () => {
    expect(seriesOf(alarmFor('response-time', 'lambda'))).toEqual([
      `slow = p95 AWS/Lambda Duration ${ofAlias}`,
      `requests = SampleCount AWS/Lambda Duration ${ofAlias}`,
      'p95 = IF(requests >= 20, slow, 0)',
    ]);
  });

  it('may be in microseconds, and may be what an alarm of the team says', () => {
    const metric = { namespace: 'Shop', metric: 'Duration', unit: 'microseconds' };
    expect(criterionOf('response-time', { watch: { metric } }).baseline?.millisecondsPerUnit).toBe(0.001);
    expect(criterionOf('response-time', { watch: [{ lambda }, { alarm: { name: 'Slow' } }] })).toMatchObject({
      alarms: [{ name: 'Slow', madeBy: 'existing', needsData: true }],
      baseline: { metric: 'Duration' },
    });
    expect(criterionOf('response-time', { watch: { alarm: { name: 'Slow' } } })).not.toHaveProperty('baseline');
  });
});

describe('the other criteria', () => {
  it.each([
    ['loadBalancer', 0.8],
    ['httpApi', 800],
    ['lambda', 800],
  ])('performance-degraded of %s is p95 above the configured time, in its unit', (key, threshold) => {
    expect(alarmFor('performance-degraded', key)).toMatchObject({ threshold, returns: 'p95', evaluationPeriods: 10 });
  });

  it.each([
    ['ecsService', 'used = Average AWS/ECS CPUUtilization ClusterName=production ServiceName=shop-api'],
    ['rds', 'used = Average AWS/RDS CPUUtilization DBInstanceIdentifier=shop-production'],
  ])('performance-degraded of %s is its CPU, of which AWS tells every minute', (key, series) => {
    const alarm = alarmFor('performance-degraded', key);
    expect(seriesOf(alarm)).toEqual([series]);
    expect(alarm).toMatchObject({ threshold: 90, comparison: 'GreaterThanThreshold', missingData: 'missing' });
  });

  it('db-pool-exhausted is nine tenths of the connections', () => {
    const alarm = alarmFor('db-pool-exhausted', 'rds');
    expect(seriesOf(alarm)).toEqual([
      'used = Maximum AWS/RDS DatabaseConnections DBInstanceIdentifier=shop-production',
    ]);
    expect(alarm).toMatchObject({ threshold: 180, datapointsToAlarm: 2, evaluationPeriods: 3, missingData: 'missing' });
    const half = { rds: { instance: 'shop', maxConnections: 100, abovePercent: 50 } };
    expect(alarmOf('db-pool-exhausted', { watch: half }).threshold).toBe(50);
  });

  it.each<[object, object]>([
    [{ above: 3 }, { comparison: 'GreaterThanThreshold', threshold: 3, missingData: 'notBreaching' }],
    [{ below: 0 }, { comparison: 'LessThanThreshold', threshold: 0, missingData: 'breaching' }],
    [
      { above: 0, missingData: 'missing' },
      { threshold: 0, missingData: 'missing' },
    ],
  ])('a metric with %j is %j', (limit, wanted) => {
    const { above: _, ...metric } = limited;
    for (const id of ['data-loss', 'db-pool-exhausted', 'feature-broken', 'performance-degraded'] as const) {
      expect(alarmOf(id, { watch: { metric: { ...metric, ...limit } } })).toMatchObject(wanted);
    }
  });

  it('data-loss may be watched by people alone, who need no alarm and answer nothing', () => {
    expect(problems(watching({ 'data-loss': { watch: 'people' } }))).toEqual([]);
    expect(criterionOf('data-loss', { watch: 'people' })).toEqual({
      id: 'data-loss',
      title: 'Data loss',
      severity: 'critical',
      response: 'ask',
      alarms: [],
    });
  });
});
