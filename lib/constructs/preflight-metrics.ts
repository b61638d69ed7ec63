import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { CheckId } from '../domain/checklist.ts';
import { type MetricName, metricNames, metricsNamespace } from '../domain/metrics.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { CriterionId } from '../domain/window/criterion.ts';
import type { WindowResult } from '../domain/window/window.ts';

/** The metrics that the functions of one gate, and of its rollback window, write: to draw, or to alarm on. */
export abstract class PreflightMetrics extends Construct {
  abstract readonly service: string;
  abstract readonly environment: string;

  /**
   * How many runs of the gate were decided.
   * @param options `verdict`: only those that were decided so. @default - all, their sum over a day
   */
  metricGates({ verdict, ...options }: MetricOptions & { readonly verdict?: Verdict } = {}): Metric {
    return this.#count('gates', verdict === undefined ? {} : { Verdict: verdict }, options);
  }

  /**
   * How long runs of the gate took to their verdict, in milliseconds: also the time that people took.
   * @default - the median over a day
   */
  metricTimeToVerdict(options: MetricOptions = {}): Metric {
    return this.#metric('timeToVerdict', {}, { statistic: Stats.p(50), ...options });
  }

  /**
   * How often a check was looked at, or could not be, in gates and in verifications of rollback windows.
   * @param check its id, or that of a criterion with probes.
   * @param options `outcome`: only where it came to this. @default - all, their sum over a day
   */
  metricChecks(
    check: CheckId | CriterionId,
    { outcome, ...options }: MetricOptions & { readonly outcome?: Exclude<Outcome, 'skipped'> } = {},
  ): Metric {
    return this.#count('checks', { Check: check, ...(outcome === undefined ? {} : { Outcome: outcome }) }, options);
  }

  /**
   * Of the times that a check passed in a verification, the part in which it had to be repeated: 0 to 1.
   * @param check its id, or that of a criterion with probes.
   * @default - the average over a day
   */
  metricFlakes(check: CheckId | CriterionId, options: MetricOptions = {}): Metric {
    return this.#metric('flakes', { Check: check }, { statistic: Stats.AVERAGE, ...options });
  }

  /**
   * How long people took to decide an item, in milliseconds; what expired is not in it.
   * @default - the median over a day
   */
  metricApprovalLatency(options: MetricOptions = {}): Metric {
    return this.#metric('approvalLatency', {}, { statistic: Stats.p(50), ...options });
  }

  /**
   * How many rollback windows ended; drills are in it.
   * @param options `result`: only those that ended so. @default - all, their sum over a day
   */
  metricWindows({ result, ...options }: MetricOptions & { readonly result?: WindowResult } = {}): Metric {
    return this.#count('windows', result === undefined ? {} : { Result: result }, options);
  }

  /**
   * From the trigger's own time, which is when its alarm turned red, to the verified rollback, in milliseconds; drills are in it.
   * @default - the longest of a day
   */
  metricTimeToRolledBack(options: MetricOptions = {}): Metric {
    return this.#metric('timeToRolledBack', {}, { statistic: Stats.MAXIMUM, ...options });
  }

  #count(name: MetricName, dimensions: Readonly<Record<string, string>>, options: MetricOptions): Metric {
    return this.#metric(name, dimensions, { statistic: Stats.SUM, ...options });
  }

  #metric(name: MetricName, dimensions: Readonly<Record<string, string>>, options: MetricOptions): Metric {
    const { service, environment } = this;
    return new Metric({
      period: Duration.days(1),
      ...options,
      namespace: metricsNamespace,
      metricName: metricNames[name],
      dimensionsMap: { Service: service, Environment: environment, ...dimensions },
    });
  }
}
