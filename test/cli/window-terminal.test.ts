import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Io, Terminal } from '../../lib/cli/output.ts';
import { resultOfError, windowAnswerIn } from '../../lib/cli/window-answers.ts';
import { eventLine, openedLines } from '../../lib/cli/window-lines.ts';
import { criterionLook } from '../../lib/cli/window-looks.ts';
import { frameLines, showWindow } from '../../lib/cli/window-progress.ts';
import { conditionOf } from '../../lib/cli/window-state.ts';
import type { AlarmSighting, AlarmState } from '../../lib/domain/window/alarm.ts';
import type { Verification, WatchedCriterion, WindowEvent, WindowRecord } from '../../lib/domain/window/window.ts';
import { watchedChecks } from '../support/window-reports.ts';
import { terminal } from './support/terminal.ts';
import { openWindow } from './support/window-run.ts';

const now = new Date('2026-11-23T10:18:00.000Z');
const since = '2026-11-23T10:12:00.000Z';
const hostile = '\u001B]0;title\u0007\u001B[2J\u202Egreen\r\n GO';

const ioWith = (err: Terminal): Io => ({
  in: { live: false, stream: () => process.stdin },
  out: err,
  err,
  folder: '/',
  env: {},
  clock: () => now,
});

const seen = (state: AlarmState, more: Partial<AlarmSighting> = {}): AlarmSighting => ({
  name: 'a',
  state,
  since,
  reason: '9.2 was greater than 5.0',
  ...more,
});

const criterion: WatchedCriterion = {
  id: 'error-rate-critical',
  title: 'Error rate >5%',
  severity: 'critical',
  response: 'rollback',
  alarms: ['a', 'b'],
};

const failed: Verification = {
  dueAt: '2026-11-23T10:05:00.000Z',
  startedAt: '2026-11-23T10:05:01.000Z',
  endedAt: '2026-11-23T10:05:12.000Z',
  items: [
    { id: 'error-rate-critical', outcome: 'fail', summary: 'search answered 500', evidence: [], tries: 3 },
    { id: 'user-login', outcome: 'pass', summary: 'the test user logged in', evidence: [], tries: 2, flaky: true },
  ],
};

describe('how a criterion stands', () => {
  const look = (states: readonly AlarmSighting[], changes: Partial<WatchedCriterion> = {}, record = {}) =>
    criterionLook(
      { ...criterion, ...changes },
      openWindow({ states: Object.fromEntries(states.map((one) => [one.name, one])), ...record }),
    );

  it.each<[string, ReturnType<typeof look>, { readonly outcome: string | undefined; readonly text: string }]>([
    ['well', look([seen('OK'), seen('OK', { name: 'b' })]), { outcome: 'pass', text: `OK since ${since}` }],
    ['partly not looked at', look([seen('OK')]), { outcome: undefined, text: 'not looked at yet' }],
    [
      'red',
      look([seen('OK', { name: 'b' }), seen('ALARM')]),
      { outcome: 'fail', text: `ALARM since ${since}: 9.2 was greater than 5.0` },
    ],
    [
      'red although it is silenced',
      look([seen('ALARM', { silenced: 'its actions are disabled' })]),
      { outcome: 'fail', text: `ALARM since ${since}: 9.2 was greater than 5.0` },
    ],
    [
      'red since before the window opened',
      look([seen('ALARM')], {}, { redAtOpen: [seen('ALARM')] }),
      {
        outcome: 'fail',
        text: `ALARM since ${since}, before the window opened: only a new transition counts: 9.2 was greater than 5.0`,
      },
    ],
    [
      'silenced',
      look([seen('OK', { silenced: 'its actions are disabled' }), seen('OK', { name: 'b' })]),
      { outcome: 'error', text: 'silenced: its actions are disabled' },
    ],
    ['without data', look([seen('INSUFFICIENT_DATA')]), { outcome: 'error', text: `INSUFFICIENT_DATA since ${since}` }],
    [
      'asked by probes alone, and not yet',
      look([], { alarms: [], probes: ['search'] }),
      { outcome: undefined, text: '1 probe, not looked at yet' },
    ],
    [
      'well by its alarms, with a probe that failed',
      look([seen('OK'), seen('OK', { name: 'b' })], { probes: ['search', 'cart'] }, { verifications: [failed] }),
      { outcome: 'fail', text: '2 probes, 10:05:00 failed: search answered 500' },
    ],
    ['watched by people', look([], { alarms: [] }), { outcome: 'skipped', text: 'watched by people alone' }],
    [
      'not watched',
      look([], { notWatched: 'too few requests' }),
      { outcome: 'skipped', text: 'not watched: too few requests' },
    ],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });
});

describe('whether a window is well', () => {
  const open = { lookedAt: now.toISOString(), endsAt: '2026-11-23T10:17:30.000Z' };

  it('also while it waits for late notifications, and for its last look', () => {
    const record = openWindow({ ...open, endsAt: '2026-11-23T10:15:31.000Z' });

    expect(conditionOf(record, now, 30_000)).toEqual({ state: 'open', isWell: true, why: [] });
    expect(conditionOf(record, now, 28_999)).toMatchObject({ isWell: false });
  });

  it.each([
    ['2026-11-23T10:16:00.000Z', true],
    ['2026-11-23T10:15:59.999Z', false],
  ])('is known for two minutes after its last look, at %s', (lookedAt, isWell) => {
    expect(conditionOf(openWindow({ ...open, lookedAt }), now).isWell).toBe(isWell);
  });
});

