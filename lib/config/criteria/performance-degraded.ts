import * as z from 'zod/mini';
import { probeSchema } from '../../domain/probe.ts';
import { defaultResponse, responses } from '../../domain/window/criterion.ts';
import { fits } from '../fits.ts';
import { limitedMetric } from '../presets/any-metric.ts';
import { latencyOfLoadBalancer, loadBalancer } from '../presets/application-load-balancer.ts';
import { cpuOfEcsService, ecsService } from '../presets/ecs-service.ts';
import { existingAlarm } from '../presets/existing-alarm.ts';
import { httpApi, latencyOfHttpApi } from '../presets/http-api.ts';
import { lambda, latencyOfLambda } from '../presets/lambda-function.ts';
import { cpuOfRds, rds } from '../presets/rds-instance.ts';
import type { Latency } from '../presets/signals.ts';
import type { WatchedAlarmSettings } from '../window-settings.ts';
import type { AlarmContext, AlarmParts } from './define-alarm.ts';
import { latencyReasons, p95Series, usualFloor } from './latency-series.ts';
import { limitedMetricParts } from './limited-metric-parts.ts';
import { loadParts } from './load-parts.ts';
import { namedApart, withoutProbes } from './probes.ts';
import { type Timing, timing } from './timing.ts';
import { isOftenEnough, tooOften, watchOf } from './watch.ts';
import { watchedAlarms } from './watched-alarms.ts';

/** Beside what answers: when that is slow. */
const slowness = {
  p95AboveMs: z.int().check(z.minimum(1), z.maximum(60_000)),
  /** Of fewer requests in a period no p95 is looked at. */
  requestsAtLeast: z._default(z.int().check(z.minimum(1), z.maximum(1_000_000)), usualFloor),
};
const busyness = { cpuAbovePercent: z._default(z.number().check(z.minimum(10), z.lt(100)), 90) };

const watch = watchOf(
  {
    loadBalancer: z.extend(loadBalancer, slowness),
    httpApi: z.extend(httpApi, slowness),
    lambda: z.extend(lambda, slowness),
    ecsService: z.extend(ecsService, busyness),
    rds: z.extend(rds, busyness),
    metric: limitedMetric,
    alarm: existingAlarm,
    probe: probeSchema,
  },
  {},
);
type Watch = Exclude<z.output<typeof watch>, readonly unknown[]>;

export const performanceDegraded = z
  .strictObject({
    watch,
    ...timing('5 of 10'),
    response: z._default(z.enum(responses), defaultResponse('performance-degraded')),
  })
  .check(fits(isOftenEnough, 'period', tooOften), namedApart());
type Settings = z.output<typeof performanceDegraded>;

const why = 'since what is worse for some minutes alone needs nobody';

export function performanceAlarms(context: AlarmContext, settings: Settings): WatchedAlarmSettings[] {
  return watchedAlarms(context, withoutProbes(settings.watch), (one) => partsOf(one, settings));
}

function partsOf(
  one: Exclude<Watch, { readonly alarm: unknown } | { readonly probe: unknown }>,
  timings: Timing,
): AlarmParts {
  if ('metric' in one) return limitedMetricParts(one.metric, timings, why);
  if ('ecsService' in one) return busyParts(cpuOfEcsService(one.ecsService), one.ecsService, timings);
  if ('rds' in one) return busyParts(cpuOfRds(one.rds), one.rds, timings);
  if ('loadBalancer' in one) return slowParts(latencyOfLoadBalancer(one.loadBalancer), one.loadBalancer, timings);
  if ('httpApi' in one) return slowParts(latencyOfHttpApi(one.httpApi), one.httpApi, timings);
  return slowParts(latencyOfLambda(one.lambda), one.lambda, timings);
}

function busyParts(
  load: Parameters<typeof loadParts>[0],
  { cpuAbovePercent }: { readonly cpuAbovePercent: number },
  timings: Timing,
): AlarmParts {
  const limit = { above: cpuAbovePercent, inWords: `${cpuAbovePercent} %` };
  return loadParts(load, limit, timings, { datapoints: why });
}

function slowParts(
  latency: Latency,
  { p95AboveMs, requestsAtLeast }: { readonly p95AboveMs: number; readonly requestsAtLeast: number },
  { period, datapoints }: Timing,
): AlarmParts {
  return {
    means: `p95 above ${p95AboveMs} ms: ${latency.what}`,
    series: p95Series(latency, requestsAtLeast),
    returns: 'p95',
    comparison: 'GreaterThanThreshold',
    threshold: p95AboveMs / latency.millisecondsPerUnit,
    missingData: 'notBreaching',
    timing: { period, datapoints },
    reasons: { ...latencyReasons(requestsAtLeast), datapoints: why },
  };
}
