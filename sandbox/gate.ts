import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { S3Client } from '@aws-sdk/client-s3';
import { type Report, reportSchema } from '../lib/domain/report.ts';
import { type ReportFormat, reportFile, reportFormats } from '../lib/domain/report-format.ts';
import { type ReportStore, s3ReportStore } from '../lib/stores/report-store.ts';
import { sandboxFolder } from './addresses.ts';
import { credentials, region } from './aws-environment.ts';
import { SandboxError } from './failure.ts';
import type { Sandbox } from './launcher.ts';
import { run } from './processes.ts';

const checkout = new URL('../', import.meta.url);

/** An example release: the shop's version 1.42.0. */
export const releaseFile = new URL('release.json', import.meta.url);

export interface GateRun {
  readonly report: Report;
  /** The copies on this machine, by format. */
  readonly files: Readonly<Record<ReportFormat, string>>;
}

export interface GateRunOptions {
  readonly name: string;
  /** Whether the command line's results go to the terminal. Its progress goes to stderr. */
  readonly show: boolean;
}

/** Runs the gate as a pipeline does, with the very command line, and fetches its report. */
export async function runGate(sandbox: Sandbox, { name, show }: GateRunOptions): Promise<GateRun> {
  const args = ['gate', '--env', sandbox.environmentName, '--release', fileURLToPath(releaseFile), '--name', name];
  const ended = await run(
    process.execPath,
    [fileURLToPath(new URL('bin/preflight.ts', checkout)), ...args, ...(show ? [] : ['--json'])],
    { cwd: checkout, env: sandbox.environment, stdout: show ? 'inherit' : 'pipe', stderr: 'inherit' },
  );
  if (ended.code !== 0 && ended.code !== 1) {
    throw new SandboxError(`the gate could not run (exit code ${ended.code})\n${ended.stdout}`);
  }
  return fetchReport(sandbox, name);
}

/** Copies a run's report from the bucket to `.sandbox/reports`. */
export async function fetchReport(sandbox: Sandbox, name: string): Promise<GateRun> {
  const folder = new URL('reports/', sandboxFolder);
  await mkdir(folder, { recursive: true });
  const store = reportStore(sandbox);
  const copies = reportFormats.map(async (format) => {
    const file = new URL(reportFile(format).replace('report', name), folder);
    await writeFile(file, await store.read(name, format));
    return [format, fileURLToPath(file)] as const;
  });
  const files = Object.fromEntries(await Promise.all(copies)) as Record<ReportFormat, string>;
  return { report: await readReport(sandbox, name), files };
}

export async function readReport(sandbox: Sandbox, name: string): Promise<Report> {
  return reportSchema.parse(JSON.parse(await reportStore(sandbox).read(name, 'json')));
}

function reportStore({ deployed, endpoint }: Sandbox): ReportStore {
  return s3ReportStore(deployed.reports, new S3Client({ endpoint, region, credentials }));
}
