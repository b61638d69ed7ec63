import { describe, expect, it } from 'vitest';
import { concludeWindow } from '../../../lib/domain/window/window-conclusion.ts';
import {
  byHandWindow,
  healthyWindow,
  hostileWindow,
  inconclusiveWindow,
  longWindow,
  rolledBackWindow,
  withoutGoWindow,
} from '../../support/window-reports.ts';

const uri = 's3://reports/windows/run-1/report.html';
const linesOf = (report: typeof healthyWindow): string[] => concludeWindow(report, uri).split('\n');

describe('concludeWindow', () => {
  it('says the result first, and where the report lies last', () => {
    expect(linesOf(healthyWindow)).toEqual([
      'shop-api 1.42.0 (3f786850e387) in production: healthy: nothing led back by 11:00:00 UTC, and the alarms of 7 of 8 criteria were seen to the end',
      `report: ${uri}`,
    ]);
  });

  it('says what triggered with its values, what was done, how long it took, and what to do', () => {
    const starts = linesOf(rolledBackWindow).map((line) => line.replace(/:.*/, ''));
    expect(starts.slice(1)).toEqual([
      'trigger',
      'rollback',
      'verified 198.3 s after the trigger',
      'what to do',
      'what to do',
      'report',
    ]);
    expect(linesOf(rolledBackWindow)[1]).toMatch(/at 2026-11-23T10:12:03\.000Z: Threshold Crossed: .*\(5\.0\)/);
  });

  it('says what could not be seen, that there was no GO, and that emergency powers were used', () => {
    expect(linesOf(inconclusiveWindow)).toContainEqual(expect.stringMatching(/^- not seen from .*: CloudWatch: /));
    expect(linesOf(withoutGoWindow)[1]).toBe('opened without a GO: the gate is not used in staging');
    expect(linesOf(byHandWindow)[1]).toMatch(/^BREAK GLASS: roll-back-despite-schema approved by Mona Lisa/);
  });

  it('counts the blind spots that it leaves out', () => {
    const [spot] = inconclusiveWindow.blind;
    const blind = Array.from({ length: 30 }, () => spot ?? { what: '', why: '', from: '' });
    expect(linesOf({ ...inconclusiveWindow, blind })).toContain('- and 26 more, see the report');
  });

  it('begins no line with what others wrote', () => {
    const text = concludeWindow(hostileWindow, uri);
    const starts = text.split('\n').slice(1);
    const ours = /^(?:opened without a GO|BREAK GLASS|trigger|schema|rollback|verified|- not seen|what to do|report)/;
    expect(starts.filter((line) => !ours.test(line))).toEqual([]);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202E\u200B]/u);
  });

  it('keeps to 4,000 characters, and names the report however long the rest is', () => {
    const blind = Array.from({ length: 4 }, () => ({ what: 'x'.repeat(900), why: 'y'.repeat(900), from: '' }));
    const next = Array.from({ length: 4 }, () => ({ text: 'z'.repeat(900), command: 'c'.repeat(500) }));
    for (const report of [longWindow, hostileWindow, { ...longWindow, blind, next }]) {
      const text = concludeWindow(report, uri);
      expect(text.length).toBeLessThanOrEqual(4000);
      expect(text.endsWith(`\nreport: ${uri}`)).toBe(true);
    }
  });
});
