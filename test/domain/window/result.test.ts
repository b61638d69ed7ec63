import { describe, expect, it } from 'vitest';
import { resultOf } from '../../../lib/domain/window/result.ts';
import type { RollbackProgress, Trigger, WindowRecord, WindowResult } from '../../../lib/domain/window/window.ts';
import { windowSample } from '../../support/window-samples.ts';

const at = '2026-11-23T10:20:00.000Z';
const trigger: Trigger = { reason: 'errors', at, recordedAt: at, by: 'look' };
const rollback: RollbackProgress = { startedAt: at, detail: 'moved the alias' };
const timeUp = { at: '2026-11-23T11:00:30.000Z', why: 'time-up' } as const;
const spot = { what: 'CloudWatch', why: 'throttled', from: at };

describe('resultOf', () => {
  it.each<[WindowResult, string, Partial<WindowRecord>]>([
    ['healthy', 'was seen to the end of its time', { ended: timeUp }],
    ['healthy', 'was seen, and has an empty list of blind spots', { ended: timeUp, blind: [] }],
    ['inconclusive', 'could not be seen for a time', { ended: timeUp, blind: [{ ...spot, to: at }] }],
    ['inconclusive', 'cannot be seen now', { ended: timeUp, blind: [spot] }],
    [
      'inconclusive',
      'was closed by a person',
      { ended: { at, why: 'closed', reason: 'enough', by: 'github:octocat' } },
    ],
    ['inconclusive', 'was not ended by anybody', {}],
    ['rolled-back', 'was rolled back, verified', { trigger, rollback: { ...rollback, verifiedAt: at } }],
    [
      'rolled-back',
      'was rolled back with a blind spot',
      { trigger, rollback: { ...rollback, verifiedAt: at }, blind: [spot] },
    ],
    ['rollback-failed', 'has a trigger alone', { trigger }],
    ['rollback-failed', 'began to roll back', { trigger, rollback }],
    ['rollback-failed', 'serves the old version, unverified', { trigger, rollback: { ...rollback, doneAt: at } }],
    [
      'rollback-failed',
      'has a rollback that failed',
      { trigger, rollback: { ...rollback, failure: 'no such version' } },
    ],
    ['superseded', 'was superseded', { supersededBy: { run: 'next', at } }],
    ['superseded', 'was superseded with a blind spot', { supersededBy: { run: 'next', at }, blind: [spot] }],
    [
      'inconclusive',
      'was closed so before, whatever came later',
      { closed: { at, result: 'inconclusive' }, ended: timeUp },
    ],
  ])('is %s of a window that %s', (result, _what, change) => {
    expect(resultOf({ ...windowSample, ...change })).toBe(result);
  });
});
