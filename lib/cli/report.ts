import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { listed } from '../domain/listed.ts';
import type { Problem } from '../domain/problem.ts';
import { reportSchema } from '../domain/report.ts';
import { type ReportFormat, reportFormats } from '../domain/report-format.ts';
import { windowReportSchema } from '../domain/window/window-report.ts';
import { jsonOf } from '../sources/json.ts';
import { type ReportFolder, type ReportStore, s3ReportStore } from '../stores/report-store.ts';
import { callAws } from './call-aws.ts';
import { checklistText } from './checklist-text.ts';
import type { ReportArguments } from './commands.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { stackOutput } from './gate-stack.ts';
import { inTime } from './in-time.ts';
import type { Io } from './output.ts';
import { prepareRun } from './prepare-run.ts';
import { NotRunError, Refusal } from './refusal.ts';
import { windowText } from './window-text.ts';

/** Reads the report of a gate's run, or of a rollback window, from the bucket of its environment. */
export async function report(values: ReportArguments, run: string, io: Io): Promise<ExitCode> {
  const problems = usageProblems(values, run);
  const { environment } = await prepareRun({ ...values, release: undefined }, async () => problems, io);
  const bucket = await stackOutput(environment, 'reports');
  const format = formatOf(values);
  const found = await find(bucket, run, format ?? 'json');
  const text = format === undefined ? asText(found, run, io) : found.text;
  if (values.out === undefined) io.out.write(text);
  else await save(values.out, text, io);
  return exitCodes.go;
}

function usageProblems({ format, json }: ReportArguments, run: string): Problem[] {
  const problems: Problem[] = [];
  // As Step Functions accepts a name; in an object's key, no other folder can be meant.
  if (!/^[^\s/:\p{C}]{1,80}$/u.test(placeOf(run).name)) {
    const message = "must be a run's name as the gate or the window printed it, at most 80 characters";
    problems.push({ path: 'RUN', message });
  }
  if (format !== undefined && !isFormat(format)) {
    problems.push({
      path: '--format',
      message: `must be ${listed(reportFormats, 'or')}, not ${JSON.stringify(format)}`,
    });
  }
  if (json && format !== undefined && format !== 'json') {
    problems.push({ path: '--json', message: `contradicts --format ${format}; give one of them` });
  }
  return problems;
}

const isFormat = (text: string): text is ReportFormat => reportFormats.some((one) => one === text);

function formatOf({ format, json }: ReportArguments): ReportFormat | undefined {
  if (json) return 'json';
  return format !== undefined && isFormat(format) ? format : undefined;
}

/** `windows/RUN` names a window alone: it may have the name of a gate's run. */
function placeOf(run: string): { readonly name: string; readonly folders: readonly ReportFolder[] } {
  const name = run.replace(/^windows\//, '');
  return { name, folders: name === run ? ['reports', 'windows'] : ['windows'] };
}

interface Found {
  readonly folder: ReportFolder;
  readonly text: string;
}

async function find(bucket: string, run: string, format: ReportFormat): Promise<Found> {
  const client = new S3Client({ ...inTime });
  const { name, folders } = placeOf(run);
  const stores = folders.map((folder) => ({ folder, store: s3ReportStore(bucket, client, folder) }));
  for (const { folder, store } of stores) {
    const text = await read(store, name, format);
    if (text !== undefined) return { folder, text };
  }
  const places = stores.map(({ store }) => store.uri(name, format));
  throw new Refusal('usage', 'there is no such report', [
    { path: 'RUN', message: `nothing lies at ${listed(places, 'or')}; a run has its report when it has ended` },
  ]);
}

/** @returns undefined where there is none. */
async function read(store: ReportStore, run: string, format: ReportFormat): Promise<string | undefined> {
  return callAws('S3', 's3:GetObject', async () => {
    try {
      return await store.read(run, format);
    } catch (cause) {
      if (!(cause instanceof Error) || cause.name !== 'NoSuchKey') throw cause;
      return undefined;
    }
  });
}

function asText({ folder, text }: Found, run: string, io: Io): string {
  const json = jsonOf(text);
  if (folder === 'windows') {
    const window = windowReportSchema.safeParse(json);
    if (window.success) return windowText({ report: window.data }, io.out);
    throw new NotRunError(unreadable(run, 'preflight-window/1'));
  }
  const gate = reportSchema.safeParse(json);
  if (gate.success) return checklistText({ report: gate.data }, io.out);
  throw new NotRunError(unreadable(run, 'preflight-report/1'));
}

const unreadable = (run: string, form: string): string =>
  `the report of ${run} is not in the form ${form}; read it with --format json`;

async function save(file: string, text: string, io: Io): Promise<void> {
  try {
    await writeFile(resolve(io.folder, file), text);
  } catch (cause) {
    const message = `could not be written: ${(cause as Error).message}`;
    throw new Refusal('usage', 'the report was read but not saved', [{ path: '--out', message }]);
  }
  io.err.write(`${file} written\n`);
}
