import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { fitRows, fitted } from '../../lib/cli/fitted.ts';
import type { WindowSight } from '../../lib/cli/window-page.ts';
import { windowScreen } from '../../lib/cli/window-screen.ts';
import { conditionOf } from '../../lib/cli/window-state.ts';
import type { AlarmValue } from '../../lib/cli/window-values.ts';
import type { WindowEvent, WindowRecord } from '../../lib/domain/window/window.ts';
import { at, drillParts, loginBrokenParts, reportOfParts, verifiedParts } from '../support/window-reports.ts';
import { terminal } from './support/terminal.ts';

const now = new Date(at('10:18'));
const hostile = `\u001B]0;title\u0007\u001B[2J\u202Egreen\r\n<b>GO</b> ${'漢'.repeat(90)} ${'x'.repeat(300)}`;

function sightOf(
  changes: Partial<WindowRecord> = {},
  events: readonly WindowEvent[] = [],
  values?: readonly AlarmValue[],
): WindowSight {
  const { closed: _, ended: __, ...open } = verifiedParts.record;
  const record: WindowRecord = {
    ...open,
    lookedAt: now.toISOString(),
    verifying: (open.verifying ?? []).slice(0, 3),
    verifications: (open.verifications ?? []).slice(0, 2),
    ...changes,
  };
  const usual = record.criteria.flatMap(({ id: criterion, alarms }) =>
    alarms.map((alarm) => ({
      criterion,
      alarm,
      value: 0.2,
      threshold: 5,
      comparison: 'GreaterThanThreshold' as const,
    })),
  );
  return {
    ...{ record, events },
    report: reportOfParts({ record, events, items: [] }),
    values: values ?? usual,
    condition: conditionOf(record, now),
  };
}

const screen = (sight: WindowSight, columns = 80, rows?: number): string[] =>
  windowScreen(sight, now, terminal(columns), rows).map(stripVTControlCharacters);

const told: WindowEvent = { at: at('10:05:14'), kind: 'told', text: 'error-spikes could not be looked at' };
const asked: WindowEvent = { at: at('10:16:00'), kind: 'asked', text: 'Go back, because of feature-broken?' };

