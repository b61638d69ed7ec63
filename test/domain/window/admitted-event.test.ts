import { describe, expect, it } from 'vitest';
import { admitEvent } from '../../../lib/domain/window/admitted-event.ts';
import type { AlarmEvent } from '../../../lib/domain/window/alarm-event.ts';
import type { WindowRecord } from '../../../lib/domain/window/window.ts';
import { alarmOf, windowSample } from '../../support/window-samples.ts';

const place = { account: '111122223333', region: 'eu-central-1' };
const event: AlarmEvent = {
  ...place,
  alarm: alarmOf('error-rate-critical'),
  state: 'ALARM',
  reason: 'Threshold Crossed',
  at: '2026-11-23T10:12:04.337Z',
};
const red = { name: event.alarm, state: 'ALARM', since: '2026-11-23T10:00:00.100Z', reason: '' } as const;

describe("an alarm's event", () => {
  it('of the window counts for its criterion', () => {
    expect(admitEvent(event, windowSample, place)).toMatchObject({
      criterion: { id: 'error-rate-critical' },
      isRed: true,
    });
  });

  it("of the window's own alarm counts", () => {
    expect(admitEvent({ ...event, alarm: windowSample.ownAlarm ?? '' }, windowSample, place)).toMatchObject({
      criterion: { id: 'response-time' },
    });
  });

  it.each(['OK', 'INSUFFICIENT_DATA'] as const)('of %s counts as no red', (state) => {
    expect(admitEvent({ ...event, state }, windowSample, place)).toMatchObject({ isRed: false });
  });

  it.each<readonly [string, Partial<AlarmEvent>, Partial<WindowRecord>, RegExp, boolean]>([
    ['another account', { account: '444455556666' }, {}, /another account: 444455556666/, true],
    ['another region', { region: 'us-east-1' }, {}, /another region: us-east-1/, true],
    ['another alarm', { alarm: 'cpu' }, {}, /no alarm of this window/, true],
    [
      "another deployment's own alarm",
      { alarm: `${alarmOf('response-time')}-1.41.0` },
      {},
      /no alarm of this window/,
      true,
    ],
    ['a time before it opened', { at: '2026-11-23T09:59:59.999Z' }, {}, /before the window opened/, true],
    ['a time after its end', { at: '2026-11-23T11:00:00.001Z' }, {}, /after the window's end/, true],
    ['what was red already', { at: red.since }, { redAtOpen: [red] }, /red already/, true],
    [
      'a window that was closed',
      {},
      { closed: { at: '2026-11-23T11:00:31.000Z', result: 'healthy' } },
      /was closed/,
      false,
    ],
    ['a window that ended', {}, { ended: { at: '2026-11-23T11:00:30.000Z', why: 'time-up' } }, /ended/, true],
    [
      'a window that people closed',
      {},
      { ended: { at: '2026-11-23T10:30:00.000Z', why: 'closed' } },
      /was closed/,
      true,
    ],
    [
      'a window that ended, of another time',
      { at: '2026-11-23T12:00:00.000Z' },
      { ended: { at: '2026-11-23T11:00:30.000Z', why: 'time-up' } },
      /ended/,
      false,
    ],
    [
      'a window that was superseded',
      {},
      { supersededBy: { run: 'next', at: '2026-11-23T10:20:00.000Z' } },
      /next/,
      true,
    ],
  ])('of %s has no effect', (_, of, window, why, belongs) => {
    const admitted = admitEvent({ ...event, ...of }, { ...windowSample, ...window }, place);
    expect(admitted).toEqual({ why: expect.stringMatching(why), belongs });
  });

  it.each(['2026-11-23T10:00:00.000Z', '2026-11-23T11:00:00.000Z'])('of %s, the very end, counts', (at) => {
    expect(admitEvent({ ...event, at }, windowSample, place)).toMatchObject({ isRed: true });
  });

  it('of a criterion that is not watched has no effect', () => {
    const criteria = windowSample.criteria.map((one) => ({ ...one, notWatched: 'off' }));
    expect(admitEvent(event, { ...windowSample, criteria }, place)).toMatchObject({
      why: 'it is no alarm of this window',
    });
  });

  it('without any window has no effect', () => {
    expect(admitEvent(event, undefined, place)).toEqual({ why: 'no window was ever opened', belongs: false });
  });

  it('still counts where there is a trigger: the store says that it comes second', () => {
    const trigger = { reason: 'x', at: event.at, recordedAt: event.at, by: 'look' } as const;
    expect(admitEvent(event, { ...windowSample, trigger }, place)).toMatchObject({ isRed: true });
  });
});
