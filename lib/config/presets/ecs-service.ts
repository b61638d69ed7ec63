import * as z from 'zod/mini';
import type { Load, Metric, Pulse } from './signals.ts';

const name = (example: string) =>
  z.string().check(z.regex(/^[\w-]{1,255}$/, `must be a name in Amazon ECS, not an ARN, for example ${example}`));

/** A service of Amazon ECS. */
export const ecsService = z.strictObject({ cluster: name('production'), service: name('shop-api') });
type EcsService = z.output<typeof ecsService>;

const nameOf = ({ cluster, service }: EcsService): string => `ECS service ${service} in ${cluster}`;

const metric = (namespace: string, metricName: string, { cluster, service }: EcsService): Metric => ({
  namespace,
  metric: metricName,
  dimensions: { ClusterName: cluster, ServiceName: service },
});

/** Only Container Insights counts running tasks: the cluster must have it on. */
export function pulseOfEcsService(one: EcsService): Pulse {
  return {
    what: nameOf(one),
    means: 'no running task',
    because: 'as Container Insights counts them, which the cluster must have on',
    metric: metric('ECS/ContainerInsights', 'RunningTaskCount', one),
    stat: 'Maximum',
    below: 1,
  };
}

export function cpuOfEcsService(one: EcsService): Load {
  return { what: nameOf(one), of: 'CPU use', metric: metric('AWS/ECS', 'CPUUtilization', one), stat: 'Average' };
}
