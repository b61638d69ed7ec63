import * as z from 'zod/mini';
import type { AlarmSeries } from '../../domain/window/alarm.ts';
import { type CriterionId, defaultResponse, responses } from '../../domain/window/criterion.ts';
import { fits } from '../fits.ts';
import { trafficMetrics, trafficOfMetrics } from '../presets/any-metric.ts';
import { loadBalancerTraffic, trafficOfLoadBalancer } from '../presets/application-load-balancer.ts';
import { existingAlarm } from '../presets/existing-alarm.ts';
import { httpApi, trafficOfHttpApi } from '../presets/http-api.ts';
import { lambda, trafficOfLambda } from '../presets/lambda-function.ts';
import type { Traffic } from '../presets/signals.ts';
import type { WatchedAlarmSettings } from '../window-settings.ts';
import { type AlarmContext, type AlarmParts, seriesOf } from './define-alarm.ts';
import { type Datapoints, timing } from './timing.ts';
import { isOftenEnough, tooOften, tooSeldom, watchOf, whatAnswers } from './watch.ts';
import { watchedAlarms } from './watched-alarms.ts';

const watch = watchOf(
  { loadBalancer: loadBalancerTraffic, httpApi, lambda, metric: trafficMetrics, alarm: existingAlarm },
  {
    ecsService: 'an ECS service reports no requests: watch its load balancer, { loadBalancer: { … } }',
    rds: `a database reports no requests of the service: watch what answers them, ${whatAnswers}`,
    probe: tooSeldom(`what counts every request, ${whatAnswers}`),
  },
);
type Watch = Exclude<z.output<typeof watch>, readonly unknown[]>;

const errorRate = (id: CriterionId, usual: { readonly percent: number; readonly datapoints: Datapoints }) =>
  z
    .strictObject({
      watch,
      /** Of the requests of a period; more than that is red. */
      abovePercent: z._default(z.number().check(z.minimum(0.1), z.maximum(50)), usual.percent),
      /** Of fewer requests in a period no rate is made. Left out: 200 divided by the percentage. */
      requestsAtLeast: z.optional(z.int().check(z.minimum(1), z.maximum(1_000_000))),
      ...timing(usual.datapoints),
      response: z._default(z.enum(responses), defaultResponse(id)),
    })
    .check(fits(isOftenEnough, 'period', tooOften));

export const errorRateCritical = errorRate('error-rate-critical', { percent: 5, datapoints: '2 of 3' });
export const errorRateHigh = errorRate('error-rate-high', { percent: 1, datapoints: '3 of 5' });
type Settings = z.output<typeof errorRateCritical>;

export function errorRateAlarms(context: AlarmContext, settings: Settings): WatchedAlarmSettings[] {
  return watchedAlarms(context, settings.watch, (one) => errorRateParts(trafficOf(one), settings));
}

function trafficOf(one: Exclude<Watch, { readonly alarm: unknown }>): Traffic {
  if ('loadBalancer' in one) return trafficOfLoadBalancer(one.loadBalancer);
  if ('httpApi' in one) return trafficOfHttpApi(one.httpApi);
  return 'lambda' in one ? trafficOfLambda(one.lambda) : trafficOfMetrics(one.metric);
}

/** So many bad requests it takes at least: one may be anything, and two a coincidence. */
const fewestErrors = 3;

function errorRateParts({ what, errors, requests }: Traffic, settings: Settings): AlarmParts {
  const { abovePercent, requestsAtLeast, period, datapoints } = settings;
  const floor = requestsAtLeast ?? floorFor(abovePercent);
  const why =
    requestsAtLeast === undefined ? `since then it takes ${fewestErrors} errors at least` : 'as it was configured';
  return {
    means: `more than ${abovePercent} % of the requests fail: ${what}`,
    series: rate(errors, requests, floor),
    returns: 'rate',
    comparison: 'GreaterThanThreshold',
    threshold: abovePercent,
    missingData: 'notBreaching',
    timing: { period, datapoints },
    reasons: {
      datapoints: 'since one bad period may be the change of versions, and a late one must not hide the others',
      missingData: 'since without requests none fails; service-outage watches for silence',
      floor: `${floor} requests a period, ${why}`,
    },
  };
}

/** The fewest requests of which more than so many percent are three errors: at 5 %, more than 2 of 40. */
const floorFor = (percent: number): number => Math.ceil(((fewestErrors - 1) * 100) / percent);

/**
 * A period in which nothing is counted, which the newest may be for some minutes, has no datapoint here either: filled with 0 it would be
 * a good one, and the alarm stuck in OK ("Using metric math", FILL). Where requests are counted and errors are not, arithmetic takes
 * these for 0. And a load balancer without a healthy target answers with errors without counting requests: where there are more errors
 * than requests, these are the requests.
 */
function rate(errors: Traffic['errors'], requests: Traffic['requests'], floor: number): readonly AlarmSeries[] {
  const failed = errors.map((one, index) => seriesOf(`failed${index + 1}`, 'Sum', one));
  const [only = '', ...others] = failed.map(({ id }) => id);
  const all = others.length === 0 ? only : `SUM([${[only, ...others].join(', ')}])`;
  return [
    ...failed,
    seriesOf('answered', 'Sum', requests),
    { id: 'errors', expression: all, label: 'errors' },
    { id: 'requests', expression: 'MAX([answered, errors])', label: 'requests' },
    { id: 'rate', expression: `IF(requests >= ${floor}, 100 * errors / requests, 0)`, label: 'errors in percent' },
  ];
}
