import { describe, expect, it } from 'vitest';
import { closingWords } from '../../../lib/domain/window/closing-words.ts';
import type { WindowRecord } from '../../../lib/domain/window/window.ts';
import { nextSteps } from '../../../lib/domain/window/window-next.ts';
import { windowSummary } from '../../../lib/domain/window/window-summary.ts';
import { alarmOf, verifiedWindowSample, windowSample } from '../../support/window-samples.ts';

const at = '2026-11-23T10:20:00.000Z';
const alarm = alarmOf('error-rate-critical');
const drill = { at, by: 'github:mona', reason: 'the quarterly drill', alarm };
const trigger = {
  criterion: 'error-rate-critical',
  alarm,
  at,
  recordedAt: at,
  reason: 'DRILL: x',
  by: 'look',
} as const;
const rollback = { startedAt: at, detail: 'version 7 serves', verifiedAt: at };
const drilled: WindowRecord = { ...windowSample, drill, trigger, rollback, closed: { at, result: 'rolled-back' } };
const runbook = 'https://example.test/runbook.md';

describe('a window that was a drill', () => {
  it('says so in its summary, and that nothing is left to do', () => {
    expect(windowSummary(drilled, [])).toBe(
      'it was a drill by github:mona: Error rate >5% (error-rate-critical) turned red; 1.41.3 serves again',
    );
    expect(nextSteps(drilled, [], runbook)).toEqual([
      { text: 'Nothing: it was a drill, and it went well. To have 1.42.0 serve again, deploy it.' },
    ]);
  });

  it('says what to do where it did not go well, and of no quarantine', () => {
    const failed: WindowRecord = { ...drilled, closed: { at, result: 'rollback-failed' } };
    expect(nextSteps(failed, [], runbook).map(({ command }) => command)).toEqual([undefined]);
    expect(closingWords(failed, [], runbook)).toMatchObject({
      urgency: 'notice',
      subject: 'DRILL: rollback-failed: shop-api 1.42.0 in production',
    });
  });

  it('is told from one that was rolled back despite its drill', () => {
    const real: WindowRecord = { ...drilled, drill: { ...drill, alarm: 'another' } };
    expect(windowSummary(real, [])).not.toContain('drill');
    expect(nextSteps(real, [], runbook).map(({ command }) => command ?? '')).toContainEqual(
      expect.stringContaining('release lift'),
    );
  });
});

describe('a healthy window', () => {
  it.each([
    [windowSample, /seen to the end$/],
    [{ ...verifiedWindowSample, verifications: [] }, /; 6 items were verified 0 times$/],
    [
      {
        ...verifiedWindowSample,
        verifications: [{ dueAt: at, startedAt: at, endedAt: at, items: [] }],
      },
      /; 6 items were verified once$/,
    ],
  ])('says how often it was verified, where it is (%#)', (record, words) => {
    expect(windowSummary({ ...record, closed: { at, result: 'healthy' } }, [])).toMatch(words);
  });
});
