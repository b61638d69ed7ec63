import { describe, expect, it } from 'vitest';
import { reportedVerifications, seenOf } from '../../../lib/domain/window/reported-verifications.ts';
import type { WindowRecord } from '../../../lib/domain/window/window.ts';
import { windowReportSchema } from '../../../lib/domain/window/window-report.ts';
import { at, healthyWindow, passed, verified, verifiedParts } from '../../support/window-reports.ts';
import { windowSample } from '../../support/window-samples.ts';

const verifiesAt = [at('10:01'), at('10:05'), at('10:15')];
const begun = (time: string) => ({ dueAt: at(time), begunAt: at(`${time}:01`) });
const trigger = { reason: 'red', at: at('10:05:04'), recordedAt: at('10:05:05'), by: 'notification' } as const;

const statesOf = (changes: Partial<WindowRecord>): string[] | undefined =>
  reportedVerifications({ ...windowSample, verifiesAt, ...changes })?.map(({ state }) => state);

describe('the verifications of a report', () => {
  it.each<[string, Partial<WindowRecord>, readonly string[]]>([
    ['none was begun yet', {}, ['waiting', 'waiting', 'waiting']],
    [
      'one was made, and one goes on',
      { verifying: [begun('10:01'), begun('10:05')], verifications: [verified('10:01')] },
      ['made', 'running', 'waiting'],
    ],
    [
      'two were due at once',
      { verifying: [begun('10:05')], verifications: [verified('10:05')] },
      ['merged', 'made', 'waiting'],
    ],
    [
      'a later one was begun before it told anything',
      { verifying: [begun('10:01'), begun('10:05')], verifications: [verified('10:05')] },
      ['lost', 'made', 'waiting'],
    ],
    [
      'a rollback came in between',
      { verifying: [begun('10:01'), begun('10:05')], verifications: [verified('10:01')], trigger },
      ['made', 'overtaken', 'not-due'],
    ],
    [
      'a newer deployment took over before it was begun',
      {
        verifying: [begun('10:01')],
        verifications: [verified('10:01')],
        supersededBy: { run: 'run-2', at: at('10:07') },
      },
      ['made', 'missed', 'not-due'],
    ],
    [
      'the window ended, and nobody knows what the last one saw',
      {
        verifying: [begun('10:01'), begun('10:15')],
        verifications: [verified('10:01')],
        ended: { at: at('11:00:31'), why: 'time-up' },
        closed: { at: at('11:00:33'), result: 'inconclusive' },
      },
      ['made', 'merged', 'lost'],
    ],
    [
      'the window ended without any',
      { ended: { at: at('11:00:31'), why: 'time-up' }, closed: { at: at('11:00:33'), result: 'inconclusive' } },
      ['missed', 'missed', 'missed'],
    ],
  ])('say for each moment what became of it: %s', (_, changes, states) => {
    expect(statesOf(changes)).toEqual(states);
  });

  it('are absent where none was to be made', () => {
    expect(reportedVerifications(windowSample)).toBeUndefined();
    expect(reportedVerifications({ ...windowSample, verifiesAt: [] })).toBeUndefined();
  });

  it('tell of one check what each saw, in their order', () => {
    const flaky = passed('user-login', 'it logged in', { tries: 2, flaky: true });
    const verifications = [verified('10:05'), verified('10:01', flaky)];
    expect(seenOf('user-login', { verifications })).toEqual([
      { dueAt: at('10:01'), outcome: 'pass', summary: 'it logged in', tries: 2, flaky: true },
      { dueAt: at('10:05'), outcome: 'pass', summary: 'the test user logged in', tries: 1 },
    ]);
  });
});

describe('a report of an earlier version', () => {
  it('is read as it was written: without checks, verifications, probes or drill', () => {
    const { checks, verifications, drill, ...earlier } = healthyWindow;
    expect([checks, verifications, drill]).toEqual([undefined, undefined, undefined]);
    expect(windowReportSchema.parse(JSON.parse(JSON.stringify(earlier)))).toEqual(healthyWindow);
  });

  it('and one of this version holds a verification only of known outcomes', () => {
    const { verifications = [] } = { verifications: reportedVerifications(verifiedParts.record) };
    const skipped = verifications.map((one) => ({
      ...one,
      items: one.items.map((item) => ({ ...item, outcome: 'skipped' })),
    }));
    expect(windowReportSchema.safeParse({ ...healthyWindow, verifications }).success).toBe(true);
    expect(windowReportSchema.safeParse({ ...healthyWindow, verifications: skipped }).success).toBe(false);
  });
});
