import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { listed } from '../domain/listed.ts';
import type { Problem } from '../domain/problem.ts';
import { type Report, reportSchema } from '../domain/report.ts';
import { type ReportFormat, reportFormats } from '../domain/report-format.ts';
import { jsonOf } from '../sources/json.ts';
import { type ReportStore, s3ReportStore } from '../stores/report-store.ts';
import { callAws } from './call-aws.ts';
import { checklistText } from './checklist-text.ts';
import type { ReportArguments } from './commands.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { stackOutput } from './gate-stack.ts';
import { inTime } from './in-time.ts';
import type { Io } from './output.ts';
import { prepareRun } from './prepare-run.ts';
import { NotRunError, Refusal } from './refusal.ts';

/** Reads a run's report from the bucket of its environment. */
export async function report(values: ReportArguments, run: string, io: Io): Promise<ExitCode> {
  const problems = usageProblems(values, run);
  const { environment } = await prepareRun({ ...values, release: undefined }, async () => problems, io);
  const store = s3ReportStore(await stackOutput(environment, 'reports'), new S3Client({ ...inTime }));
  const format = formatOf(values);
  const stored = await read(store, run, format ?? 'json');
  const text = format === undefined ? checklistText({ report: parse(stored, run) }, io.out) : stored;
  if (values.out === undefined) io.out.write(text);
  else await save(values.out, text, io);
  return exitCodes.go;
}

function usageProblems({ format, json }: ReportArguments, run: string): Problem[] {
  const problems: Problem[] = [];
  // As Step Functions accepts a name; in an object's key, no other folder can be meant.
  if (!/^[^\s/:\p{C}]{1,80}$/u.test(run)) {
    problems.push({ path: 'RUN', message: "must be a run's name as the gate printed it, at most 80 characters" });
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

async function read(store: ReportStore, run: string, format: ReportFormat): Promise<string> {
  return callAws('S3', 's3:GetObject', async () => {
    try {
      return await store.read(run, format);
    } catch (cause) {
      if (!(cause instanceof Error) || cause.name !== 'NoSuchKey') throw cause;
      const where = store.uri(run, format);
      throw new Refusal('usage', 'there is no such report', [
        { path: 'RUN', message: `nothing lies at ${where}; a run has its report when it has ended` },
      ]);
    }
  });
}

function parse(text: string, run: string): Report {
  const parsed = reportSchema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new NotRunError(`the report of ${run} is not in the form preflight-report/1; read it with --format json`);
}

async function save(file: string, text: string, io: Io): Promise<void> {
  try {
    await writeFile(resolve(io.folder, file), text);
  } catch (cause) {
    const message = `could not be written: ${(cause as Error).message}`;
    throw new Refusal('usage', 'the report was read but not saved', [{ path: '--out', message }]);
  }
  io.err.write(`${file} written\n`);
}
