import type { History } from './history.ts';

/** How many minutes after the history's beginning evaluations stand: those from the first to the last, both in it. */
export interface Stretch {
  readonly first: number;
  readonly last: number;
}

export const minuteMs = 60_000;
type Start = Pick<History, 'startMs'>;

/** When the evaluation after so many minutes takes place, in ms since 1970. */
export const timeOf = ({ startMs }: Start, evaluation: number): number => startMs + evaluation * minuteMs;

/** Those whose changes count in a window: as `isWithin` of lib/domain/window/transition.ts has it, where a whole second stands for all of it. */
export function evaluationsIn({ startMs }: Start, openedMs: number, endsMs: number): Stretch {
  const wholeSecond = 999;
  return {
    first: Math.ceil((openedMs - wholeSecond - startMs) / minuteMs),
    last: Math.floor((endsMs - startMs) / minuteMs),
  };
}

/** Those of an alarm that is made when the window has opened. */
export function evaluationsAfter({ startMs }: Start, openedMs: number, endsMs: number): Stretch {
  return {
    first: Math.floor((openedMs - startMs) / minuteMs) + 1,
    last: Math.floor((endsMs - startMs) / minuteMs),
  };
}