describe('the screen of a window', () => {
  it('says how much time is left, with a bar, and each criterion with its value, its threshold and its alarm', () => {
    const lines = screen(sightOf());

    expect(lines[0]).toBe(' OPEN  shop-api 1.42.0 → production');
    expect(lines[1]).toMatch(/^━{9}─{21} {2}42 min left, until 11:00:00 UTC$/);
    expect(lines).toContain('  ✔ error-rate-critical   0.2, red > 5 · OK since 08:30:00');
    expect(lines).toContain('  – data-loss             watched by people alone');
    expect(lines).toContain('  · performance-degraded  1 probe, not looked at yet');
  });

  it('says of a value that is missing why, once, and the state of its alarm all the same', () => {
    const problem = 'CloudWatch refused cloudwatch:GetMetricData: AccessDenied';
    const { record } = sightOf();
    const values = record.criteria.flatMap(({ id: criterion, alarms }) =>
      alarms.map((alarm) => ({ criterion, alarm, problem, threshold: 5, comparison: 'LessThanThreshold' as const })),
    );
    const lines = screen(sightOf({}, [], values), 120);

    expect(lines).toContain('  ✔ service-outage        no value, red < 5 · OK since 08:30:00');
    expect(lines.filter((line) => line.includes('AccessDenied'))).toEqual([`    no value of 6 criteria: ${problem}`]);
  });

  it('shows each check as it was seen last, and when the next verification is due', () => {
    const lines = screen(sightOf(), 120);

    expect(lines).toContain('Checks  last at 10:05:00, looking since 10:15:01, next at 10:55:00 (in 37 min)');
    expect(lines).toContain('  ✔ health-checks         10:05:00 passed: 3 of 3 probes answered as they should');
    expect(lines.join('\n')).toContain('? error-spikes          10:05:00 could not look: Sentry is throttling (429)');
    expect(lines).toContain('  ▲ response-times        10:05:00 warning: p95 is 298 ms, and was 240 ms');
    expect(lines).toContain('  – mobile-connectivity   off: there is no mobile app yet');
  });

  it('says who was told what, the last three, and that nobody was', () => {
    expect(screen(sightOf({}, [told, asked])).slice(-3)).toEqual([
      'Told',
      '  10:05:14  error-spikes could not be looked at',
      '  10:16:00  asked: Go back, because of feature-broken?',
    ]);
    expect(screen(sightOf({}, [told, told, told, asked]))).toContain('Told  the last 3 of 4');
    expect(screen(sightOf()).at(-1)).toBe('Told  nobody yet');
  });

  it('says what is wrong: blind spots, a rollback that goes on and why, a drill', () => {
    const blind = [{ what: 'CloudWatch', why: 'it did not answer', from: at('10:10') }];
    expect(screen(sightOf({ blind }))).toContain('  ? CloudWatch: it did not answer, from 10:10:00 on');

    const { trigger } = loginBrokenParts.record;
    const rolling = screen(sightOf(trigger && { trigger })).join('\n');
    expect(rolling).toMatch(/^ ROLLING BACK {2}shop-api/);
    expect(rolling).toContain('! it was triggered');
    expect(rolling).toContain('User login working failed in each of 3 tries');

    const { drill } = drillParts.record;
    expect(screen(sightOf(drill && { drill }), 200).join('\n')).toContain(
      'Drill: provoked by aws:arn:aws:sts::111122223333:assumed-role/OnCall/mona, and its alarm has not been seen red yet.',
    );
  });

  it('fits 24 rows of 80 columns, each thing on a line where there is no more room', () => {
    const sight = sightOf({}, [told, asked]);

    expect(screen(sight).length).toBeGreaterThan(23);
    expect(screen(sight, 80, 23).length).toBeLessThanOrEqual(23);
    for (const { id } of [...sight.record.criteria, ...(sight.record.checks ?? [])])
      expect(screen(sight, 80, 23).join('\n')).toContain(id);
  });

  it.each([30, 60, 80, 120])(
    'has no line wider than %d columns, and moves no cursor, whatever others wrote',
    (columns) => {
      const { record } = sightOf();
      const name = hostile;
      const sighting = { name, state: 'ALARM', since: at('10:12'), reason: hostile } as const;
      const verifications = (record.verifications ?? []).map((one) => ({
        ...one,
        items: one.items.map((item) => ({ ...item, summary: hostile, outcome: 'fail' as const })),
      }));
      const sight = sightOf(
        {
          verifications,
          service: hostile,
          target: { problem: hostile },
          withoutGo: hostile,
          criteria: record.criteria.map((one) => ({ ...one, alarms: [name] })),
          states: { [name]: sighting },
          blind: [{ what: hostile, why: hostile, from: at('10:10') }],
          drill: { at: at('10:12'), by: hostile, reason: hostile, alarm: hostile },
        },
        [{ ...told, text: hostile }],
        [{ criterion: 'service-outage', alarm: name, problem: hostile }],
      );
      for (const rows of [undefined, 23]) {
        const plain = { ...terminal(columns), paint: (_: unknown, text: string) => text };
        const lines = windowScreen(sight, now, plain, rows);
        expect(lines.join('')).not.toMatch(/[\p{Cc}\u202E]/u);
        const widths = lines.map((line) => Array.from(line).reduce((sum, one) => sum + (one === '漢' ? 2 : 1), 0));
        expect(Math.max(...widths)).toBeLessThanOrEqual(columns);
      }
    },
  );
});

describe('fitted', () => {
  it('hangs the second line below the first, and cuts a word that is too long', () => {
    expect(fitted('- ab  ', 6, `one two ${'x'.repeat(50)}`, terminal(30))).toEqual([
      '- ab  one two',
      `      ${'x'.repeat(23)}…`,
    ]);
  });

  it('begins further left where there is no room for two columns', () => {
    expect(fitted(`  ✔ ${'i'.repeat(20)}  `, 26, 'all is well', terminal(40))).toEqual([
      `  ✔ ${'i'.repeat(20)}`,
      '    all is well',
    ]);
  });
});

describe('fitRows', () => {
  it('says how many lines there is no room for', () => {
    const lines = ['a', 'b', 'c', 'd', 'e'];
    expect(fitRows(lines, terminal(80, 6))).toEqual(lines);
    expect(fitRows(lines, terminal(80, 5)).map(stripVTControlCharacters)).toEqual(['a', 'b', 'c', '… 2 more lines']);
  });
});
