import * as z from 'zod/mini';
import type { Latency, Metric, Pulse, Traffic } from './signals.ts';

/** A stage of an HTTP API of API Gateway. */
export const httpApi = z.strictObject({
  id: z.string().check(z.regex(/^[a-z0-9]{1,32}$/, "must be an HTTP API's ID, for example a1b2c3d4e5")),
  stage: z._default(
    z.string().check(z.regex(/^(?:\$default|[\w-]{1,128})$/, "must be a stage's name, for example $default")),
    '$default',
  ),
});
type HttpApi = z.output<typeof httpApi>;

const nameOf = ({ id, stage }: HttpApi): string => `HTTP API ${id}, stage ${stage}`;

const metric = (name: string, { id, stage }: HttpApi): Metric => ({
  namespace: 'AWS/ApiGateway',
  metric: name,
  dimensions: { ApiId: id, Stage: stage },
});

export function trafficOfHttpApi(one: HttpApi): Traffic {
  return { what: nameOf(one), errors: [metric('5xx', one)], requests: metric('Count', one) };
}

export function pulseOfHttpApi(one: HttpApi): Pulse {
  return {
    what: nameOf(one),
    means: 'no request at all',
    because: 'which needs steady traffic, or a probe that asks every minute',
    metric: metric('Count', one),
    stat: 'Sum',
    below: 1,
  };
}

/** Latency is in milliseconds: from the request's arrival to the answer's departure. */
export function latencyOfHttpApi(one: HttpApi): Latency {
  return { what: nameOf(one), metric: metric('Latency', one), millisecondsPerUnit: 1 };
}
