import type { WindowRecord, WindowResult } from '../domain/window/window.ts';

/** Watch looks every minute; whoever reads takes its writing for no longer than twice that (as a blind spot counts). In milliseconds. */
const oldAfter = 120_000;

/** `ending`: nothing triggers any more, but it has no result yet. */
export type WindowState = 'open' | 'triggered' | 'rolling-back' | 'ending' | WindowResult;

export interface WindowCondition {
  readonly state: WindowState;
  /** Whether nothing speaks against the deployment: it is open and sees everything, or ended healthy. */
  readonly isWell: boolean;
  /** Why it is not well, in words. */
  readonly why: readonly string[];
}

/**
 * How a window stands.
 * @param graceMs how long after its end it still waits for late notifications.
 */
export function conditionOf(record: WindowRecord, now: Date, graceMs = 0): WindowCondition {
  const state = stateOf(record);
  const why = state === 'open' ? againstOpen(record, now, graceMs) : againstState(state);
  return { state, isWell: why.length === 0, why };
}

function stateOf({ closed, trigger, rollback, ended, supersededBy }: WindowRecord): WindowState {
  if (closed !== undefined) return closed.result;
  if (trigger !== undefined) return rollback === undefined ? 'triggered' : 'rolling-back';
  if (supersededBy !== undefined) return 'superseded';
  return ended === undefined ? 'open' : 'ending';
}

function againstState(state: Exclude<WindowState, 'open'>): string[] {
  const words: Record<typeof state, string | undefined> = {
    triggered: 'it was triggered',
    'rolling-back': 'production is being rolled back',
    ending: 'its time is over, and its result is not written yet',
    healthy: undefined,
    'rolled-back': 'production was rolled back',
    'rollback-failed': 'the rollback failed: look at production now',
    inconclusive: 'nobody can say that all was well',
    superseded: 'a later deployment took over',
  };
  const word = words[state];
  return word === undefined ? [] : [word];
}

function againstOpen(record: WindowRecord, now: Date, graceMs: number): string[] {
  const { openedAt, lookedAt = openedAt, endsAt, states = {}, blind = [] } = record;
  const red = Object.values(states).filter(({ state }) => state === 'ALARM');
  const isOverdue = now.getTime() - Date.parse(endsAt) > graceMs + oldAfter;
  const isUnwatched = now.getTime() - Date.parse(lookedAt) > oldAfter;
  return [
    ...red.map(({ name }) => `${name} is red`),
    ...blind.map(({ what, why, to }) => `${what} ${to === undefined ? 'cannot' : 'could not'} be seen: ${why}`),
    ...(isUnwatched ? [`nobody has looked since ${lookedAt}`] : []),
    ...(isOverdue ? [`it should have ended at ${endsAt}; is its execution still running?`] : []),
  ];
}
