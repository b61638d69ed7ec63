import { type MetricName, minutes, type Reported, type Run } from '../../bench/detection/simulate.ts';

/** Minutes of a window that is made by hand; it opens with minute 30, and lasts an hour. */
export interface HandMade {
  /** In seconds after the first minute's beginning. */
  readonly onset?: number;
  /** Requests of a minute; NaN where nothing is reported. @default 100 */
  readonly requests?: (minute: number) => number;
  /** @default 0 */
  readonly failed?: (minute: number) => number;
  /** In milliseconds. @default 100 */
  readonly p99?: (minute: number) => number;
  /** Hosts that are healthy. @default 2 */
  readonly hosts?: (minute: number) => number;
  /** How many minutes later than others a datapoint comes, of all metrics. @default 0 */
  readonly later?: (minute: number) => number;
}

export function handMadeRun(given: HandMade): Run {
  const { onset = Number.POSITIVE_INFINITY, requests = () => 100, failed = () => 0 } = given;
  const { p99 = () => 100, hosts = () => 2, later = () => 0 } = given;
  const nothing = () => Number.NaN;
  const reported = (stats: Readonly<Record<string, (minute: number) => number>>): Reported => ({
    stats: Object.fromEntries(Object.entries(stats).map(([stat, value]) => [stat, eachMinute(value)])),
    later: Uint8Array.from({ length: minutes }, (_, minute) => later(minute)),
  });
  const seconds = (minute: number) => p99(minute) / 1000;
  const metrics: Record<MetricName, Reported> = {
    RequestCount: reported({ Sum: requests }),
    HTTPCode_Target_5XX_Count: reported({ Sum: failed }),
    HTTPCode_ELB_5XX_Count: reported({ Sum: nothing }),
    HealthyHostCount: reported({ Maximum: hosts }),
    TargetResponseTime: reported({ p95: seconds, p99: seconds, SampleCount: requests }),
    DatabaseConnections: reported({ Maximum: () => 70 }),
    CPUUtilization: reported({ Average: () => 40 }),
    FailedSearches: reported({ Sum: nothing }),
    LostOrders: reported({ Sum: nothing }),
  };
  return { openAt: 30 * 60, endsAt: 90 * 60, onset, metrics, before: { p95Ms: 100, samples: 6000 } };
}

const eachMinute = (value: (minute: number) => number): Float64Array =>
  Float64Array.from({ length: minutes }, (_, minute) => value(minute));
