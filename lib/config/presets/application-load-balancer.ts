import * as z from 'zod/mini';
import type { Latency, Metric, Pulse, Traffic } from './signals.ts';

/** An Application Load Balancer and the target group of the service behind it, by the ends of their ARNs. */
export const loadBalancer = z.strictObject({
  loadBalancer: z
    .string()
    .check(
      z.regex(
        /^app\/[A-Za-z0-9-]{1,32}\/[0-9a-f]{16}$/,
        "must be the end of a load balancer's ARN, for example app/shop/50dc6c495c0c9188",
      ),
    )
    .register(z.globalRegistry, { description: "end of a load balancer's ARN, such as `app/shop/50dc6c495c0c9188`" }),
  targetGroup: z
    .string()
    .check(
      z.regex(
        /^targetgroup\/[A-Za-z0-9-]{1,32}\/[0-9a-f]{16}$/,
        "must be the end of a target group's ARN, for example targetgroup/shop-api/73e2d6bc24d8a067",
      ),
    )
    .register(z.globalRegistry, {
      description: "end of a target group's ARN, such as `targetgroup/shop-api/73e2d6bc24d8a067`",
    }),
});

/** Where requests are counted, it matters whose errors the load balancer's own are. */
export const loadBalancerTraffic = z.extend(loadBalancer, {
  /** Whether other services stand behind the same load balancer: its own errors (502, 503, 504) may be theirs then, and do not count. */
  shared: z._default(z.boolean(), false),
});

type LoadBalancer = z.output<typeof loadBalancer>;

const nameOf = ({ loadBalancer: name, targetGroup }: LoadBalancer): string => `${targetGroup} behind ${name}`;

const metric = (name: string, { loadBalancer: LoadBalancer, targetGroup }: LoadBalancer): Metric => ({
  namespace: 'AWS/ApplicationELB',
  metric: name,
  dimensions: { LoadBalancer, TargetGroup: targetGroup },
});

export function trafficOfLoadBalancer(one: z.output<typeof loadBalancerTraffic>): Traffic {
  // What the load balancer answers itself is counted for it alone, not for a target group.
  const own = { namespace: 'AWS/ApplicationELB', metric: 'HTTPCode_ELB_5XX_Count' };
  const ofTargets = metric('HTTPCode_Target_5XX_Count', one);
  return {
    what: nameOf(one),
    errors: one.shared ? [ofTargets] : [ofTargets, { ...own, dimensions: { LoadBalancer: one.loadBalancer } }],
    requests: metric('RequestCount', one),
  };
}

export function pulseOfLoadBalancer(one: LoadBalancer): Pulse {
  return {
    what: nameOf(one),
    means: 'no healthy target',
    because: 'Maximum, since one zone that sees a healthy target still serves',
    metric: metric('HealthyHostCount', one),
    stat: 'Maximum',
    below: 1,
  };
}

/** TargetResponseTime is in seconds. */
export function latencyOfLoadBalancer(one: LoadBalancer): Latency {
  return { what: nameOf(one), metric: metric('TargetResponseTime', one), millisecondsPerUnit: 1000 };
}
