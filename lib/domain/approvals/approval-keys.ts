import type { Waiver } from './approval.ts';

/** How the table keeps approvals: the names of its keys, and of the index in which open items lie by when they expire. */
export const approvalKeys = {
  partition: 'partition',
  order: 'order',
  /** A global secondary index: sparse, since only an open item of a run that is not closed has its partition key. */
  pending: 'pending',
  /** The index's partition key: the attribute is there with this one value, or not at all. */
  pendingValue: 'open',
  /** The index's sort key. */
  expires: 'expiresAt',
} as const;

/** Whose waivers hold: one gate's, so those of one service and environment. */
export interface WaiverScope {
  readonly service: string;
  readonly environment: string;
}

/** A run, what its checks found and its items, and nothing else: whoever reads it all gets no task token. */
export function runPartition(run: string): string {
  return `run#${run}`;
}

/** Within a run's partition: the run itself, and what its checks found. */
export const runOrder = 'run';
export const checksOrder = 'checks';

/** With which the order of each item begins. */
export const itemPrefix = 'item#';

export function itemOrder(item: string): string {
  return `${itemPrefix}${item}`;
}

/** The task tokens of a run, in the order of their items' ids. */
export function tokenPartition(run: string): string {
  return `token#${run}`;
}

/** Waivers that hold for later runs too. */
export function waiverPartition({ service, environment }: WaiverScope): string {
  return `waiver#${service}#${environment}`;
}

/** Within a partition by the last day, so that a query reads only those that still hold. */
export function waiverOrder({ until, check, run }: Pick<Waiver, 'until' | 'check' | 'run'>): string {
  return `${until}#${check}#${run}`;
}
