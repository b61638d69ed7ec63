import { describe, expect, it } from 'vitest';
import { isDrill, unlessDrill, whyUnfit } from '../../../lib/domain/window/drill.ts';
import { noticeOf } from '../../../lib/domain/window/notice.ts';
import { windowSample } from '../../support/window-samples.ts';

const drill = { at: '2026-11-23T10:05:30.400Z', by: 'github:mona', reason: 'the quarterly drill', alarm: 'red' };
const triggeredAt = (at: string, alarm = 'red', reason = 'DRILL: github:mona: the quarterly drill') => ({
  ...{ at, alarm, recordedAt: at, reason, by: 'notification' as const },
});

describe('isDrill', () => {
  it.each([
    ['2026-11-23T10:05:30.400Z', true],
    ['2026-11-23T10:05:30.399Z', false],
    ['2026-11-23T10:07:00.000Z', true],
    // A time of whole seconds stands for all of its second.
    ['2026-11-23T10:05:30.000Z', true],
    ['2026-11-23T10:05:29.000Z', false],
  ])('is, by a trigger of %s: %s', (at, is) => {
    expect(isDrill({ drill, trigger: triggeredAt(at) })).toBe(is);
  });

  it('is not without a drill, without a trigger, by another alarm, or by none', () => {
    const trigger = triggeredAt(drill.at);
    expect(isDrill({ trigger })).toBe(false);
    expect(isDrill({ drill })).toBe(false);
    expect(isDrill({ drill, trigger: triggeredAt(drill.at, 'another') })).toBe(false);
    expect(isDrill({ drill, trigger: { at: drill.at, reason: 'DRILL: ' } })).toBe(false);
  });

  it('is not where the alarm turned red by itself, after CloudWatch had refused to set it', () => {
    const trigger = triggeredAt('2026-11-23T10:07:00.000Z', 'red', 'Threshold Crossed: 3 datapoints were greater');
    expect(isDrill({ drill, trigger })).toBe(false);
    const page = noticeOf('page', 'x', ['Rolling back.']);
    expect(unlessDrill({ ...windowSample, drill, trigger }, page)).toBe(page);
  });
});

describe('what people are told', () => {
  const page = noticeOf('page', 'x'.repeat(99), ['Rolling back.']);

  it('of a drill says so first, and gets nobody up', () => {
    const notice = unlessDrill({ ...windowSample, drill, trigger: triggeredAt(drill.at) }, page);
    expect(notice.urgency).toBe('notice');
    expect(notice.subject).toMatch(/^DRILL: x/);
    expect(notice.subject.length).toBeLessThanOrEqual(99);
    expect(notice.text).toBe('This is a drill: github:mona provoked it. the quarterly drill\n\nRolling back.');
  });

  it('of anything else stays as it is, also where there is a drill in the same window', () => {
    expect(unlessDrill({ ...windowSample, drill, trigger: triggeredAt(drill.at, 'another') }, page)).toBe(page);
  });
});

describe('an alarm for a drill', () => {
  const ok = { name: 'red', state: 'OK' as const, since: drill.at, reason: '' };
  it('is there, is not red, and tells', () => {
    expect(whyUnfit('red', ok)).toBeUndefined();
    expect(whyUnfit('red', { ...ok, state: 'INSUFFICIENT_DATA' })).toBe('red has no data, and would not be OK again');
    expect(whyUnfit('red', undefined)).toBe('red is not there');
    expect(whyUnfit('red', { ...ok, state: 'ALARM' })).toBe('red is red already');
    expect(whyUnfit('red', { ...ok, silenced: 'its actions are disabled' })).toContain('its actions are disabled');
  });
});
