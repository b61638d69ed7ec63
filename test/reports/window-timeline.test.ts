import { describe, expect, test } from 'vitest';
import { describeWindow, windowTimeline } from '../../lib/reports/window-timeline.ts';
import { windowTimelineSvg } from '../../lib/reports/window-timeline-svg.ts';
import {
  at,
  healthyWindow,
  hostileWindow,
  inconclusiveWindow,
  openWindow,
  rolledBackWindow,
  windowReports,
} from '../support/window-reports.ts';

const minute = 60_000;

describe('windowTimeline', () => {
  test('has a lane for each alarm, in the order of the criteria', () => {
    expect(windowTimeline(healthyWindow).lanes.map(({ label }) => label)).toEqual([
      ...['error-rate-critical', 'service-outage', 'error-rate-high', 'response-time', 'db-pool-exhausted'],
      ...['feature-broken', 'performance-degraded'],
    ]);
  });

  test('tells several alarms of one criterion apart by a number', () => {
    const report = structuredClone(healthyWindow);
    const [first] = report.criteria;
    first?.alarms.push({ name: 'another', states: [] });
    expect(
      windowTimeline(report)
        .lanes.slice(0, 2)
        .map(({ label, last }) => [label, last]),
    ).toEqual([
      ['error-rate-critical 1', 'OK'],
      ['error-rate-critical 2', 'never seen'],
    ]);
  });

  test('marks what happened in its order, from the opening to the result', () => {
    expect(windowTimeline(rolledBackWindow).marks.map(({ number, words, atMs }) => [number, words, atMs])).toEqual([
      [1, 'Opened', 0],
      [2, 'Trigger: the alarm turned red', 12 * minute + 3000],
      [3, 'Rollback started', 12 * minute + 5120],
      [4, 'Old version served', 12 * minute + 6480],
      [5, 'Rollback verified', 15 * minute + 21_300],
      [6, 'Result written', 15 * minute + 23_000],
    ]);
  });

  test('what began before the window or goes on is drawn within it', () => {
    const { lanes, blind, lengthMs } = windowTimeline(inconclusiveWindow);
    const spans = [...lanes.flatMap((lane) => [...lane.blind, ...lane.bars.map(({ span }) => span)]), ...blind];
    for (const { fromMs, toMs } of spans) {
      expect(fromMs).toBeGreaterThanOrEqual(0);
      expect(toMs).toBeGreaterThanOrEqual(fromMs);
      expect(toMs).toBeLessThanOrEqual(lengthMs);
    }
    expect(lanes.find(({ label }) => label === 'service-outage')?.blind).toEqual([
      { fromMs: 20 * minute + 11_000, toMs: lengthMs },
    ]);
    expect(blind).toEqual([{ fromMs: 41 * minute + 2000, toMs: 44 * minute + 5000 }]);
  });

  test('of a window that goes on ends where it was looked at last', () => {
    expect(windowTimeline(openWindow).lengthMs).toBe(5 * minute + 2000);
  });

  test('has a length also where nothing took any time', () => {
    const { closedAt: _, lookedAt: __, criteria: ___, ...rest } = openWindow;
    expect(windowTimeline({ ...rest, criteria: [] }).lengthMs).toBe(1);
  });

  test('is told in words', () => {
    expect(describeWindow(windowTimeline(rolledBackWindow), rolledBackWindow)).toBe(
      '15 min 23 s with 7 alarms and 6 marks. Red at some time: error-rate-critical, error-rate-high. The rollback was verified 3 min 18 s after the trigger.',
    );
    expect(describeWindow(windowTimeline(healthyWindow), healthyWindow)).toContain('No alarm was red.');
  });
});

describe('windowTimelineSvg', () => {
  const draw = (report: typeof healthyWindow): string => {
    const timeline = windowTimeline(report);
    return windowTimelineSvg(timeline, describeWindow(timeline, report)).markup;
  };

  test('draws each state in a shape and height of its own, and what was not seen hatched', () => {
    const shapes = [...draw(inconclusiveWindow).matchAll(/<rect class="s-([\w-]+)"[^>]* height="(\d+)"/g)];
    expect(new Map(shapes.map(([, name, height]) => [name, height]))).toEqual(
      new Map([
        ['OK', '6'],
        ['not-red', '2'],
        ['unseen', '16'],
        ['INSUFFICIENT_DATA', '6'],
      ]),
    );
  });

  test('no two marks cover each other: close ones stand in rows', () => {
    for (const report of Object.values(windowReports)) {
      const places = [...draw(report).matchAll(/<circle cx="([\d.]+)%" cy="(\d+)"/g)].map(
        ([, x, y]) => [Number(x), Number(y)] as const,
      );
      const covered = places.filter(([x, y], index) =>
        places.slice(0, index).some(([left, top]) => top === y && x - left < 9),
      );
      expect(covered).toEqual([]);
    }
  });

  test('says in words what each bar shows', () => {
    expect(draw(rolledBackWindow)).toContain(
      '<title>error-rate-critical: Alarm after 12 min 3 s, for 3 min 17 s</title>',
    );
    expect(draw(rolledBackWindow)).toContain(`<title>2: Trigger: the alarm turned red</title>`);
  });

  test('hostile text stays text', () => {
    expect(draw(hostileWindow)).not.toMatch(/<script|<img/);
    expect(at('10:00')).toBe(hostileWindow.openedAt);
  });
});
