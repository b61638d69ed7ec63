import { breaching, type Datapoints, missing, within } from '../alarms/datapoint.ts';
import { judgeSeries } from '../alarms/judge-series.ts';
import type { AlarmDefinition } from '../domain/window/alarm.ts';
import { minuteMs } from './evaluations.ts';
import type { Judged } from './replay-stretch.ts';
import type { WindowSpan } from './replay-window.ts';

/** How many minutes after the history's beginning a window's fault begins: at the first whole one after a third of the window. */
export function onsetOf({ startMs }: { readonly startMs: number }, { openedMs, endsMs }: WindowSpan): number {
  return Math.ceil((openedMs + (endsMs - openedMs) / 3 - startMs) / minuteMs);
}

/** What a fault is to an alarm. */
export interface Fault {
  readonly point: Datapoints[number];
  /** How many minutes of the fault a period must have to be taken for a faulty one. */
  readonly minutes: number;
}

/**
 * Twice the threshold: a period is beyond it once more than half of it is. An alarm that is red below its threshold gets 0, or silence
 * where that is what it is about, which is the slower one of the two; of silence, a period must have nothing else.
 */
export function faultFor(definition: AlarmDefinition): Fault {
  const { comparison, threshold, missingData, periodSeconds } = definition;
  const minutes = periodSeconds / 60;
  const isLess = comparison.startsWith('Less');
  if (isLess && missingData === 'breaching') return { point: missing, minutes };
  // Twice 0 would be no fault.
  const value = isLess ? 0 : threshold + (Math.abs(threshold) || 1);
  const point = judgeSeries(Float64Array.of(value), definition)[0] ?? within;
  return { point, minutes: isLess ? minutes : Math.floor(minutes / 2) + 1 };
}

/** What the fault of an alarm that each window makes for itself is: its threshold is above 0. */
export const ownFault = ({ periodSeconds }: AlarmDefinition): Fault => ({
  point: breaching,
  minutes: Math.floor(periodSeconds / 120) + 1,
});

export interface Injection {
  readonly onset: number;
  /** The last evaluation. */
  readonly last: number;
  /** How far before the onset evaluations look. */
  readonly before: number;
  readonly fault: Fault;
  /** Where there are enough requests; undefined where none are asked for. */
  readonly isMet?: (index: number) => boolean;
}

/** The datapoints around a fault, with it. */
export function injectFault(judged: Judged, { onset, last, before, fault, isMet }: Injection): Judged {
  const offset = Math.max(judged.offset, onset - before);
  const points = judged.points.slice(offset - judged.offset, last - judged.offset);
  for (let index = onset + fault.minutes - 1; index < last; index += 1) {
    if (isMet === undefined || isMet(index)) points[index - offset] = fault.point;
  }
  return { points, offset };
}
