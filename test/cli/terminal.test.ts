import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { checklistText } from '../../lib/cli/checklist-text.ts';
import { frameLines, liveProgress } from '../../lib/cli/live-progress.ts';
import type { WaitingItem } from '../../lib/cli/progress.ts';
import { runName } from '../../lib/cli/run-name.ts';
import { clean, cutToFit, seconds, wrap } from '../../lib/cli/text.ts';
import { reportSchema } from '../../lib/domain/report.ts';
import { gateRun } from './support/gate-run.ts';
import { terminal } from './support/terminal.ts';

const plain = (lines: readonly string[]): string[] => lines.map(stripVTControlCharacters);

async function frame(columns: number, rows = 24, waiting: readonly WaitingItem[] = []) {
  const { settings } = await gateRun();
  const results = new Map([
    ['memory', { id: 'memory', outcome: 'fail' as const, summary: `too little ${'x'.repeat(200)}`, durationMs: 1234 }],
  ]);
  const input = {
    title: 'gate of shop-api for production',
    expected: settings.expected,
    elapsed: () => 12_345,
    clock: () => new Date('2026-11-23T12:30:00Z'),
  };
  return { lines: frameLines({ ...input, results, waiting, activity: '' }, terminal(columns, rows)), input };
}

describe('the live lines', () => {
  it('show every check that is on, in its group, and how long it all takes', async () => {
    const { lines } = await frame(100);

    expect(plain(lines)).toEqual([
      expect.stringMatching(/^\S gate of shop-api for production {2}12 s$/),
      '  Environment',
      expect.stringMatching(/^ {4}\S runtime-flags$/),
      '  Infrastructure',
      expect.stringMatching(/^ {4}✖ memory {10}1\.2 s {2}too little x+…$/),
    ]);
  });

  it.each([20, 40, 60, 80, 200])('never take more than a line each in %i columns', async (columns) => {
    const { lines } = await frame(columns);

    for (const line of plain(lines)) expect(line.length).toBeLessThanOrEqual(Math.max(columns, 45));
    expect(plain(lines)[0]?.length).toBeLessThanOrEqual(columns);
  });

  it('show a line for each group where not all checks fit', async () => {
    const { lines } = await frame(80, 5);

    expect(plain(lines).slice(1)).toEqual(['  Environment        ·', '  Infrastructure     ✖']);
  });

  const waiting = [
    {
      id: 'support-briefed',
      title: `Support\u001B[2J knows ${'x'.repeat(200)}`,
      expiresAt: '2026-11-23T15:42:00.000Z',
    },
  ];

  it.each([20, 40, 80])('show what waits for people, and for how long yet, in %i columns', async (columns) => {
    const { lines } = await frame(columns, 24, waiting);

    const shown = plain(lines).slice(5);
    expect(shown[0]).toBe('  Waiting for people');
    expect(shown[1]).toMatch(/^ {4}\S support-brief/);
    if (columns === 80) expect(shown[1]).toMatch(/support-briefed {2}3 h 12 min left {2}Support \[2J knows x+…$/);
    for (const line of shown) expect(line.length).toBeLessThanOrEqual(columns);
  });

  it('rather show what waits than what has ended, where not all fits', async () => {
    const { lines } = await frame(80, 5, waiting);

    expect(plain(lines).map((line) => line.slice(0, 20).trim())).toEqual([
      expect.stringMatching(/gate of shop-api/),
      'Waiting for people',
      expect.stringMatching(/support-brief/),
      'Environment',
    ]);
  });

  it('leave above them what is to stay, such as an address', async () => {
    const { input } = await frame(80);
    const screen = terminal();
    const progress = liveProgress(screen, { ...input, erase: true });
    progress.say(['to decide: https://console.example']);
    progress.close();

    const erased = '\u001B[2K\n'.repeat(5);
    expect(screen.written.slice(1, 3)).toEqual([`\u001B[5A${erased}\u001B[5A`, 'to decide: https://console.example\n']);
    // Nothing of it is drawn over: the lines begin below it, and only they are erased.
    expect(screen.written[3]?.startsWith('\u001B[2K')).toBe(true);
    expect(screen.written[4]).toBe(`\u001B[5A${erased}\u001B[5A`);
  });

  it('turn again for what is looked at again', async () => {
    const { input } = await frame(80);
    const screen = terminal();
    const progress = liveProgress(screen, { ...input, erase: false });
    progress.ended({ id: 'memory', outcome: 'pass', summary: 'enough' });
    progress.again(['memory']);
    progress.close();

    expect(stripVTControlCharacters(screen.written.at(-1) ?? '')).toMatch(/ {4}[^✔] memory\n$/);
  });

  it('are drawn over themselves, and gone when the result follows on the same terminal', async () => {
    const { input } = await frame(80);
    const screen = terminal();
    const progress = liveProgress(screen, { ...input, erase: true });
    progress.close();

    expect(screen.written).toHaveLength(2);
    expect(screen.written[0]?.split('\n')).toHaveLength(6);
    const erased = '\u001B[2K\n'.repeat(5);
    expect(screen.written[1]).toBe(`\u001B[5A${erased}\u001B[5A`);
  });

  it('stay in their last state when the result goes elsewhere', async () => {
    const { input } = await frame(80);
    const screen = terminal();
    const progress = liveProgress(screen, { ...input, erase: false });
    progress.ended({ id: 'memory', outcome: 'pass', summary: 'enough' });
    progress.close();

    expect(stripVTControlCharacters(screen.written.at(-1) ?? '')).toMatch(/✔ memory .* enough\n$/);
  });
});

describe('the checklist as text', () => {
  it('keeps hostile text from the terminal', async () => {
    const { report } = await gateRun('fail');
    const parsed = reportSchema.parse(JSON.parse(report['json'] ?? ''));
    const hostile = '\u001B[2J\u202Egreen\r\n GO \u0007';
    const groups = parsed.groups.map((group) => ({
      ...group,
      checks: group.checks.map((check) => ({
        ...check,
        summary: hostile,
        remediation: hostile,
        evidence: [{ where: hostile, observed: hostile, expected: hostile }],
      })),
    }));
    const text = checklistText({ report: { ...parsed, groups } }, { ...terminal(), paint: (_, one) => one });

    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202E]/u);
    expect(text).not.toMatch(/^ GO /m);
  });

  it.each([24, 50, 80])('wraps at words in %i columns', async (columns) => {
    const { report } = await gateRun('fail');
    const parsed = reportSchema.parse(JSON.parse(report['json'] ?? ''));
    const summary = 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen';
    const groups = parsed.groups.map((group) => ({
      ...group,
      checks: group.checks.map((check) => ({ ...check, summary })),
    }));
    const lines = checklistText({ report: { ...parsed, groups } }, terminal(columns))
      .split('\n')
      .map(stripVTControlCharacters);

    const checks = lines.slice(2, lines.indexOf('What blocks'));
    for (const line of checks) expect(line.length).toBeLessThanOrEqual(Math.max(columns, 30));
    expect(checks.join(' ').match(/\bfourteen\b/g)).toHaveLength(3);
  });
});

