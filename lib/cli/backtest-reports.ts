import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { BacktestReport } from '../backtest/backtest.ts';
import type { Io } from './output.ts';
import { NotRunError } from './refusal.ts';

/**
 * Writes backtest.json and backtest.html.
 * @returns where the HTML lies, as the user would write it.
 * @throws NotRunError unless both are written.
 */
export async function writeBacktest(folder: string, report: BacktestReport, io: Pick<Io, 'folder'>): Promise<string> {
  const { backtestAsHtml } = await import('../reports/backtest-html.ts');
  const html = join(folder, 'backtest.html');
  const texts = {
    [join(folder, 'backtest.json')]: `${JSON.stringify(report, null, 2)}\n`,
    [html]: backtestAsHtml(report),
  };
  try {
    await Promise.all(Object.entries(texts).map(([file, text]) => writeFile(resolve(io.folder, file), text)));
  } catch (cause) {
    throw new NotRunError(`it was replayed, but the report could not be written: ${(cause as Error).message}`, {
      cause,
    });
  }
  return html;
}
