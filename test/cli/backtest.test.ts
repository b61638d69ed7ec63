import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BacktestReport } from '../../lib/backtest/backtest.ts';
import { configText } from './support/config.ts';
import { type FakeMetrics, fakeMetrics } from './support/fake-metrics.ts';
import { folderWith, type Ran, runCli } from './support/run-cli.ts';
import { windowedText, windowMachine } from './support/window-run.ts';

const offText = "off('not part of this test')";
const shop = "{ lambda: { function: 'shop-api', alias: 'live' } }";

/** A window of 20 minutes, in which errors and silence roll back. */
const config = configText({
  rollback: `{
        strategy: { lambdaAlias: { function: 'shop-api', alias: 'live' } },
        schemaGuard: ${offText},
        runbook: 'https://github.com/acme/shop-api/blob/main/docs/runbook.md',
        lasts: '20m',
        criteria: {
          'error-rate-critical': { watch: ${shop} },
          'service-outage': { watch: ${shop} },
          'data-loss': { watch: 'people' },
          'error-rate-high': ${offText},
          'response-time': { watch: ${shop} },
          'db-pool-exhausted': { watch: { alarm: { name: 'shop-pool' } } },
          'feature-broken': ${offText},
          'performance-degraded': ${offText},
        },
      }`,
});

const minuteMs = 60_000;
const startMs = Date.parse('2026-10-01T00:00Z');
const columns = ['Errors Sum', 'Invocations Sum', 'Duration p95', 'Duration SampleCount'].map(
  (name) => `AWS/Lambda ${name} FunctionName=shop-api Resource=shop-api:live`,
);
const header = ['minute', ...columns].join(',');

/** Six hours of 100 requests a minute; from 03:05 on, for ten minutes, each second one fails. */
const cells = (minute: number): number[] => [minute >= 185 && minute < 195 ? 50 : 0, 100, 120, 100];
const csv = [
  header,
  ...Array.from({ length: 360 }, (_, minute) =>
    [new Date(startMs + minute * minuteMs).toISOString(), ...cells(minute)].join(','),
  ),
].join('\n');

