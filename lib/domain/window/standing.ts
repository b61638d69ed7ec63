import type { WatchAnswer } from './payload.ts';
import type { WindowRecord } from './window.ts';

/** What the record alone says is next; undefined for a window that is open and without a trigger. */
export function standingOf({
  closed,
  supersededBy,
  trigger,
  ended,
}: Pick<WindowRecord, 'closed' | 'supersededBy' | 'trigger' | 'ended'>): WatchAnswer['next'] | undefined {
  if (closed !== undefined) return 'end';
  if (supersededBy !== undefined) return 'superseded';
  if (trigger !== undefined) return 'trigger';
  return ended === undefined ? undefined : 'end';
}

/** In words, why nothing can trigger a window any more; undefined where something can. */
export function whyOver({
  closed,
  supersededBy,
  ended,
}: Pick<WindowRecord, 'closed' | 'supersededBy' | 'ended'>): string | undefined {
  if (supersededBy !== undefined)
    return `the window was superseded by that of ${supersededBy.run} at ${supersededBy.at}`;
  if (closed !== undefined) return `the window was closed at ${closed.at}: ${closed.result}`;
  if (ended === undefined) return undefined;
  return ended.why === 'closed' ? `the window was closed at ${ended.at}` : `the window ended at ${ended.at}`;
}
