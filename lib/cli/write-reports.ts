import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Problem } from '../domain/problem.ts';
import type { Report } from '../domain/report.ts';
import type { Io } from './output.ts';
import { NotRunError } from './refusal.ts';

/** Where each format lies, as the user would write it. */
export interface WrittenReports {
  readonly html: string;
  readonly json: string;
  readonly markdown: string;
}

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

/** @throws NotRunError unless every format is written: without a report there is no GO. */
export async function writeReports(folder: string, report: Report, io: Io): Promise<WrittenReports> {
  const [{ reportAsHtml }, { reportAsJson }, { reportAsMarkdown }] = await Promise.all([
    import('../reports/html.ts'),
    import('../reports/json.ts'),
    import('../reports/markdown.ts'),
  ]);
  const written = {
    html: join(folder, 'report.html'),
    json: join(folder, 'report.json'),
    markdown: join(folder, 'report.md'),
  };
  try {
    await Promise.all([
      writeFile(resolve(io.folder, written.html), reportAsHtml(report)),
      writeFile(resolve(io.folder, written.json), reportAsJson(report)),
      writeFile(resolve(io.folder, written.markdown), reportAsMarkdown(report)),
    ]);
  } catch (cause) {
    throw new NotRunError(`the checks ran, but the report could not be written: ${(cause as Error).message}`, {
      cause,
    });
  }
  return written;
}
