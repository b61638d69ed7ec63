import * as z from 'zod/mini';
import type { Latency, Metric, Pulse, Traffic } from './signals.ts';

/** A Lambda function behind the alias that serves. */
export const lambda = z.strictObject({
  function: z.string().check(z.regex(/^[\w-]{1,64}$/, "must be a function's name, for example shop-api")),
  alias: z
    .string()
    .check(z.regex(/^(?!\d+$)[\w-]{1,128}$/, "must be an alias's name, for example live (not a version's number)")),
});
type Lambda = z.output<typeof lambda>;

const nameOf = ({ function: name, alias }: Lambda): string => `Lambda function ${name}:${alias}`;

/** `Resource` narrows it to what came through the alias ("Using CloudWatch metrics with Lambda"). */
const metric = (name: string, { function: FunctionName, alias }: Lambda): Metric => ({
  namespace: 'AWS/Lambda',
  metric: name,
  dimensions: { FunctionName, Resource: `${FunctionName}:${alias}` },
});

export function trafficOfLambda(one: Lambda): Traffic {
  return { what: nameOf(one), errors: [metric('Errors', one)], requests: metric('Invocations', one) };
}

export function pulseOfLambda(one: Lambda): Pulse {
  return {
    what: nameOf(one),
    means: 'no invocation at all',
    because: 'which needs steady traffic, or a probe that asks every minute',
    metric: metric('Invocations', one),
    stat: 'Sum',
    below: 1,
  };
}

/** Duration is in milliseconds. */
export function latencyOfLambda(one: Lambda): Latency {
  return { what: nameOf(one), metric: metric('Duration', one), millisecondsPerUnit: 1 };
}