describe('text', () => {
  it('is cleaned, cut by its width and wrapped at words', () => {
    expect(clean('a\u001B[31mb\n\tc\u0085d ')).toBe('a [31mb c d');
    expect(cutToFit('12345', 5)).toBe('12345');
    expect(cutToFit('123456', 5)).toBe('1234…');
    expect(cutToFit('日本語', 5)).toBe('日本…');
    expect(wrap('aa bb cccccccc d', 5)).toEqual(['aa bb', 'cccccccc', 'd']);
  });

  it.each([
    [0, '0.0 s'],
    [1234, '1.2 s'],
    [9_949, '9.9 s'],
    [9_950, '10 s'],
    [59_400, '59 s'],
    [60_000, '1 min 0 s'],
    [125_000, '2 min 5 s'],
  ])('says %i ms as %s', (milliseconds, expected) => {
    expect(seconds(milliseconds)).toBe(expected);
  });

  it.each(['1.42.0', '1.42.0+build.7', 'v'.repeat(128)])(
    'makes a name for a run of %s that Step Functions takes',
    (version) => {
      const name = runName(
        { name: undefined, attempt: undefined },
        { version, commit: '3f786850e387550fdab836ed7e6dc881de23001b' },
        new Date('2026-11-23T12:00:00.123Z'),
      );

      expect(name).toMatch(/^[0-9A-Za-z_-]{1,80}$/);
      expect(name).toContain('-3f78685-20261123T120000123Z');
    },
  );
});
