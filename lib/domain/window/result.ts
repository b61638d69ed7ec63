import type { WindowRecord, WindowResult } from './window.ts';

/**
 * How a window ends, by what is written down and nothing else. Healthy is only what was seen to its very end: whatever
 * could not be seen for a time, and a window that somebody closed early or that nobody ended, shows nothing.
 */
export function resultOf(window: WindowRecord): WindowResult {
  const { closed, supersededBy, trigger, rollback, ended, blind = [] } = window;
  if (closed !== undefined) return closed.result;
  if (supersededBy !== undefined) return 'superseded';
  if (trigger !== undefined) return rollback?.verifiedAt === undefined ? 'rollback-failed' : 'rolled-back';
  return ended?.why === 'time-up' && blind.length === 0 ? 'healthy' : 'inconclusive';
}