describe('the live lines of a window', () => {
  const frame = (record: WindowRecord | undefined, columns = 80, rows = 40): string[] =>
    frameLines({ title: 'rollback window of shop-api 1.42.0', elapsed: 0, record, now }, terminal(columns, rows)).map(
      stripVTControlCharacters,
    );

  it('say what is watched and how it stands, and for how long yet', () => {
    const record = openWindow({ blind: [{ what: 'CloudWatch', why: 'it did not answer', from: since }] });
    const lines = frame(record);

    expect(lines[0]).toMatch(/^\S rollback window of shop-api 1\.42\.0 · 42 min left {2}0\.0 s$/);
    expect(lines[1]).toMatch(/^ {2}· error-rate-critical +not looked at yet$/);
    expect(lines.find((line) => line.includes('data-loss'))).toMatch(/^ {2}– data-loss +watched by people alone$/);
    expect(lines.at(-1)).toBe(`  ? blind since ${since}: CloudWatch: it did not answer`);
  });

  it('say what the verifications saw, and when the next one is due', () => {
    const verifiesAt = [failed.dueAt, '2026-11-23T10:55:00.000Z'];
    const lines = frame(openWindow({ checks: watchedChecks, verifiesAt, verifications: [failed] }));

    expect(lines).toContain('  from outside: last at 10:05:00, next at 10:55:00');
    expect(lines).toContain('  ✔ user-login            10:05:00 passed at try 2: the test user logged in');
    expect(lines).toContain('  · health-checks         not looked at yet');
    expect(lines).toContain('  – mobile-connectivity   off: there is no mobile app yet');
    const said = openedLines(openWindow({ checks: watchedChecks, verifiesAt }), terminal()).map(
      stripVTControlCharacters,
    );
    expect(said).toContain('it looks from outside at 10:05:00, 10:55:00 UTC');
    expect(said).toContain('  user-login            high: rolls back');
  });

  it('say what the rollback does', () => {
    const trigger = { reason: 'it is red', at: since, recordedAt: since, by: 'look' } as const;
    const rollback = { startedAt: since, detail: 'live points to version 7 again' };

    expect(frame(openWindow({ trigger }))[0]).toContain('· triggered: it is red');
    expect(frame(openWindow({ trigger, rollback }), 120)[0]).toContain(
      '· rolling back: live points to version 7 again',
    );
    expect(frame(undefined)[0]).toContain('· opening');
  });

  it('are one where they do not all fit', () => {
    expect(frame(openWindow(), 80, 6)).toHaveLength(1);
  });

  it('leave above them what happened, each once, and are gone where the result follows on the same terminal', () => {
    const screen = terminal(80, 40);
    const event: WindowEvent = { at: since, kind: 'alarm', text: 'a is ALARM' };
    const progress = showWindow(ioWith(screen), { title: 'window', elapsed: () => 0 });
    progress.seen(openWindow(), [event]);
    progress.seen(openWindow(), []);
    progress.close();

    const stayed = stripVTControlCharacters(screen.written.join(''));
    expect(stayed.match(/the window is open until/g)).toHaveLength(1);
    expect(stayed.match(/10:12:00 {2}alarm {5}a is ALARM/g)).toHaveLength(1);
    expect(screen.written.at(-1)?.replaceAll('\u001B[2K\n', '')).toBe('\u001B[9A\u001B[9A');
  });
});

describe('what comes from outside', () => {
  it('does not move the cursor', () => {
    const sighting = seen('ALARM', { name: hostile, reason: hostile, since: hostile });
    const record = openWindow({
      target: { problem: hostile },
      withoutGo: hostile,
      supersedes: hostile,
      redAtOpen: [sighting],
      criteria: [
        { ...criterion, notWatched: hostile },
        { ...criterion, alarms: [hostile] },
      ],
      states: { [hostile]: sighting },
      blind: [{ what: hostile, why: hostile, from: since }],
    });
    const plain: Terminal = { ...terminal(80, 40), paint: (_, text) => text };
    const lines = [
      ...openedLines(record, plain),
      ...frameLines({ title: '', elapsed: 0, record, now }, plain),
      eventLine({ at: hostile, kind: 'told', text: hostile }, plain),
    ];

    expect(lines.join('')).not.toMatch(/[\p{Cc}\u202E]/u);
  });

  it('is no result where an execution that failed says healthy', () => {
    expect(['RolledBack', 'RollbackFailed', 'Inconclusive', 'Superseded'].map(resultOfError)).toEqual([
      'rolled-back',
      'rollback-failed',
      'inconclusive',
      'superseded',
    ]);
    expect(['Healthy', 'healthy', 'NoGo', '', undefined].map(resultOfError)).toEqual(Array(5).fill(undefined));
  });

  it.each([
    undefined,
    'no JSON',
    'null',
    '[]',
    '{"next":"trigger"}',
    '{"Payload":null}',
    '{"opened":{"next":"watch"}}',
  ])('is no answer of a step: %s', (output) => {
    const event = { id: 1, timestamp: now, type: 'TaskSucceeded' } as const;
    const details = output === undefined ? {} : { stateExitedEventDetails: { name: 'x', output } };

    expect(windowAnswerIn({ ...event, ...details })).toBeUndefined();
  });
});
