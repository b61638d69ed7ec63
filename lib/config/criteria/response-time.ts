import * as z from 'zod/mini';
import { defaultResponse, responses } from '../../domain/window/criterion.ts';
import { fits } from '../fits.ts';
import { existingAlarm } from '../presets/existing-alarm.ts';
import { latencyOf, reportsLatency } from '../presets/latency.ts';
import type { Latency } from '../presets/signals.ts';
import type { BaselineSettings, CriterionSettings } from '../window-settings.ts';
import { type AlarmContext, type AlarmParts, defineAlarm } from './define-alarm.ts';
import { latencyReasons, p95Series, usualFloor } from './latency-series.ts';
import { timing } from './timing.ts';
import { isOftenEnough, tooOften, tooSeldom, watchOf, whatAnswers } from './watch.ts';
import { listOf, watchedAlarms } from './watched-alarms.ts';

const watch = watchOf(
  { ...reportsLatency, alarm: existingAlarm },
  {
    ecsService: 'an ECS service reports no response times: watch its load balancer, { loadBalancer: { … } }',
    rds: `a database reports no response times of the service: watch what answers, ${whatAnswers}`,
    probe: tooSeldom(`what measures every request, ${whatAnswers}`),
  },
);
type Watch = Exclude<z.output<typeof watch>, readonly unknown[]>;
type Existing = Extract<Watch, { readonly alarm: unknown }>;

/** p95 wants 10 ÷ (1 − 0.95) samples. */
const enoughSamples = 200;

export const responseTime = z
  .strictObject({
    watch,
    /** How many times the p95 of the hour before is too slow. */
    factor: z._default(z.number().check(z.minimum(1.1), z.maximum(10)), 1.5),
    /** Faster than this is never slow, in milliseconds. */
    floorMs: z._default(z.int().check(z.minimum(1), z.maximum(60_000)), 300),
    /** Of fewer requests in the hour before no baseline is made, and the window says that it is not watched. */
    samplesAtLeast: z._default(z.int().check(z.minimum(20), z.maximum(1_000_000)), enoughSamples),
    /** Of fewer requests in a period no p95 is looked at. */
    requestsAtLeast: z._default(z.int().check(z.minimum(1), z.maximum(1_000_000)), usualFloor),
    ...timing('3 of 5'),
    response: z._default(z.enum(responses), defaultResponse('response-time')),
  })
  .check(
    fits(isOftenEnough, 'period', tooOften),
    fits(
      ({ watch: given }) => listOf<object>(given).filter((one) => !('alarm' in one)).length <= 1,
      'watch',
      'must have one thing at most that is compared with the hour before; further ones may be alarms of your own, { alarm: { name } }',
    ),
  );
type Settings = z.output<typeof responseTime>;

export function responseTimeAlarms(
  context: AlarmContext,
  settings: Settings,
): Pick<CriterionSettings, 'alarms' | 'baseline'> {
  const all = listOf(settings.watch);
  const alarms = watchedAlarms<Existing>(context, all.filter(isExisting), () => {
    throw new TypeError('only existing alarms are left');
  });
  const compared = all.find((one) => !isExisting(one));
  return compared === undefined || isExisting(compared)
    ? { alarms }
    : { alarms, baseline: baselineOf(context, settings, latencyOf(compared)) };
}

const isExisting = (one: Watch): one is Existing => 'alarm' in one;

function baselineOf(context: AlarmContext, settings: Settings, latency: Latency): BaselineSettings {
  const { factor, floorMs, samplesAtLeast } = settings;
  const { metric, millisecondsPerUnit } = latency;
  const alarm = defineAlarm(context, baselineParts(settings, latency));
  return { ...metric, millisecondsPerUnit, factor, floorMs, samplesAtLeast, alarm };
}

/** The threshold comes when the window opens, in the metric's unit. */
function baselineParts(
  { factor, floorMs, requestsAtLeast, period, datapoints }: Settings,
  latency: Latency,
): AlarmParts {
  return {
    means: `p95 is above ${factor} times that of the hour before the deploy, and above ${floorMs} ms: ${latency.what}`,
    series: p95Series(latency, requestsAtLeast),
    returns: 'p95',
    comparison: 'GreaterThanThreshold',
    threshold: 0,
    missingData: 'notBreaching',
    timing: { period, datapoints },
    reasons: latencyReasons(requestsAtLeast),
  };
}
