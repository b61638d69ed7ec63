import { describe, expect, it } from 'vitest';
import { isBefore, isNewlyRed, isSameMoment, isWithin } from '../../../lib/domain/window/transition.ts';

const window = {
  openedAt: '2026-11-23T10:00:00.500Z',
  endsAt: '2026-11-23T11:00:00.500Z',
  redAtOpen: [{ name: 'red', state: 'ALARM', since: '2026-11-23T10:00:00.600Z', reason: '' }],
} as const;

describe('a moment', () => {
  it.each([
    ['10:00:00.499', false],
    ['10:00:00.500', true],
    ['11:00:00.500', true],
    ['11:00:00.501', false],
  ])('of %s is within the window: %s', (time, within) => {
    expect(isWithin(`2026-11-23T${time}Z`, window)).toBe(within);
  });

  it.each([
    // It may be of 09:59:59.999 at the latest, and of 10:00:00.999 at the latest.
    ['09:59:59.000', false],
    ['10:00:00.000', true],
    ['11:00:00.000', true],
    ['11:00:01.000', false],
  ])('of whole seconds, %s, stands for all of its second: %s', (time, within) => {
    expect(isWithin(`2026-11-23T${time}Z`, window)).toBe(within);
    expect(isBefore(`2026-11-23T${time}Z`, window)).toBe(time < '10');
  });

  it('that is none is neither within nor before', () => {
    expect([isWithin('soon', window), isBefore('soon', window)]).toEqual([false, false]);
  });

  it.each([
    ['10:00:01.000', true],
    ['10:00:01.001', false],
  ])('is the same as one of 10:00:00.000 until %s: %s', (time, same) => {
    expect(isSameMoment('2026-11-23T10:00:00.000Z', `2026-11-23T${time}Z`)).toBe(same);
  });
});

describe('an alarm is newly red', () => {
  it.each([
    ['by a transition within the window', { name: 'other', since: '2026-11-23T10:00:00.600Z' }, true],
    ['not by the one that was seen at open', { name: 'red', since: '2026-11-23T10:00:00.600Z' }, false],
    ['not by that one, told with another fraction', { name: 'red', since: '2026-11-23T10:00:01.000Z' }, false],
    ['by a later one of the same alarm', { name: 'red', since: '2026-11-23T10:05:00.000Z' }, true],
    ['not by one before it', { name: 'other', since: '2026-11-23T09:59:00.100Z' }, false],
    ['not by one after it', { name: 'other', since: '2026-11-23T11:00:01.100Z' }, false],
  ])('%s', (_, red, expected) => {
    expect(isNewlyRed(window, red)).toBe(expected);
  });
});
