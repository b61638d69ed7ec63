import { describe, expect, it } from 'vitest';
import type { Terminal } from '../../lib/cli/output.ts';
import { windowText } from '../../lib/cli/window-text.ts';
import {
  byHandWindow,
  drillWindow,
  healthyWindow,
  hostileWindow,
  inconclusiveWindow,
  loginBrokenWindow,
  openWindow,
  rollbackFailedWindow,
  rolledBackWindow,
  verifiedWindow,
  windowReports,
  withoutGoWindow,
} from '../support/window-reports.ts';

const terminal = (columns = 100): Terminal => ({
  write: () => {},
  live: false,
  columns: () => columns,
  rows: () => 24,
  paint: (_style, text) => text,
});
const textOf = (report: typeof healthyWindow, columns?: number): string => windowText({ report }, terminal(columns));

describe('windowText', () => {
  it('says the result first, then the trigger, the rollback, what to do, the criteria, where the report lies', () => {
    const text = windowText({ report: rolledBackWindow, notes: ['report: s3://x'] }, terminal());
    expect(text).toMatch(/^ ROLLED BACK {2}Error rate >5%/);
    const places = ['\nTrigger\n', '\nRollback\n', '\nWhat to do now\n', '\nCriteria\n', '\nreport: s3://x\n'].map(
      (part) => text.indexOf(part),
    );
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('says how long each step took, and what it did not come to', () => {
    expect(textOf(rolledBackWindow)).toMatch(/^ {2}The old version served {6} +1\.4 s {2}23 Nov 2026, 10:12:06 UTC$/m);
    expect(textOf(rollbackFailedWindow)).toMatch(/^ {2}The rollback started {7}it did not come to that$/m);
  });

  it('lists every criterion with what its alarms last said, or why it is not watched', () => {
    expect(textOf(healthyWindow).match(/^ {2}[✔–] [a-z-]+ +(?:critical|high|medium), /gm)).toHaveLength(8);
    expect(textOf(withoutGoWindow)).toMatch(/^ {2}– response-time +high, rolls back: not watched; 12 requests/m);
    expect(textOf(withoutGoWindow)).toContain('red already');
    expect(textOf(withoutGoWindow)).toContain('opened without a GO: the gate is not used in staging');
  });

  it('lists blind spots, and counts those that it leaves out', () => {
    expect(textOf(inconclusiveWindow)).toMatch(/^ {2}\? CloudWatch: it did not answer/m);
    const blind = Array.from({ length: 12 }, () => ({ what: 'x', why: 'y', from: '' }));
    expect(textOf({ ...inconclusiveWindow, blind })).toContain('and 2 more, see the report');
  });

  it('shows emergency powers above all else, and who decided what', () => {
    expect(textOf(byHandWindow)).toMatch(/^ BREAK GLASS \n {2}roll-back-despite-schema approved by Mona Lisa/);
    expect(textOf(rollbackFailedWindow)).toMatch(/^ {2}✖ roll-back-despite-schema: Rejected/m);
  });

  it('lists what the verifications saw of each check, and says of what did not pass what was found', () => {
    const text = textOf(verifiedWindow, 200);
    expect(text).toMatch(/^ {2}✔ health-checks +high, rolls back: passed at try 2, passed, lost, passed$/m);
    expect(text).toMatch(/^ {2}\? error-spikes +.*: passed, could not look, lost, passed; Sentry is throttling/m);
    expect(text).toMatch(/^ {2}– mobile-connectivity +medium, asks people: there is no mobile app yet$/m);
    expect(text).toMatch(/^ {2}✔ feature-broken +.*passed; asks search, GET \/newsletter$/m);
    expect(textOf(loginBrokenWindow, 200)).toMatch(/^ {2}✖ user-login {2}|^ {2}✖ user-login$/m);
    expect(textOf(healthyWindow)).not.toContain('Verifications');
  });

  it('says of a drill that it was one', () => {
    expect(textOf(drillWindow, 200)).toContain('assumed-role/OnCall/mona, it rolled back as it should.');
  });

  it('of a window that is open and well is short', () => {
    expect(textOf(openWindow)).toMatch(/^ OPEN {2}nothing has led back yet/);
    expect(textOf(openWindow)).not.toMatch(/^(?:Trigger|Rollback|What to do now|Blind spots)$/m);
  });

  it('colours the result by its kind', () => {
    const painted = (report: typeof healthyWindow): unknown[] => {
      const styles: unknown[] = [];
      const paint = (style: unknown, text: string): string => {
        styles.push(style);
        return text;
      };
      windowText({ report }, { ...terminal(), paint });
      return styles;
    };
    const stamps = Object.values(windowReports).map((report) =>
      JSON.stringify(painted(report).find((style) => JSON.stringify(style).includes('"bg'))),
    );
    expect(new Set(stamps).size).toBeGreaterThanOrEqual(5);
  });

  it.each([40, 80, 120])('moves no cursor, whatever others wrote, at %d columns', (columns) => {
    const text = textOf(hostileWindow, columns);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202A-\u202E]/u);
  });

  it.each([80, 120])('keeps words within %d columns, but for commands and addresses', (columns) => {
    const lines = Object.values(windowReports).flatMap((report) => textOf(report, columns).split('\n'));
    const wide = lines.filter((line) => line.length > columns && line.trim().includes(' '));
    expect(wide.filter((line) => !line.includes('preflight re'))).toEqual([]);
  });
});
