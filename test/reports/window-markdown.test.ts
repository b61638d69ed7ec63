import { describe, expect, test } from 'vitest';
import { windowAsMarkdown } from '../../lib/reports/window-markdown.ts';
import {
  byHandWindow,
  drillWindow,
  healthyWindow,
  hostileWindow,
  inconclusiveWindow,
  loginBrokenWindow,
  longWindow,
  rollbackFailedWindow,
  rolledBackWindow,
  verifiedWindow,
  windowReports,
  withoutGoWindow,
} from '../support/window-reports.ts';

const withoutFences = (markdown: string): string[] => markdown.replace(/^```text\n[\s\S]*?\n```$/gm, '').split('\n');
const headings = (markdown: string): string[] => withoutFences(markdown).filter((line) => /^#{1,6} /.test(line));
/** Without what stands in code, which shows markup to the letter. */
const proseOf = (markdown: string): string =>
  withoutFences(markdown)
    .join('\n')
    .replace(/(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, '');

describe('windowAsMarkdown', () => {
  test('says the result first, then what to do, the trigger, the rollback, the rest', () => {
    const markdown = windowAsMarkdown(rollbackFailedWindow);
    expect(headings(markdown).filter((line) => /^##? /.test(line))).toEqual([
      '# ❌ Rollback failed: shop-api 1.42.0 in production',
      '## What to do now',
      '## The trigger',
      '## The rollback',
      '## The database schema',
      '## Decided by people',
      '## The 8 criteria',
      '## Time line',
      '## Release and window',
    ]);
    expect(markdown).toContain('[Runbook](https://github.com/acme/shop-api/blob/main/docs/runbook.md#rollback-failed)');
  });

  test('shows each verification of each check, and what did not pass with its evidence and what to do', () => {
    const markdown = windowAsMarkdown(verifiedWindow);
    expect(markdown).toContain('| Check | after 1 min | after 5 min | after 15 min | after 55 min |');
    expect(markdown).toContain(
      '| Health checks responding (high, rolls back) | ✅ Passed at try 2 | ✅ Passed | 🟣 Lost | ✅ Passed |',
    );
    expect(markdown).toContain('- Lost: it was begun, and nobody knows what it saw');
    expect(markdown).toMatch(/^verifications {7}\|v {2}E {5}E {2,}v +\| Passed$/m);
    const login = windowAsMarkdown(loginBrokenWindow);
    expect(login).toContain('- ❌ Failed, 23 Nov 2026, 10:05:02 UTC, 3 tries: the login answered 200');
    expect(login).toContain('200 and no session cookie (expected 303 and the cookie session)');
    expect(login).toContain('**What to do:** Log in as the test user by hand');
    expect(login).toContain("- Recorded by: the window's look, after a verification");
    expect(windowAsMarkdown(healthyWindow)).not.toContain('Verifications');
  });

  test('says of a drill that it was one, before all else', () => {
    const [title, drill] = windowAsMarkdown(drillWindow).split('\n\n');
    expect(title).toMatch(/^# /);
    expect(drill).toMatch(/^> \*\*Drill: provoked by aws:.*, it rolled back as it should\.\*\*$/);
  });

  test('says how long each step took, and what it did not come to', () => {
    expect(windowAsMarkdown(rolledBackWindow)).toContain(
      '| The old version served | 23 Nov 2026, 10:12:06 UTC | 1.4 s |',
    );
    expect(windowAsMarkdown(rollbackFailedWindow)).toContain('| The rollback started | it did not come to that |  |');
  });

  test('lists every criterion in a row of four cells', () => {
    for (const report of [...Object.values(windowReports), hostileWindow]) {
      const [, rows = ''] = /\| Stands \|.*\n.*\n([\s\S]*?)\n\n/.exec(windowAsMarkdown(report)) ?? [];
      expect(rows.split('\n')).toHaveLength(8);
      expect(rows.split('\n').filter((row) => row.split('|').length !== 6)).toEqual([]);
    }
    expect(windowAsMarkdown(withoutGoWindow)).toMatch(/^\| ⚪ Not watched \| Response time \+50% \|.*\| 12 requests/m);
  });

  test('draws the states of the alarms, what was red however short, and what was not seen', () => {
    expect(windowAsMarkdown(rolledBackWindow)).toMatch(/^error-rate-critical {2}\|-{31}A{9}\| OK$/m);
    expect(windowAsMarkdown(inconclusiveWindow)).toMatch(/^service-outage {7}\|\.?-+%+\| No data$/m);
    const [alarm] = healthyWindow.criteria[0]?.alarms ?? [];
    const [phase] = alarm?.states ?? [];
    if (alarm === undefined || phase === undefined) throw new Error('the sample has no alarm');
    const red = { state: 'ALARM' as const, from: '2026-11-23T10:30:00.000Z', to: '2026-11-23T10:30:00.010Z' };
    const report = structuredClone(healthyWindow);
    report.criteria[0]?.alarms.splice(0, 1, { ...alarm, states: [phase, red, { ...phase, from: red.to }] });
    expect(windowAsMarkdown(report)).toMatch(/^error-rate-critical {2}\|-+A-+\| OK$/m);
  });

  test('lists everything that happened, what was ignored too', () => {
    expect(windowAsMarkdown(healthyWindow)).toMatch(
      /^\| 23 Nov 2026, 10:07:12 UTC \| Ignored \|.*error-rate-high: Alarm \|$/m,
    );
  });

  test('says above all that emergency powers were used, and that there was no GO', () => {
    expect(windowAsMarkdown(byHandWindow).split('\n').slice(2, 4)).toEqual([
      '> [!CAUTION]',
      '> 🚨 **BREAK GLASS**: this result rests on emergency powers: one person decided alone.',
    ]);
    expect(windowAsMarkdown(withoutGoWindow)).toContain('**Opened without a GO:** the gate is not used in staging');
  });

  test('hostile text stays text: one title, no HTML, no link, no mention', () => {
    const markdown = windowAsMarkdown(hostileWindow);
    expect(headings(markdown).filter((line) => line.startsWith('# '))).toHaveLength(1);
    const sections = headings(markdown).filter((line) => line.startsWith('## '));
    expect(sections).toEqual(
      sections.filter((line) => /^## (?:What|The|Decided|Blind|Verifications|Time|Release)/.test(line)),
    );
    const prose = proseOf(markdown);
    expect(prose.match(/<[^>]*>/g) ?? []).toEqual([]);
    expect(prose).not.toMatch(/@octocat|https:\/\/evil|www\.evil|(?<!\\)\[link|javascript/);
    expect(markdown).not.toMatch(/(?!\n)\p{Cc}|[\u202E\u200B]/u);
  });

  test('a storm of events fits a GitHub job summary', () => {
    // GitHub cuts a step's summary at 1 MiB.
    expect(new TextEncoder().encode(windowAsMarkdown(longWindow)).length).toBeLessThan(512 * 1024);
    expect(windowAsMarkdown(longWindow)).toContain('2600 more stand in the JSON');
  });
});
