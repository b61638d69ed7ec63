import type * as z from 'zod/mini';
import { latencyMetric, latencyOfMetric } from './any-metric.ts';
import { latencyOfLoadBalancer, loadBalancer } from './application-load-balancer.ts';
import { httpApi, latencyOfHttpApi } from './http-api.ts';
import { lambda, latencyOfLambda } from './lambda-function.ts';
import type { Latency } from './signals.ts';

/** All whose response times can be seen. */
export const reportsLatency = { loadBalancer, httpApi, lambda, metric: latencyMetric } as const;

type Reporters = typeof reportsLatency;
export type ReportsLatency = {
  [K in keyof Reporters]: { readonly [Key in K]: z.output<Reporters[K]> };
}[keyof Reporters];

export function latencyOf(one: ReportsLatency): Latency {
  if ('loadBalancer' in one) return latencyOfLoadBalancer(one.loadBalancer);
  if ('httpApi' in one) return latencyOfHttpApi(one.httpApi);
  return 'lambda' in one ? latencyOfLambda(one.lambda) : latencyOfMetric(one.metric);
}
