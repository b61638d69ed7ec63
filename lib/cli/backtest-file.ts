import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type CsvError, type InfoRecord, parse } from 'csv-parse';
import { type FileHistory, type RowsInput, rowReader, unusable } from './backtest-rows.ts';
import { Refusal } from './refusal.ts';

/** All that may be on one line; a year has half a million of them. In characters. */
const longestLine = 200_000;

export interface FileInput extends RowsInput {
  readonly folder: string;
  readonly at: (done: number, all: number) => void;
}

/** Reads the whole file, or nothing of it. @throws Refusal with what is wrong with it, line by line. */
export async function readMetricsFile(input: FileInput): Promise<FileHistory> {
  const path = resolve(input.folder, input.file);
  const size = await sizeOf(path, input.file);
  const reader = rowReader(input);
  await new Promise<void>((done, fail) => {
    const source = createReadStream(path);
    const parser = parse({
      bom: true,
      relax_column_count: true,
      max_record_size: longestLine,
      // Nothing is handed on: each line is taken as soon as it is read.
      on_record: (record: string[], info: InfoRecord) => {
        reader.take(record, info.lines);
        return null;
      },
    });
    source.on('data', () => input.at(source.bytesRead, size));
    source.on('error', fail);
    parser.on('error', (cause: CsvError) => {
      source.destroy();
      if (cause.code === undefined) fail(cause);
      else reader.stop(Number(cause['lines'] ?? 0), wordsOf(cause));
      done();
    });
    parser.on('end', done);
    source.pipe(parser).resume();
  }).catch((cause: unknown) => {
    throw unreadable(input.file, cause);
  });
  return reader.result();
}

async function sizeOf(path: string, file: string): Promise<number> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw unusable([{ path: '--file', message: `is a folder: ${file}` }]);
    return found.size;
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    throw unreadable(file, cause);
  }
}

function unreadable(file: string, cause: unknown): Refusal {
  const { code, message } = cause as { code?: string; message: string };
  const reason = code === 'ENOENT' ? 'there is no file' : `could not be read (${code ?? message}):`;
  return unusable([{ path: '--file', message: `${reason} ${file}` }]);
}

/** What breaks the form of CSV itself; the library's own words hold what it was given. */
function wordsOf({ code }: CsvError): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'a quotation mark is opened, on this line or above, and never closed';
  if (code === 'INVALID_OPENING_QUOTE')
    return 'a quotation mark stands within a cell; quote the whole cell, and double the mark';
  if (code === 'CSV_INVALID_CLOSING_QUOTE')
    return 'something follows a closing quotation mark; write a comma or the line’s end there';
  if (code === 'CSV_MAX_RECORD_SIZE')
    return `is longer than ${longestLine} characters; it is no CSV with commas, or a quotation mark is not closed`;
  return `is not CSV (${code})`;
}
