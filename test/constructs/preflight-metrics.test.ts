import { Duration } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Preflight } from '../../lib/constructs/preflight.ts';
import { gateMetrics } from '../../lib/domain/gate-metrics.ts';
import { metricNames, metricsNamespace } from '../../lib/domain/metrics.ts';
import { windowMetrics } from '../../lib/domain/window/window-metrics.ts';
import { bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { peopleGoReport } from '../support/people-reports.ts';
import { construct } from '../support/synth.ts';
import { watchedWith } from '../support/watched.ts';
import { rolledBackWindow, verifiedWindow } from '../support/window-reports.ts';

let preflight: Preflight;

beforeAll(async () => {
  await bundleLambdas();
  preflight = construct(watchedWith());
});

const place = { Service: 'shop-api', Environment: 'production' };

describe('the metrics of the construct', () => {
  it.each<[string, (one: Preflight) => Metric, string, Record<string, string>, string]>([
    ['gates', (one) => one.metricGates(), 'Gates', {}, 'Sum'],
    ['gates by verdict', (one) => one.metricGates({ verdict: 'no-go' }), 'Gates', { Verdict: 'no-go' }, 'Sum'],
    ['time to verdict', (one) => one.metricTimeToVerdict(), 'TimeToVerdict', {}, 'p50'],
    ['checks', (one) => one.metricChecks('memory'), 'Checks', { Check: 'memory' }, 'Sum'],
    [
      'checks by outcome',
      (one) => one.metricChecks('user-login', { outcome: 'error' }),
      'Checks',
      { Check: 'user-login', Outcome: 'error' },
      'Sum',
    ],
    ['flakes', (one) => one.metricFlakes('feature-broken'), 'Flakes', { Check: 'feature-broken' }, 'Average'],
    ['approval latency', (one) => one.metricApprovalLatency(), 'ApprovalLatency', {}, 'p50'],
    ['windows', (one) => one.metricWindows(), 'Windows', {}, 'Sum'],
    ['windows by result', (one) => one.metricWindows({ result: 'healthy' }), 'Windows', { Result: 'healthy' }, 'Sum'],
    ['time to rolled back', (one) => one.metricTimeToRolledBack(), 'TimeToRolledBack', {}, 'Maximum'],
  ])('are %s of a day', (_name, metric, metricName, dimensions, statistic) => {
    const found = metric(preflight);
    expect(found).toMatchObject({ namespace: 'Preflight', metricName, statistic });
    expect(found.period.toHours()).toBe(24);
    expect(found.dimensions).toEqual({ ...place, ...dimensions });
  });

  it('take what an alarm needs in place of that', () => {
    const options = { period: Duration.hours(1), statistic: 'Maximum', label: 'slowest' };
    expect(preflight.metricTimeToVerdict(options)).toMatchObject({ statistic: 'Maximum', label: 'slowest' });
    expect(preflight.metricTimeToVerdict(options).period.toHours()).toBe(1);
  });

  it('are of series that reports write', () => {
    const values = [
      ...gateMetrics(peopleGoReport),
      ...[rolledBackWindow, verifiedWindow].flatMap((report) => windowMetrics(report)),
    ];
    const written = new Set(
      values.map(({ metric, dimensions }) => seriesOf(metricNames[metric], Object.keys({ ...place, ...dimensions }))),
    );
    const all = [
      preflight.metricGates(),
      preflight.metricGates({ verdict: 'go' }),
      preflight.metricTimeToVerdict(),
      preflight.metricChecks('memory'),
      preflight.metricChecks('memory', { outcome: 'fail' }),
      preflight.metricFlakes('user-login'),
      preflight.metricApprovalLatency(),
      preflight.metricWindows(),
      preflight.metricWindows({ result: 'healthy' }),
      preflight.metricTimeToRolledBack(),
    ];
    const drawn = all.map(({ metricName, dimensions = {} }) => seriesOf(metricName, Object.keys(dimensions)));
    expect([...new Set(drawn)].toSorted()).toEqual([...written].toSorted());
    expect(all.every(({ namespace }) => namespace === metricsNamespace)).toBe(true);
  });
});

const seriesOf = (name: string, dimensions: readonly string[]): string => [name, ...dimensions.toSorted()].join(' ');
