import { describe, expect, test } from 'vitest';
import type { Report } from '../../lib/domain/report.ts';
import { describe as inWords, timelineOf } from '../../lib/reports/timeline.ts';
import { gateItems } from '../support/checklist.ts';
import { notAskedReport, peopleGoReport, peopleNoGoReport } from '../support/people-reports.ts';
import { goReport, noGoReport, nothingRanReport } from '../support/reports.ts';

function barOf(report: Report, id: string) {
  return timelineOf(report)
    .lanes.flatMap((lane) => lane.bars)
    .find((bar) => bar.id === id);
}

describe('timelineOf', () => {
  test('places each check by when it started and how long it took', () => {
    expect(barOf(goReport, 'disk-space')).toEqual({
      id: 'disk-space',
      outcome: 'warn',
      span: { fromMs: 820, toMs: 3030 },
    });
    expect(timelineOf(goReport).lanes.map((lane) => lane.title)).toEqual(['Environment', 'Database', 'Infrastructure']);
  });

  test('checks that are off are counted, not drawn', () => {
    expect(timelineOf(goReport).off).toBe(gateItems.length - 12);
    expect(barOf(goReport, 'cors-origins')).toBeUndefined();
  });

  test('a check of a group that gave no answer has no span', () => {
    expect(barOf(noGoReport, 'memory')).toEqual({ id: 'memory', outcome: 'error' });
    expect(inWords(timelineOf(noGoReport))).toContain('4 never ran');
  });

  test('a clock that runs behind moves the start, so that nothing lies before 0', () => {
    const report = structuredClone(goReport);
    const check = report.groups[1]?.checks[0];
    if (check !== undefined) check.startedAt = '2026-11-23T11:59:58.000Z';
    const bars = timelineOf(report).lanes.flatMap((lane) => lane.bars);
    expect(Math.min(...bars.map((bar) => bar.span?.fromMs ?? 0))).toBe(0);
    expect(barOf(report, 'disk-space')?.span?.fromMs).toBe(2820);
  });

  test.each([1, 9, 412, 1000, 8500, 59_000, 600_000, 7_200_000, 900_000_000])(
    'an axis of %d ms has 2 to 6 labels, evenly apart and within it',
    (lengthMs) => {
      const report = structuredClone(nothingRanReport);
      report.run.decidedAt = new Date(Date.parse(report.run.startedAt) + lengthMs).toISOString();
      const { ticks } = timelineOf(report);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(6);
      expect(ticks.every(({ atMs }, index) => atMs === index * (ticks[1]?.atMs ?? 0) && atMs <= lengthMs)).toBe(true);
    },
  );

  test('leaves out the time for which people were waited for before groups looked again', () => {
    const timeline = timelineOf(peopleGoReport);
    expect(timeline.leftOutMs).toBeGreaterThan(3_600_000);
    expect(timeline.lengthMs).toBeLessThan(10_000);
    const again = timeline.lanes.find(({ title }) => title === 'Infrastructure');
    // People were asked 4 s after the start.
    expect(again?.span?.fromMs).toBe(4000);
    expect(inWords(timeline)).toContain('The 1 h 20 min for which people were waited for are left out.');
    expect(timelineOf(peopleNoGoReport).leftOutMs).toBe(0);
  });

  test('what people decide is counted, not drawn', () => {
    expect(barOf(peopleGoReport, 'smoke-tests')).toBeUndefined();
    for (const report of [peopleGoReport, notAskedReport]) {
      expect(timelineOf(report)).toMatchObject({ byPeople: 1, off: 9 });
      expect(inWords(timelineOf(report))).toContain('1 is for people to decide, and not drawn.');
    }
  });

  test('says so where nothing ran', () => {
    expect(inWords(timelineOf(nothingRanReport))).toBe(`No check ran. ${gateItems.length} are off, and not drawn.`);
  });
});
