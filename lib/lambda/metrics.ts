import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Run } from '../domain/gate.ts';
import { type MetricValue, metricNames, metricsNamespace, timeMetrics } from '../domain/metrics.ts';
import { logOf } from './log.ts';

/** What a run left behind. */
interface Measured {
  readonly service: string;
  readonly environment: string;
  readonly run: Pick<Run, 'id'>;
}

/**
 * Writes a report's metrics to stdout in CloudWatch's embedded metric format, a line for each combination of dimensions: CloudWatch Logs
 * makes metrics of them, without a call that could fail. Never throws: a report counts, whether or not it is counted.
 */
export function emitMetrics<Report extends Measured>(
  step: string,
  report: Report,
  measure: (report: Report) => readonly MetricValue[],
): void {
  const { service, environment, run } = report;
  try {
    const metrics = new Metrics({ namespace: metricsNamespace });
    // Powertools' own dimension is called `service`.
    metrics.clearDefaultDimensions();
    for (const [dimensions, some] of bySeries(measure(report))) {
      metrics.addDimensions({ Service: service, Environment: environment, ...dimensions });
      metrics.addMetadata('run', run.id);
      for (const { metric, value } of some) metrics.addMetric(metricNames[metric], unitOf(metric), value);
      metrics.publishStoredMetrics();
    }
  } catch (cause) {
    logOf(step, run).warn('metrics not written', { cause });
  }
}

const unitOf = (metric: MetricValue['metric']) =>
  timeMetrics.includes(metric) ? MetricUnit.Milliseconds : MetricUnit.Count;

/** In the order in which they came. */
function bySeries(values: readonly MetricValue[]): [MetricValue['dimensions'], MetricValue[]][] {
  const groups = Map.groupBy(values, ({ dimensions }) => JSON.stringify(dimensions));
  return [...groups.values()].map((some) => [some[0]?.dimensions ?? {}, some]);
}
