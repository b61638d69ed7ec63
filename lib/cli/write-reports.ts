import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Problem } from '../domain/problem.ts';
import type { Report } from '../domain/report.ts';
import { type ReportFormat, reportFile, reportFormats } from '../domain/report-format.ts';
import type { Io } from './output.ts';
import { NotRunError } from './refusal.ts';

/** Makes the folder before anything runs: a checklist whose report cannot be kept is not begun. */
export async function prepareFolder(folder: string | undefined, io: Io): Promise<Problem[]> {
  if (folder === undefined) return [];
  try {
    await mkdir(resolve(io.folder, folder), { recursive: true });
    return [];
  } catch (cause) {
    const { code, message } = cause as { code?: string; message: string };
    return [{ path: '--report', message: `the folder ${folder} could not be made (${code ?? message})` }];
  }
}

/**
 * Writes the report in all its formats.
 * @returns where the HTML lies, as the user would write it.
 * @throws NotRunError unless every format is written: without a report there is no GO.
 */
export async function writeReports(folder: string, report: Report, io: Io): Promise<string> {
  const { inEveryFormat } = await import('../reports/every-format.ts');
  const texts = inEveryFormat(report);
  const path = (format: ReportFormat): string => join(folder, reportFile(format));
  try {
    await Promise.all(reportFormats.map((format) => writeFile(resolve(io.folder, path(format)), texts[format])));
  } catch (cause) {
    throw new NotRunError(`the checks ran, but the report could not be written: ${(cause as Error).message}`, {
      cause,
    });
  }
  return path('html');
}
