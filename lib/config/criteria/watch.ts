import * as z from 'zod/mini';
import { isRecord } from '../../domain/is-record.ts';
import { type OneOf, oneOf } from '../one-of.ts';
import { isOwn } from '../presets/any-metric.ts';
import type { Metric } from '../presets/signals.ts';
import { listOf } from './watched-alarms.ts';

/** All that can be watched. Of all but a probe, an alarm tells. */
export const watchable = [
  'loadBalancer',
  'httpApi',
  'lambda',
  'ecsService',
  'rds',
  'metric',
  'alarm',
  'probe',
] as const;
export type Watchable = (typeof watchable)[number];

type Shape = { readonly [W in Watchable]?: z.ZodMiniType };

/** Why something cannot be watched for a criterion, and what to write instead. */
export type CannotWatch<S> = { readonly [W in Exclude<Watchable, keyof S>]: string };

/**
 * What a criterion watches: one of these, or a list of them.
 * @param cannot all others: each is told of by itself.
 * @param more forms that stand beside these.
 */
export function watchOf<const S extends Shape & Record<string, z.ZodMiniType>>(
  shape: S,
  cannot: CannotWatch<S>,
  more: readonly string[] = [],
) {
  const one = oneOf(shape, (input) => reasonIn(input, cannot), more);
  const any = z.union([z.array(one).check(z.minLength(1), z.maxLength(10)), one]);
  any.register(z.globalRegistry, { description: 'one of the things below, or a list of 1 to 10 of them' });
  return any as z.ZodMiniUnion<readonly [z.ZodMiniArray<OneOf<S>>, OneOf<S>]>;
}

function reasonIn(input: unknown, cannot: Readonly<Record<string, string>>): string | undefined {
  if (input === 'people')
    return "must name what tells of it: people alone watch nothing but data-loss; write off('reason') else";
  const [key] = isRecord(input) ? Object.keys(input) : [];
  return key !== undefined && Object.hasOwn(cannot, key) ? cannot[key] : undefined;
}

/** Why none of what runs a service tells of a criterion. @param why goes on after the name of each. */
export const noService = (why: string) => ({
  loadBalancer: `a load balancer ${why}`,
  httpApi: `an HTTP API ${why}`,
  lambda: `a Lambda function ${why}`,
  ecsService: `an ECS service ${why}`,
});

/** What answers requests: the usual things to watch. */
export const whatAnswers = '{ loadBalancer: { … } }, { httpApi: { … } } or { lambda: { … } }';

/** Why a probe, which is asked some times within the hour, does not tell of a criterion. @param instead what does. */
export const tooSeldom = (instead: string): string =>
  `a probe is asked at each verification alone, some times within the hour: watch ${instead}, and probe it in the check health-checks`;

interface Watching {
  readonly period: number;
  readonly watch: object | readonly object[];
}

/** What AWS itself reports comes once a minute: in most shorter periods there would be nothing. */
export const isOftenEnough = ({ period, watch }: Watching): boolean => period >= 60 || listOf(watch).every(isOften);
export const tooOften =
  "must be '1m' or longer: what AWS reports comes once a minute; only a metric of your own may come more often";

function isOften(one: object): boolean {
  if (!('metric' in one)) return 'alarm' in one || 'probe' in one;
  const metrics = isRecord(one.metric) && 'errors' in one.metric ? Object.values(one.metric) : [one.metric];
  return metrics.every((metric) => isOwn(metric as Metric));
}
