import { describe, expect, it } from 'vitest';
import { type OwnAlarmRule, ownAlarm, whyNoBaseline } from '../../../lib/domain/window/own-alarm.ts';
import type { Baseline } from '../../../lib/domain/window/window.ts';
import { alarmOf, windowSettingsSample } from '../../support/window-samples.ts';

const rule = windowSettingsSample.criteria.find(({ baseline }) => baseline)?.baseline as OwnAlarmRule;
const baseline: Baseline = {
  p95Ms: 240,
  samples: 5120,
  from: '2026-11-23T09:00:00.000Z',
  to: '2026-11-23T10:00:00.000Z',
};

describe('whyNoBaseline', () => {
  it('takes as many samples as are asked for, and no fewer', () => {
    expect(whyNoBaseline({ ...baseline, samples: 200 }, rule)).toBeUndefined();
    expect(whyNoBaseline({ ...baseline, samples: 199 }, rule)).toBe(
      'the hour before had 199 samples, and a baseline takes at least 200',
    );
  });

  it('takes an hour without a datapoint for one without samples', () => {
    expect(whyNoBaseline(undefined, rule)).toBe('the hour before had 0 samples, and a baseline takes at least 200');
  });
});

describe('ownAlarm', () => {
  it('is red half above the hour before, in the unit of the metric', () => {
    const alarm = ownAlarm(baseline, rule, 'run-1');
    expect(alarm).toEqual({
      ...rule.alarm,
      name: `${alarmOf('response-time')}-run-1`,
      threshold: 0.36,
      description: alarm.description,
    });
    expect(alarm.description).toBe(
      'Threshold 360 ms: p95 was 240 ms, of 5120 samples from 2026-11-23T09:00:00.000Z to 2026-11-23T10:00:00.000Z. p95 is half above the hour before',
    );
  });

  it.each([
    [199, 300],
    [200, 300],
    [202, 303],
  ])('with a p95 of %i ms is never red below the floor: %i ms', (p95Ms, threshold) => {
    const milliseconds = { ...rule, millisecondsPerUnit: 1 };
    expect(ownAlarm({ ...baseline, p95Ms }, milliseconds, 'run-1').threshold).toBe(threshold);
  });

  it('keeps its description within what CloudWatch takes', () => {
    const long = { ...rule, alarm: { ...rule.alarm, description: 'x'.repeat(1024) } };
    expect(ownAlarm(baseline, long, 'run-1').description).toHaveLength(1024);
  });
});
