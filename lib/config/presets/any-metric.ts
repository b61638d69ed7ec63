import * as z from 'zod/mini';
import { dimensionsSchema } from '../../domain/metric.ts';
import type { Latency, Metric, Pulse, Traffic } from './signals.ts';

const text = z.string().check(z.minLength(1), z.maxLength(255), z.regex(/^\P{Cc}*$/u, 'must be one line of text'));

/** Any metric in CloudWatch, as CloudWatch lists it. */
export const metric = z.strictObject({
  namespace: text,
  metric: text,
  dimensions: z._default(dimensionsSchema, {}),
});

const stat = z
  .string()
  .check(
    z.regex(
      /^(?:Sum|Average|Minimum|Maximum|SampleCount|p(?:[1-9]\d?(?:\.\d{1,2})?|100))$/,
      'must be Sum, Average, Minimum, Maximum, SampleCount or a percentile, for example p95',
    ),
  )
  .register(z.globalRegistry, {
    description: '`Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount` or a percentile, such as `p95`',
  });

/** A metric that must stay on one side of a limit. */
export const limitedMetric = z
  .extend(metric, {
    stat,
    /** Red above this. */
    above: z.optional(z.number()),
    /** Red below this. */
    below: z.optional(z.number()),
    /**
     * What a period without a value is. `missing`: then nobody sees anything, and the window does not end healthy.
     * Left out, it is `notBreaching` with `above` (what goes wrong is silent while nothing does), `breaching` with `below`.
     */
    missingData: z.optional(z.enum(['breaching', 'notBreaching', 'missing'])),
  })
  .check(
    z.refine(
      ({ above, below }) => (above === undefined) !== (below === undefined),
      'must have a limit: above or below, one of them',
    ),
  );
export type LimitedMetric = z.output<typeof limitedMetric>;

/** A metric that is below a value when nobody serves. */
export const pulseMetric = z.extend(metric, { stat, below: z.number() });

/** A metric of response times with a sample for each request. */
export const latencyMetric = z.extend(metric, { unit: z.enum(['seconds', 'milliseconds', 'microseconds']) });

/** Two metrics, whose sums are compared. */
export const trafficMetrics = z.strictObject({ errors: metric, requests: metric });

export const nameOfMetric = ({ namespace, metric: name }: Metric): string => `metric ${name} of ${namespace}`;

const ofMetric = ({ namespace, metric: name, dimensions }: Metric): Metric => ({ namespace, metric: name, dimensions });

export function trafficOfMetrics({ errors, requests }: z.output<typeof trafficMetrics>): Traffic {
  return { what: nameOfMetric(requests), errors: [errors], requests };
}

export function pulseOfMetric(one: z.output<typeof pulseMetric>): Pulse {
  return {
    what: nameOfMetric(one),
    means: `${one.stat} below ${one.below}`,
    because: 'as it was configured',
    metric: ofMetric(one),
    stat: one.stat,
    below: one.below,
  };
}

const perUnit = { seconds: 1000, milliseconds: 1, microseconds: 0.001 } as const;

export function latencyOfMetric(one: z.output<typeof latencyMetric>): Latency {
  return { what: nameOfMetric(one), metric: ofMetric(one), millisecondsPerUnit: perUnit[one.unit] };
}

/** Only the application's own metrics come more often than once a minute. */
export const isOwn = ({ namespace }: Pick<Metric, 'namespace'>): boolean => !/^(?:AWS|ECS)\//.test(namespace);
