import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ReportFormat, reportFile } from '../../lib/domain/report-format.ts';
import { configText } from './support/config.ts';
import { fakeAws, stackOutputs } from './support/fake-aws.ts';
import { gateRun } from './support/gate-run.ts';
import { folderWith, runCli } from './support/run-cli.ts';

async function stored(): Promise<Record<string, string>> {
  const { report } = await gateRun('fail');
  return Object.fromEntries(
    Object.entries(report).map(([format, text]) => [
      `/preflight-reports/reports/run-1/${reportFile(format as ReportFormat)}`,
      text,
    ]),
  );
}

const project = (): string => folderWith({ 'preflight.config.mts': configText() });
const report = ['report', 'run-1', '--env', 'production'];

describe('preflight report', () => {
  it('prints the checklist of a run, and succeeds whatever its verdict was', async () => {
    const aws = await fakeAws({ outputs: stackOutputs, objects: await stored() });
    const ran = await runCli(report, { folder: project(), ...aws });

    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/✖ fail {2}memory +0\.1 s {2}memory is not right/);
    expect(ran.stdout).toMatch(/^ NO-GO {2}1 of 2 checks blocks: 1 failed/m);
  });

  it.each([
    [['--json'], 'report.json'],
    [['--format', 'json'], 'report.json'],
    [['--format', 'md'], 'report.md'],
    [['--format', 'html'], 'report.html'],
    [['--format', 'junit'], 'report.junit.xml'],
  ])('prints it as stored: %s', async (format, file) => {
    const objects = await stored();
    const ran = await runCli([...report, ...format], {
      folder: project(),
      ...(await fakeAws({ outputs: stackOutputs, objects })),
    });

    expect(ran.code).toBe(0);
    expect(ran.stdout).toBe(objects[`/preflight-reports/reports/run-1/${file}`]);
    expect(ran.stdout).toContain('run-1');
  });

  it('saves it', async () => {
    const objects = await stored();
    const folder = project();
    const aws = await fakeAws({ outputs: stackOutputs, objects });
    const ran = await runCli([...report, '--format', 'html', '--out', 'report.html'], { folder, ...aws });

    expect(ran).toMatchObject({ code: 0, stdout: '', stderr: 'report.html written\n' });
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toBe(
      objects['/preflight-reports/reports/run-1/report.html'],
    );
  });

  it('says that there is none of this run', async () => {
    const ran = await runCli(report, { folder: project(), ...(await fakeAws({ outputs: stackOutputs })) });

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('  RUN: nothing lies at s3://preflight-reports/reports/run-1/report.json');
  });

  it('does not show what is no report', async () => {
    const objects = { '/preflight-reports/reports/run-1/report.json': '{"verdict":"go"}' };
    const ran = await runCli(report, { folder: project(), ...(await fakeAws({ outputs: stackOutputs, objects })) });

    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain('is not in the form preflight-report/1');
  });

  it('refuses a run that names another folder, an unknown format, and a contradiction', async () => {
    const aws = await fakeAws({ outputs: stackOutputs });
    const args = ['report', '../../secrets', '--env', 'production', '--format', 'pdf', '--json'];
    const ran = await runCli(args, { folder: project(), ...aws });

    expect(ran.code).toBe(2);
    expect(JSON.parse(ran.stdout).error.problems.map(({ path }: { path: string }) => path)).toEqual([
      'RUN',
      '--format',
      '--json',
    ]);
    expect(aws.calls).toEqual([]);
  });
});
