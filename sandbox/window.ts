import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { S3Client } from '@aws-sdk/client-s3';
import { type ReportFormat, reportFile, reportFormats } from '../lib/domain/report-format.ts';
import { type WindowReport, windowReportSchema } from '../lib/domain/window/window-report.ts';
import { type ReportStore, s3WindowReportStore } from '../lib/stores/report-store.ts';
import { sandboxFolder } from './addresses.ts';
import { credentials, region } from './aws-environment.ts';
import { SandboxError } from './failure.ts';
import { releaseFile } from './gate.ts';
import type { Sandbox } from './launcher.ts';
import { type Ended, run } from './processes.ts';

const checkout = new URL('../', import.meta.url);

export interface WindowRun {
  readonly report: WindowReport;
  /** The copies on this machine, by format. */
  readonly files: Readonly<Record<ReportFormat, string>>;
}

export interface WindowRunOptions {
  readonly name: string;
  /** Whether the command line's results go to the terminal. Its progress goes to stderr. */
  readonly show: boolean;
  /** Whether its rollback is provoked. @default - not */
  readonly drill?: true | undefined;
}

/** Opens the rollback window as a pipeline does, with the very command line, follows it to its end and fetches its report. */
export async function runWindow(sandbox: Sandbox, { name, show, drill }: WindowRunOptions): Promise<WindowRun> {
  const ended = await openWindow(sandbox, name, { show, drill });
  if (ended.code !== 0 && ended.code !== 1) {
    throw new SandboxError(`the rollback window could not be opened (exit code ${ended.code})\n${ended.stdout}`);
  }
  return fetchWindowReport(sandbox, name).catch((cause: unknown) => {
    throw new SandboxError(`there is no report of the window ${name}: ${String(cause)}\n${ended.stdout}`);
  });
}

interface OpenOptions extends Partial<Pick<WindowRunOptions, 'show' | 'drill'>> {
  readonly detach?: boolean;
}

/** @param options `detach`: only until it is open. */
export function openWindow(
  { environment, environmentName }: Sandbox,
  name: string,
  { show = false, detach = false, drill }: OpenOptions,
): Promise<Ended> {
  const asked = ['--env', environmentName, '--release', fileURLToPath(releaseFile), '--name', name];
  const options = [...(detach ? ['--detach'] : []), ...(drill ? ['--drill'] : []), ...(show ? [] : ['--json'])];
  const program = fileURLToPath(new URL('bin/preflight.ts', checkout));
  return run(process.execPath, [program, 'window', 'open', ...asked, ...options], {
    cwd: checkout,
    env: environment,
    stdout: show ? 'inherit' : 'pipe',
    stderr: detach ? 'pipe' : 'inherit',
  });
}

/** Copies a window's report from the bucket to `.sandbox/reports`, beside the one of the gate's run with that name. */
async function fetchWindowReport(sandbox: Sandbox, name: string): Promise<WindowRun> {
  const folder = new URL('reports/', sandboxFolder);
  await mkdir(folder, { recursive: true });
  const store = reportStore(sandbox);
  const copies = reportFormats.map(async (format) => {
    const file = new URL(reportFile(format).replace('report', `${name}-window`), folder);
    await writeFile(file, await store.read(name, format));
    return [format, fileURLToPath(file)] as const;
  });
  const files = Object.fromEntries(await Promise.all(copies)) as Record<ReportFormat, string>;
  return { report: await readWindowReport(sandbox, name), files };
}

export async function readWindowReport(sandbox: Sandbox, name: string): Promise<WindowReport> {
  return windowReportSchema.parse(JSON.parse(await reportStore(sandbox).read(name, 'json')));
}

function reportStore({ deployed, endpoint }: Sandbox): ReportStore {
  return s3WindowReportStore(deployed.reports, new S3Client({ endpoint, region, credentials }));
}
