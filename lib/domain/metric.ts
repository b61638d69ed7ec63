import * as z from 'zod/mini';
import { SourceError } from './source-error.ts';

/** One metric in CloudWatch; all of its dimensions, since CloudWatch matches them exactly. */
export interface MetricQuery {
  /** The asker's name for it, unique among the asked. */
  readonly id: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly stat: 'Average' | 'Maximum' | 'Minimum' | 'SampleCount' | 'Sum';
}

export interface Datapoint {
  readonly value: number;
  /** The start of the minute that it stands for. */
  readonly at: Date;
}

export const dimensionsSchema = z
  .record(z.string().check(z.minLength(1)), z.string().check(z.minLength(1)))
  .check(
    z.refine(
      (dimensions) => Object.keys(dimensions).length >= 1 && Object.keys(dimensions).length <= 30,
      'must name all dimensions of the metric (1 to 30), as CloudWatch lists them',
    ),
  );

/** How far back a datapoint may lie to count as the present. */
export const recentMinutesSchema = z._default(z.int().check(z.minimum(2), z.maximum(180)), 15);

/**
 * The datapoint of `id`: what is not there is never taken for a good value.
 * @throws SourceError when there is none.
 */
export function recentDatapoint(
  found: ReadonlyMap<string, Datapoint>,
  asked: { readonly id: string; readonly what: string; readonly recentMinutes: number },
): Datapoint {
  const point = found.get(asked.id);
  if (point === undefined) {
    throw new SourceError(`CloudWatch has no datapoint of the last ${asked.recentMinutes} minutes of ${asked.what}`);
  }
  return point;
}
