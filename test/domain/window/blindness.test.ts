import { describe, expect, it } from 'vitest';
import type { AlarmSighting } from '../../../lib/domain/window/alarm.ts';
import { alarmsOf, blindSpotsAfter, type SeenAlarms } from '../../../lib/domain/window/blindness.ts';
import type { WindowRecord } from '../../../lib/domain/window/window.ts';
import { alarmOf, windowSample } from '../../support/window-samples.ts';

const at = (time: string): string => `2026-11-23T${time}Z`;
const outage = alarmOf('service-outage');
const errors = alarmOf('error-rate-critical');

function alarms(changes: Record<string, Partial<AlarmSighting> | undefined> = {}): SeenAlarms {
  const seen = new Map<string, AlarmSighting>();
  for (const name of alarmsOf(windowSample)) {
    const change = name in changes ? changes[name] : {};
    if (change !== undefined)
      seen.set(name, { name, state: 'OK', since: at('09:00:00.000'), reason: 'well', ...change });
  }
  return { alarms: seen };
}
const unread: SeenAlarms = { unread: 'Rate exceeded' };

/** A window that was looked at a minute before. */
const looked: WindowRecord = { ...windowSample, lookedAt: at('10:09:00.000'), readAt: at('10:09:00.000') };

function spots(seen: SeenAlarms, record = looked, now = '10:10:00.000') {
  return blindSpotsAfter(record, { seen, needData: new Set([outage]), events: [], now: new Date(at(now)) });
}

describe('a window', () => {
  it('that sees all its alarms is not blind', () => {
    expect(spots(alarms())).toEqual([]);
  });

  it('is blind where an alarm is not there, since it was seen last', () => {
    expect(spots(alarms({ [errors]: undefined }))).toEqual([
      { what: errors, why: 'the alarm is not there', from: at('10:09:00.000') },
    ]);
  });

  it('is blind from its opening on where it has not looked before', () => {
    expect(spots(alarms({ [errors]: undefined }), windowSample, '10:00:05.000')).toMatchObject([
      { from: windowSample.openedAt },
    ]);
  });

  it('is blind where an alarm that is not red tells nobody', () => {
    expect(spots(alarms({ [errors]: { silenced: 'its actions are disabled' } }))).toMatchObject([
      { what: errors, why: 'its actions are disabled' },
    ]);
    expect(spots(alarms({ [errors]: { silenced: 'muted', state: 'ALARM' } }))).toEqual([]);
  });

  it.each([
    ['10:09:15.001', []],
    ['10:09:15.000', [{ what: outage, from: at('10:09:15.000') }]],
  ])('is blind where an alarm that needs data has none for 45 seconds, since %s', (since, expected) => {
    expect(spots(alarms({ [outage]: { state: 'INSUFFICIENT_DATA', since: at(since) } }))).toMatchObject(expected);
    expect(spots(alarms({ [outage]: { state: 'INSUFFICIENT_DATA', since: at(since) } }))).toHaveLength(expected.length);
  });

  it.each([
    ['10:00:44.999', 0],
    ['10:00:45.000', 1],
  ])('counts these from its opening: %s', (now, count) => {
    const seen = alarms({ [outage]: { state: 'INSUFFICIENT_DATA', since: at('08:00:00.000') } });
    expect(spots(seen, windowSample, now)).toHaveLength(count);
  });

  it('is not blind where another alarm has no data', () => {
    expect(spots(alarms({ [errors]: { state: 'INSUFFICIENT_DATA', since: at('09:00:00.000') } }))).toEqual([]);
  });

  it('is not blind where CloudWatch did not answer once, and is where it did not twice in a row', () => {
    expect(spots(unread)).toEqual([]);
    expect(spots(unread, { ...looked, readAt: at('10:08:00.000') })).toEqual([
      { what: 'CloudWatch', why: 'it did not answer twice in a row: Rate exceeded', from: at('10:08:00.000') },
    ]);
    const never = { ...windowSample, lookedAt: at('10:01:00.000') };
    expect(spots(unread, never, '10:02:00.000')).toMatchObject([{ what: 'CloudWatch', from: windowSample.openedAt }]);
  });

  it('is not blind where the very first look got no answer', () => {
    expect(spots(unread, windowSample, '10:00:05.000')).toEqual([]);
  });

  it.each([
    ['10:11:00.000', []],
    [
      '10:11:00.001',
      [
        {
          what: "the window's own look",
          why: 'nobody looked for more than two minutes',
          from: at('10:09:00.000'),
          to: at('10:11:00.001'),
        },
      ],
    ],
  ])('is blind where nobody looked for over two minutes: %s', (now, expected) => {
    expect(spots(alarms(), looked, now)).toEqual(expected);
  });

  it('counts that from its opening on', () => {
    expect(spots(alarms(), windowSample, '10:02:00.000')).toEqual([]);
    expect(spots(alarms(), windowSample, '10:02:00.001')).toHaveLength(1);
  });

  it('does not watch what is not watched', () => {
    const criteria = windowSample.criteria.map((one) => ({ ...one, notWatched: 'off' }));
    expect(spots({ alarms: new Map() }, { ...looked, criteria })).toEqual([]);
  });
});

describe('a blind spot', () => {
  const open = { what: errors, why: 'the alarm is not there', from: at('10:05:00.000') };
  const before: WindowRecord = { ...looked, blind: [open] };

  it('goes on as one', () => {
    expect(spots(alarms({ [errors]: undefined }), before)).toEqual([open]);
  });

  it('ends where it can be seen again, and stays on record', () => {
    expect(spots(alarms(), before)).toEqual([{ ...open, to: at('10:10:00.000') }]);
  });

  it('goes on where CloudWatch does not say otherwise', () => {
    expect(spots(unread, before)).toEqual([open]);
  });

  it('begins anew after it has ended', () => {
    const ended = { ...open, to: at('10:06:00.000') };
    expect(spots(alarms({ [errors]: undefined }), { ...looked, blind: [ended] })).toEqual([
      ended,
      { ...open, from: at('10:09:00.000') },
    ]);
  });

  it.each([
    ['10:59:59.999', 1],
    ['11:00:00.000', 0],
  ])('that begins at %s, before or after the end, counts: %i', (lookedAt, count) => {
    const record = { ...looked, lookedAt: at(lookedAt), readAt: at(lookedAt) };
    expect(spots(alarms({ [errors]: undefined }), record, '11:00:20.000')).toHaveLength(count);
  });

  it('of CloudWatch ends with its answer', () => {
    const spot = { what: 'CloudWatch', why: 'x', from: at('10:05:00.000') };
    expect(spots(alarms(), { ...looked, readAt: at('10:05:00.000'), blind: [spot] })).toEqual([
      { ...spot, to: at('10:10:00.000') },
    ]);
  });
});
