import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { BacktestReport } from '../../lib/backtest/backtest.ts';
import { backtestProgress } from '../../lib/cli/backtest-progress.ts';
import { backtestText } from '../../lib/cli/backtest-text.ts';
import type { Terminal } from '../../lib/cli/output.ts';
import { backtestReports, hostileBacktest, suggestionSample } from '../support/backtest-reports.ts';
import { terminal as liveTerminal } from './support/terminal.ts';

function plainTerminal(columns = 100): Terminal & { readonly written: string[] } {
  return { ...liveTerminal(columns), live: false, paint: (_, text) => text };
}
const textOf = (report: BacktestReport, columns?: number): string => backtestText(report, [], plainTerminal(columns));
const { quiet, nothing, storm, 'rolled back': rolledBack } = backtestReports;

describe('backtestText', () => {
  it('says how many would have rolled back and how sure that is, then the criteria, the windows, the settings', () => {
    const text = backtestText(rolledBack, ['report: out/backtest.html'], plainTerminal());
    expect(text).toMatch(
      /^3 of 719 windows would have rolled back, 1 of these in an incident\nFalse rollbacks: 2\.8 per 1,000/,
    );
    const parts = [
      '\nCriteria\n',
      '\nWould have rolled back\n',
      '\nOther settings, on the same history\n',
      '\nreport: out',
    ];
    const places = parts.map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(text).toMatch(/^ {2}opened 2026-10-13 13:00 UTC: error-rate-critical after 4 min, in an incident$/m);
    expect(text).toMatch(
      /^ {4}configured {2}2 of 3, 40 requests or more: a fault is found after 3 min, none is missed; 2\.8 per/m,
    );
    expect(text).toMatch(/^ {4}suggested {3}3 of 5, 40 requests or more: /m);
  });

  it('says why nothing else is suggested', () => {
    const { suggested: _, ...none } = suggestionSample;
    expect(textOf({ ...quiet, suggestions: [{ ...none, why: 'none is good enough' }] })).toMatch(
      /^ {4}none is good enough$/m,
    );
    expect(textOf(quiet)).toContain('what is configured is the fastest');
  });

  it('shows twenty windows, and counts the others', () => {
    const text = textOf(storm);
    expect(text.match(/^ {2}opened /gm)).toHaveLength(20);
    expect(text).toContain('  and 699 more: --report DIR or --json has them all');
  });

  it('tells of windows that were left out, and why', () => {
    const text = textOf({ ...quiet, leftOut: { early: 2, late: 1, lookBackSeconds: 3600 } }, 200);
    expect(text).toContain(
      '2 windows left out that opened in the first 1 h of the history, which an alarm looks back on; 1 window left out that the history ends within',
    );
  });

  it('has no rate where there was no window', () => {
    expect(textOf(nothing)).toMatch(/^None of 0 windows would have rolled back\nFalse rollbacks: not known/);
  });

  it('lets no text of others move the cursor', () => {
    const text = textOf(hostileBacktest);
    for (const character of ['\u0000', '\u001B', '\u202E']) expect(text).not.toContain(character);
  });

  it.each([40, 80])('keeps to a terminal of %d columns', (columns) => {
    const lines = textOf(rolledBack, columns).split('\n');
    // A name stays whole, so that it can be copied.
    const wide = lines.filter((line) => line.length > columns && line.trim().includes(' '));
    expect(wide).toEqual([]);
  });
});

describe('the progress of a backtest', () => {
  it('is a line for each thing and for each quarter of it, where no terminal shows it', () => {
    const shown = plainTerminal();
    const progress = backtestProgress(shown, () => 1500);
    progress.begin('reading metrics.csv');
    for (let done = 1; done <= 1000; done += 1) progress.at(done, 1000);
    progress.note('not in the file: \u001B[2Jx');
    progress.begin('replaying windows');
    progress.at(0, 0);
    progress.close();
    expect(
      shown.written
        .join('')
        .split('\n')
        .map((line) => line.trim()),
    ).toEqual([
      '1.5 s  reading metrics.csv',
      '1.5 s  reading metrics.csv: 25 %',
      '1.5 s  reading metrics.csv: 50 %',
      '1.5 s  reading metrics.csv: 75 %',
      '1.5 s  reading metrics.csv: 100 %',
      '1.5 s  not in the file:  [2Jx',
      '1.5 s  replaying windows',
      '1.5 s  replaying windows: 100 %',
      '',
    ]);
  });

  it('is one line that is drawn again while it computes, and is gone at the end; notes stay', () => {
    const shown = liveTerminal(60);
    let now = 0;
    const progress = backtestProgress(shown, () => now);
    progress.begin('replaying windows');
    for (let done = 0; done < 1000; done += 1) {
      now += 1;
      progress.at(done, 1000);
    }
    progress.note('1 line left out');
    progress.close();
    const seen = stripVTControlCharacters(shown.written.join(''));
    const drawn = seen.match(/replaying windows {2}\d+ %/g) ?? [];
    expect(drawn.length).toBeGreaterThan(5);
    // Not each of a thousand steps is drawn.
    expect(drawn.length).toBeLessThan(40);
    expect(seen).toContain('\n1 line left out\n');
    expect(shown.written.at(-1)).toBe('\u001B[1A\u001B[2K\n\u001B[1A');
  });
});
