import { breaching, type Datapoints, missing, within } from '../../../lib/alarms/datapoint.ts';
import type { Mark } from '../../support/alarm-prose.ts';

const byMark = { '0': within, X: breaching, '-': missing } as const;

/** Datapoints as lib/alarms has them. */
export const pointsOf = (marks: readonly Mark[]): Datapoints => Int8Array.from(marks, (mark) => byMark[mark]);
