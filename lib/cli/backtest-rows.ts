import { basename } from 'node:path';
import type { History } from '../backtest/history.ts';
import { cutText } from '../domain/evidence.ts';
import type { Problem } from '../domain/problem.ts';
import { collectMinutes, type Minutes } from './backtest-minutes.ts';
import { minuteMs, momentMs } from './backtest-times.ts';
import { didYouMean } from './did-you-mean.ts';
import { Refusal } from './refusal.ts';

/** The first column of the file. */
export const minuteColumn = 'minute';
/** More are counted only. */
const mostProblems = 20;

export interface RowsInput {
  readonly file: string;
  /** Names of the columns that an environment has use for. */
  readonly wanted: readonly string[];
  /** Lines outside are left out. Absent bounds are the file's own. */
  readonly fromMs?: number;
  readonly toMs?: number;
}

export interface FileHistory {
  readonly history: History;
  /** Columns that the file does not have. */
  readonly missing: readonly string[];
  /** How many lines lay outside. */
  readonly outside: number;
}

export const unusable = (problems: readonly Problem[]): Refusal =>
  new Refusal('usage', 'nothing was replayed', problems);

/** Takes the lines of a file one after the other. */
export interface RowReader {
  take(record: readonly string[], line: number): void;
  /** Nothing can be read any more. */
  stop(line: number, problem: string): void;
  result(): FileHistory;
}

/** What the header says, and all that came after it. */
interface Table {
  readonly names: readonly string[];
  readonly minutes: Minutes;
}

type Tell = (line: number, message: string) => void;

export function rowReader(input: RowsInput): RowReader {
  const { file, wanted } = input;
  const problems: Problem[] = [];
  let [count, outside, isStopped] = [0, 0, false];
  let table: Table | undefined;
  const tell: Tell = (line, message) => {
    count += 1;
    if (count <= mostProblems) problems.push({ path: `${basename(file)}:${line}`, message });
  };
  return {
    take(record, line) {
      if (isStopped) return;
      if (table === undefined) {
        table = tableOf(record, line, wanted, tell);
        isStopped = table === undefined;
      } else if (takeRow({ record, line, table, ...input }, tell) === 'outside') outside += 1;
    },
    stop: tell,
    result() {
      const rest = count - problems.length;
      if (rest > 0) problems.push({ path: 'and', message: `${rest} more, which are not listed` });
      if (problems.length > 0) throw unusable(problems);
      const history = table?.minutes.history(table.names);
      if (history === undefined || table === undefined) {
        const why = outside > 0 ? `all of its ${outside} lines lie outside --from and --to` : 'has no line of values';
        throw unusable([{ path: '--file', message: `${file}: ${why}` }]);
      }
      const found = new Set(table.names);
      return { history, missing: wanted.filter((name) => !found.has(name)), outside };
    },
  };
}

/** Undefined where the rest is not worth reading. */
function tableOf(record: readonly string[], line: number, wanted: readonly string[], tell: Tell): Table | undefined {
  const [first = '', ...names] = record.map((cell) => cell.trim());
  if (first !== minuteColumn) tell(line, `must begin with the column ${minuteColumn}, not ${shown(first)}`);
  if (names.length === 0)
    tell(line, 'has no column beside the minute; preflight backtest --columns prints those that are replayed');
  if (names.length > wanted.length + mostUnknown) {
    tell(line, `has ${names.length} columns, and ${wanted.length} are replayed; leave the others out`);
    return undefined;
  }
  const known = new Set(wanted);
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) tell(line, `${shown(name)} stands twice; leave one of them out`);
    else if (!known.has(name)) tell(line, unknownWords(name, wanted));
    seen.add(name);
  }
  return { names, minutes: collectMinutes(names.length) };
}

/** Each is compared with all that are known: a hostile header has a hundred thousand. */
const mostUnknown = 100;

function unknownWords(name: string, wanted: readonly string[]): string {
  const hint = didYouMean(name, wanted) || '; preflight backtest --columns prints those that are';
  return `${shown(name)} is no column that is replayed here${hint}`;
}

interface Row extends Pick<RowsInput, 'fromMs' | 'toMs'> {
  readonly record: readonly string[];
  readonly line: number;
  readonly table: Table;
}

function takeRow({ record, line, table, fromMs, toMs }: Row, tell: Tell): 'outside' | undefined {
  const { names, minutes } = table;
  const [minute = ''] = record;
  if (record.length === 1 && minute.trim() === '') return undefined;
  const wrong = (message: string): undefined => {
    tell(line, message);
    return undefined;
  };
  if (record.length !== names.length + 1)
    return wrong(`has ${record.length} cells, and the header ${names.length + 1}`);
  const startMs = minuteOf(minute);
  if (typeof startMs === 'string') return wrong(startMs);
  if (startMs < (fromMs ?? startMs) || startMs >= (toMs ?? Number.POSITIVE_INFINITY)) return 'outside';
  const place = minutes.row(startMs, line);
  if ('problem' in place) return wrong(`minute ${shown(minute)} ${place.problem}`);
  for (const [column, name] of names.entries()) {
    const text = record[column + 1] ?? '';
    if (text === '') continue;
    const value = numberOf(text);
    if (value === undefined) wrong(`${shown(text)} in ${name} is no number; leave the cell empty where there is none`);
    else minutes.set(column, place.index, value);
  }
  return undefined;
}

/** Milliseconds since 1970, or what is wrong. */
function minuteOf(cell: string): number | string {
  const text = cell.trim();
  const ms = /^\d{12,14}$/.test(text) ? Number(text) : momentMs(text);
  if (ms === undefined)
    return `${shown(text)} is no minute; write it as ISO 8601 has it, for example 2026-10-01T06:30Z, or in milliseconds since 1970`;
  return ms % minuteMs === 0 ? ms : `${shown(text)} is no whole minute; write when the minute begins`;
}

const numberForm = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?$/;

function numberOf(cell: string): number | undefined {
  const text = cell.trim();
  const value = numberForm.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

const shown = (text: string): string => JSON.stringify(cutText(text, 80));
