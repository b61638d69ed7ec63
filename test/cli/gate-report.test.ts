import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { release } from '../support/release.ts';
import { configText } from './support/config.ts';
import { type FakeAwsInput, fakeAws, stackOutputs } from './support/fake-aws.ts';
import { gateRun } from './support/gate-run.ts';
import { folderWith, type Ran, runCli } from './support/run-cli.ts';

const files = ['report.html', 'report.json', 'report.junit.xml', 'report.md'];
const objects = Object.fromEntries(
  files.map((file) => [`/preflight-reports/reports/run-1/${file}`, `this is ${file}`]),
);

const project = (): string =>
  folderWith({ 'preflight.config.mts': configText(), 'release.json': JSON.stringify(release) });

async function gate(folder: string, input: Partial<FakeAwsInput>, ...more: string[]): Promise<Ran> {
  const { conclusion, decision } = await gateRun('fail');
  const looks = [{ status: 'FAILED', error: 'NoGo', cause: '', answers: [decision, conclusion] }] as const;
  const args = ['gate', '--env', 'production', '--release', 'release.json', '--name', 'run-1', ...more];
  return runCli(args, { folder, ...(await fakeAws({ outputs: stackOutputs, looks, ...input })) });
}

describe('preflight gate --report', () => {
  it('writes every format of the stored report, also of a no-go', async () => {
    const folder = project();
    const ran = await gate(folder, { objects }, '--report', 'out/gate');

    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('here: out/gate/report.html');
    expect(readdirSync(join(folder, 'out/gate'))).toEqual(files);
    for (const file of files) expect(readFileSync(join(folder, 'out/gate', file), 'utf8')).toBe(`this is ${file}`);
  });

  it('names the files in the JSON', async () => {
    const ran = await gate(project(), { objects }, '--report', 'out', '--json');

    expect(JSON.parse(ran.stdout).files).toEqual({
      json: 'out/report.json',
      markdown: 'out/report.md',
      html: 'out/report.html',
      junit: 'out/report.junit.xml',
    });
  });

  it('lets the verdict stand where a format is missing, says so, and leaves none of an earlier run', async () => {
    const folder = project();
    const { '/preflight-reports/reports/run-1/report.junit.xml': _, ...others } = objects;
    await gate(folder, { objects }, '--report', '.');
    expect(existsSync(join(folder, 'report.junit.xml'))).toBe(true);
    const ran = await gate(folder, { objects: others }, '--report', '.', '--json');

    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.stdout).files).toMatchObject({ html: 'report.html', junit: null });
    expect(ran.stderr).toContain('report.junit.xml was not fetched: S3 answered s3:GetObject with NoSuchKey');
    expect(existsSync(join(folder, 'report.junit.xml'))).toBe(false);
  });

  it.each([
    ['is not told', undefined],
    ['is no address in S3', 'https://evil.example/reports/run-1/report.json'],
    ['is a host', 's3://evil.example:80@x/reports/run-1/report.json'],
    ['belongs to another run', 's3://preflight-reports/reports/run-2/report.json'],
  ])('fetches nothing where the place %s', async (_, json) => {
    const { conclusion, decision } = await gateRun('fail');
    const told = json === undefined ? [] : [{ ...conclusion, report: { ...conclusion.report, json } }];
    const looks = [{ status: 'FAILED', error: 'NoGo', cause: '', answers: [decision, ...told] }] as const;
    const ran = await gate(project(), { looks }, '--report', 'out', '--json');

    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.stdout).files).toEqual({ json: null, markdown: null, html: null, junit: null });
    expect(ran.stderr).toContain("the report was not fetched: the gate's history does not tell where it is");
  });

  it('starts nothing where the folder cannot be made', async () => {
    const folder = project();
    writeFileSync(join(folder, 'out'), 'a file');
    const aws = await fakeAws({ outputs: stackOutputs });
    const args = ['gate', '--env', 'production', '--release', 'release.json', '--report', 'out/gate'];
    const ran = await runCli(args, { folder, ...aws });

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('--report: the folder out/gate could not be made (ENOTDIR)');
    expect(aws.calls).toEqual([]);
  });
});