async function replay(
  args: readonly string[],
  {
    file = csv,
    text = config,
    env = {},
  }: { file?: string; text?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<Ran & { readonly folder: string }> {
  const folder = folderWith({ 'preflight.config.mts': text, 'metrics.csv': file });
  return { ...(await runCli(['backtest', '--env', 'production', ...args], { folder, env })), folder };
}

const reportOf = ({ stdout }: Ran): BacktestReport => JSON.parse(stdout) as BacktestReport;

describe('preflight backtest of a file', () => {
  it('prints which windows would have rolled back, on which values, and what was not replayed', async () => {
    const ran = await replay(['--file', 'metrics.csv']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/^1 of 5 windows would have rolled back\n/);
    expect(ran.stdout).toMatch(/^False rollbacks: 200 per 1,000 healthy windows \(1 of 5; /m);
    expect(ran.stdout).toMatch(/^ {2}▲ error-rate-critical +critical, rolls back: red in 1 of 5$/m);
    expect(ran.stdout).toMatch(/^ {2}– data-loss +critical, asks people: not replayed: people alone/m);
    expect(ran.stdout).toMatch(/^ {2}– db-pool-exhausted .*not replayed: the alarm shop-pool is of your own/m);
    expect(ran.stdout).toMatch(
      /^ {2}opened 2026-10-01 03:00 UTC: error-rate-critical after \d+ min, false\n {4}.*50.*; threshold 5$/m,
    );
    expect(ran.stdout).toContain('Other settings, on the same history');
    expect(ran.stderr).toMatch(/^ +\d+\.\d s {2}reading metrics\.csv$/m);
    expect(ran.stderr).toMatch(/^ +\d+\.\d s {2}replaying windows$/m);
  });

  it('prints the report as JSON, and writes it beside the HTML', async () => {
    const ran = await replay(['--file', 'metrics.csv', '--json', '--report', 'out', '--late', '0s']);
    expect(ran.code).toBe(0);
    const report = reportOf(ran);
    expect(report).toMatchObject({
      schema: 'preflight-backtest/1',
      service: 'shop-api',
      environment: 'production',
      from: '2026-10-01T00:00:00.000Z',
      to: '2026-10-01T06:00:00.000Z',
      minutes: { all: 360, withData: 360 },
      opened: 'every 1h',
      lateSeconds: 0,
      windowSeconds: 1200,
    });
    expect(report.windows.map(({ openedAt }) => openedAt.slice(11, 16))).toEqual([
      '01:00',
      '02:00',
      '03:00',
      '04:00',
      '05:00',
    ]);
    expect(
      report.windows.filter(({ rolledBack }) => rolledBack).map(({ rolledBack }) => rolledBack?.criterion),
    ).toEqual(['error-rate-critical']);
    expect(JSON.parse(readFileSync(join(ran.folder, 'out/backtest.json'), 'utf8'))).toEqual(report);
    expect(readFileSync(join(ran.folder, 'out/backtest.html'), 'utf8')).toContain(
      '1 of 5 windows would have rolled back',
    );
  });

  it('opens windows when told, and holds nothing against one that overlaps an incident', async () => {
    const at = ['--open-at', '2026-10-01T03:00', '--open-at', '2026-10-01T04:30+01:00'];
    const ran = await replay([
      '--file',
      'metrics.csv',
      '--json',
      ...at,
      '--incident',
      '2026-10-01T03:05/2026-10-01T03:10',
    ]);
    const report = reportOf(ran);
    expect(report.windows.map(({ openedAt, incident }) => [openedAt.slice(11, 16), incident])).toEqual([
      ['03:00', true],
      ['03:30', false],
    ]);
    expect(report.falseRollbacks).toMatchObject({ healthy: 1, rolledBack: 0 });
  });

  it('says what the file lacks and where it ends, and replays the rest', async () => {
    const few = csv.split('\n').map((line) => line.split(',').slice(0, 3).join(','));
    const ran = await replay(['--file', 'metrics.csv', '--from', '2026-09-30', '--to', '2026-10-02', '--json'], {
      file: few.join('\n'),
    });
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain(`not in the file, so not replayed: ${columns[2]}`);
    expect(ran.stderr).toContain('the file begins at 2026-10-01T00:00Z only');
    expect(ran.stderr).toContain('the file ends at 2026-10-01T06:00Z already');
    const { windows, criteria } = reportOf(ran);
    expect(windows.filter(({ rolledBack }) => rolledBack)).toHaveLength(1);
    expect(criteria.find(({ id }) => id === 'response-time')?.notReplayed).toContain('no data');
  });

  it('prints the header that it needs, and that header is taken', async () => {
    const ran = await replay(['--columns']);
    expect(ran).toMatchObject({ code: 0, stdout: `${header}\n`, stderr: '' });
    expect(JSON.parse((await replay(['--columns', '--json'])).stdout)).toEqual({ columns: header.split(',') });
  });

  it('replays nothing where the file, or anything else, is wrong, and says all of it', async () => {
    const wrong = await replay(['--file', 'metrics.csv'], { file: `${header}\nnow,1,1,1,1\n` });
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toContain('metrics.csv:2: "now" is no minute;');
    const usage = await replay(['--from', 'x', '--every', '1s', '--json']);
    expect(usage.code).toBe(2);
    const { error } = JSON.parse(usage.stdout) as { error: { problems: { path: string }[] } };
    expect(error.problems.map(({ path }) => path)).toEqual(['--from', '--to', '--every']);
    const short = await replay(['--file', 'metrics.csv', '--to', '2026-10-01T01:00']);
    expect(short.stderr).toContain(
      '--to: the history from 2026-10-01T00:00Z to 2026-10-01T01:00Z is too short: it takes 80 minutes',
    );
    const outside = await replay(['--file', 'metrics.csv', '--open-at', '2026-10-03']);
    expect(outside.stderr).toContain(
      '--open-at: must lie in the history, 2026-10-01T00:00Z to 2026-10-01T06:00Z, not at 2026-10-03T00:00Z',
    );
    const late = await replay(['--file', 'metrics.csv', '--open-at', '2026-10-01T05:50']);
    expect(late).toMatchObject({ code: 3, stdout: '' });
    expect(late.stderr).toContain('no window could be replayed: 1 window left out that the history ends within');
  });

  it('says why nothing can be replayed: alarms of the team, no window', async () => {
    const own = await replay(['--file', 'metrics.csv'], { text: windowedText });
    expect(own.code).toBe(2);
    expect(own.stderr).toContain(
      'nothing of production can be replayed; error-rate-critical: the alarm shop-errors is of your own',
    );
    const none = await replay(['--columns'], { text: configText() });
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('production has no rollback window');
  });
});

describe('preflight backtest of CloudWatch', () => {
  const whole = (ms: number): number => Math.floor(ms / minuteMs) * minuteMs;
  const toMs = whole(Date.now()) - 60 * minuteMs;
  const fromMs = toMs - 6 * 60 * minuteMs;
  const iso = (ms: number): string => new Date(ms).toISOString();
  const range = ['--from', iso(fromMs), '--to', iso(toMs)];
  const value: FakeMetrics['value'] = (metric, stat, ms) => {
    const [errors, requests, p95, samples] = cells((ms - fromMs) / minuteMs);
    if (metric === 'Errors') return errors;
    if (metric === 'Invocations') return requests;
    return stat === 'p95' ? p95 : samples;
  };

  it('gives the same answer as a file, and asks it alone', async () => {
    const aws = await fakeMetrics({ value, pageSize: 100 });
    const ran = await replay([...range, '--json'], aws);
    expect(ran.code).toBe(0);
    const report = reportOf(ran);
    expect(report).toMatchObject({ from: iso(fromMs), to: iso(toMs), minutes: { all: 360, withData: 360 } });
    expect(report.windows.flatMap(({ rolledBack }) => rolledBack?.at ?? [])).toEqual(
      reportOf(await replay(['--file', 'metrics.csv', '--json'])).windows.flatMap(({ rolledBack }) =>
        rolledBack === undefined ? [] : iso(Date.parse(rolledBack.at) - startMs + fromMs),
      ),
    );
    expect(new Set(aws.calls.map(({ operation }) => operation))).toEqual(new Set(['GetMetricData']));
    expect(ran.stderr).toContain('asking CloudWatch for the minutes of 4 metrics');
  });

  it('opens a window with each deployment that Step Functions knows of', async () => {
    const minutes = [900, 340, 240, 179, 65, -10, -3000];
    const aws = await fakeMetrics({
      value,
      outputs: { WindowStateMachineArn: windowMachine },
      executions: minutes.map((minute) => fromMs + minute * minuteMs),
    });
    const report = reportOf(await replay([...range, '--deployments', '--json'], aws));
    expect(report.opened).toBe('4 deployments');
    expect(report.windows.map(({ openedAt, rolledBack }) => [openedAt, rolledBack !== undefined])).toEqual([
      [iso(fromMs + 65 * minuteMs), false],
      [iso(fromMs + 179 * minuteMs), true],
      [iso(fromMs + 240 * minuteMs), false],
      [iso(fromMs + 340 * minuteMs), false],
    ]);
    const pages = aws.calls.filter(({ operation }) => operation === 'ListExecutions');
    expect(pages.map(({ input }) => input['stateMachineArn'])).toEqual([windowMachine, windowMachine, windowMachine]);
  });

  it('says that there was no deployment', async () => {
    const aws = await fakeMetrics({ value, outputs: { WindowStateMachineArn: windowMachine } });
    const ran = await replay([...range, '--deployments'], aws);
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toMatch(
      /Step Functions knows of no deployment between .* keeps them for 90 days; open windows with --every/,
    );
  });

  it('replays nothing of half an answer', async () => {
    const ran = await replay(range, await fakeMetrics({ value, error: 'AccessDeniedException' }));
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain('preflight: CloudWatch refused cloudwatch:GetMetricData: AccessDeniedException');
  });
});
