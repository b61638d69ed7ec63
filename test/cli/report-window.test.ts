import { describe, expect, it } from 'vitest';
import { type ReportFormat, reportFile } from '../../lib/domain/report-format.ts';
import { windowInEveryFormat } from '../../lib/reports/window-every-format.ts';
import { healthyWindow, rolledBackWindow } from '../support/window-reports.ts';
import { configText } from './support/config.ts';
import { fakeAws, stackOutputs } from './support/fake-aws.ts';
import { gateRun } from './support/gate-run.ts';
import { folderWith, runCli } from './support/run-cli.ts';

const keyOf = (folder: string, format: string): string =>
  `/preflight-reports/${folder}/run-1/${reportFile(format as ReportFormat)}`;
const windows = Object.fromEntries(
  Object.entries(windowInEveryFormat(rolledBackWindow)).map(([format, text]) => [keyOf('windows', format), text]),
);

const read = async (run: string, objects: Readonly<Record<string, string>>, ...options: string[]) =>
  runCli(['report', run, '--env', 'production', ...options], {
    folder: folderWith({ 'preflight.config.mts': configText() }),
    ...(await fakeAws({ outputs: stackOutputs, objects })),
  });

describe('preflight report, of a rollback window', () => {
  it('prints it where no run of the gate has that name, its result first', async () => {
    const ran = await read('run-1', windows);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(
      /^ ROLLED BACK {2}Error rate >5% \(error-rate-critical\) turned red; 1\.41\.3 serves again/,
    );
    expect(ran.stdout).toContain('preflight release lift --env production');
  });

  it.each(['json', 'md', 'html', 'junit'])('prints it as stored: --format %s', async (format) => {
    const ran = await read('run-1', windows, '--format', format);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toBe(windows[keyOf('windows', format)]);
  });

  it('prints the one of the gate where both have the name, and that of the window where it is named', async () => {
    const { report } = await gateRun('fail');
    const objects = { ...windows, [keyOf('reports', 'json')]: report.json ?? '' };
    expect((await read('run-1', objects)).stdout).toMatch(/^ NO-GO /m);
    expect((await read('windows/run-1', objects)).stdout).toMatch(/^ ROLLED BACK /);
  });

  it('says where it looked when there is none', async () => {
    const both = await read('run-1', {});
    expect(both.code).toBe(2);
    expect(both.stderr).toContain(
      'nothing lies at s3://preflight-reports/reports/run-1/report.json or s3://preflight-reports/windows/run-1/report.json;',
    );
    const one = await read('windows/run-1', {});
    expect(one.stderr).toContain('nothing lies at s3://preflight-reports/windows/run-1/report.json;');
  });

  it('does not show what is no report of a window', async () => {
    const ran = await read('run-1', {
      [keyOf('windows', 'json')]: JSON.stringify({ ...healthyWindow, result: 'fine' }),
    });
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain('is not in the form preflight-window/1');
  });

  it.each(['windows/../reports/run-1', 'windows/', 'reports/run-1', 'windows/windows/run-1'])(
    'refuses a run that names another folder: %s',
    async (run) => {
      const ran = await read(run, windows);
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toContain("RUN: must be a run's name");
    },
  );
});
