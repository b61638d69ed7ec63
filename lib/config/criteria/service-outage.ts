import * as z from 'zod/mini';
import { defaultResponse, responses } from '../../domain/window/criterion.ts';
import { fits } from '../fits.ts';
import { pulseMetric, pulseOfMetric } from '../presets/any-metric.ts';
import { loadBalancer, pulseOfLoadBalancer } from '../presets/application-load-balancer.ts';
import { ecsService, pulseOfEcsService } from '../presets/ecs-service.ts';
import { existingAlarm } from '../presets/existing-alarm.ts';
import { httpApi, pulseOfHttpApi } from '../presets/http-api.ts';
import { lambda, pulseOfLambda } from '../presets/lambda-function.ts';
import type { Pulse } from '../presets/signals.ts';
import type { WatchedAlarmSettings } from '../window-settings.ts';
import { type AlarmContext, type AlarmParts, seriesOf } from './define-alarm.ts';
import { type Timing, timing } from './timing.ts';
import { isOftenEnough, tooOften, tooSeldom, watchOf, whatAnswers } from './watch.ts';
import { watchedAlarms } from './watched-alarms.ts';

const watch = watchOf(
  { loadBalancer, httpApi, lambda, ecsService, metric: pulseMetric, alarm: existingAlarm },
  {
    rds: `a database is not the service: watch what answers its requests, ${whatAnswers}`,
    probe: tooSeldom(`what is seen every minute, ${whatAnswers}, or an alarm of a canary, { alarm: { name } }`),
  },
);
type Watch = Exclude<z.output<typeof watch>, readonly unknown[]>;

/** The criterion's own two minutes. */
const shortestOutage = 120;

export const serviceOutage = z
  .strictObject({
    watch,
    ...timing('2 of 2'),
    response: z._default(z.enum(responses), defaultResponse('service-outage')),
  })
  .check(
    fits(isOftenEnough, 'period', tooOften),
    fits(
      ({ period, datapoints }) => period * datapoints.toAlarm >= shortestOutage,
      'datapoints',
      `must make ${shortestOutage} s at least, as M times the period: shorter is no outage yet, as the checklist has it`,
    ),
  );
type Settings = z.output<typeof serviceOutage>;

export function serviceOutageAlarms(context: AlarmContext, settings: Settings): WatchedAlarmSettings[] {
  return watchedAlarms(context, settings.watch, (one) => outageParts(pulseOf(one), settings));
}

function pulseOf(one: Exclude<Watch, { readonly alarm: unknown }>): Pulse {
  if ('loadBalancer' in one) return pulseOfLoadBalancer(one.loadBalancer);
  if ('httpApi' in one) return pulseOfHttpApi(one.httpApi);
  if ('lambda' in one) return pulseOfLambda(one.lambda);
  return 'ecsService' in one ? pulseOfEcsService(one.ecsService) : pulseOfMetric(one.metric);
}

function outageParts({ what, means, because, metric, stat, below }: Pulse, timings: Timing): AlarmParts {
  const { period, datapoints } = timings;
  return {
    means: `${means} (${because}): ${what}`,
    series: [seriesOf('pulse', stat, metric)],
    returns: 'pulse',
    comparison: 'LessThanThreshold',
    threshold: below,
    missingData: 'breaching',
    timing: { period, datapoints },
    reasons: {
      datapoints: `since ${period * datapoints.toAlarm} s without service are an outage, and less is none yet`,
      missingData: 'since silence is an outage: what does not report may not be there',
      floor: 'none, since no request at all is what this is about',
    },
  };
}
