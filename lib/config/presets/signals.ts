/** One metric in CloudWatch, with all of its dimensions. */
export interface Metric {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/*
 * What can be seen of something that is watched, in the terms in which a criterion makes an alarm of it. `what` says in words what
 * that something is: `the load balancer app/shop/50dc6c495c0c9188`.
 */

/** How many requests there are, and how many of them fail: sums. */
export interface Traffic {
  readonly what: string;
  readonly errors: readonly [Metric, ...Metric[]];
  readonly requests: Metric;
}

/** What is below a value when nobody serves. */
export interface Pulse {
  readonly what: string;
  /** In words: `no healthy target`. */
  readonly means: string;
  /** Why it is this statistic, or what else there is to know; a sentence's end. */
  readonly because: string;
  readonly metric: Metric;
  readonly stat: string;
  readonly below: number;
}

/** How long answers take: a metric with percentiles, with a sample for each request. */
export interface Latency {
  readonly what: string;
  readonly metric: Metric;
  readonly millisecondsPerUnit: number;
}

/** What must not pass a limit. */
export interface Load {
  readonly what: string;
  /** In words: `CPU use`, `database connections`. */
  readonly of: string;
  readonly metric: Metric;
  readonly stat: string;
}
