import type { History } from '../backtest/history.ts';
import { longestDays } from './backtest-request.ts';
import { dayMs, minuteMs } from './backtest-times.ts';

/** Rows of minutes as they come, as columns of one time without holes. */
export interface Minutes {
  /** Where the values of this minute lie; or why the row cannot be kept. */
  row(startMs: number, line: number): { readonly index: number } | { readonly problem: string };
  /** @param index of the row that was made last: others may have moved since. */
  set(column: number, index: number, value: number): void;
  /** From the first row to the last one: of what lies outside nobody knows anything. Undefined where there was no row. */
  history(names: readonly string[]): History | undefined;
}

const roomAtFirst = 1440;

export function collectMinutes(columns: number): Minutes {
  let base: number | undefined;
  let used = 0;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  /** The line that a minute stood on; 0 for none. */
  let lines = new Uint32Array(roomAtFirst);
  let values = Array.from({ length: columns }, () => new Float64Array(roomAtFirst).fill(Number.NaN));

  const moveTo = (offset: number, length: number): void => {
    const moved = new Uint32Array(length);
    moved.set(lines.subarray(0, used), offset);
    lines = moved;
    values = values.map((column) => {
      const longer = new Float64Array(length).fill(Number.NaN);
      longer.set(column.subarray(0, used), offset);
      return longer;
    });
  };
  /** Makes room; files are in order mostly, so that a minute is rarely before the first one. */
  const indexOf = (startMs: number): number | undefined => {
    base ??= startMs;
    const [lowest, highest] = [Math.min(first, startMs), Math.max(last, startMs)];
    if (highest - lowest >= longestDays * dayMs) return undefined;
    [first, last] = [lowest, highest];
    const before = Math.max(0, (base - startMs) / minuteMs);
    if (before > 0) {
      // Some more than is needed: perhaps all lines come the newest first.
      const offset = before + used;
      moveTo(offset, offset + used);
      base -= offset * minuteMs;
      used += offset;
    }
    const index = (startMs - base) / minuteMs;
    if (index >= lines.length) moveTo(0, Math.max(index + 1, lines.length * 2));
    used = Math.max(used, index + 1);
    return index;
  };

  return {
    row(startMs, line) {
      const index = indexOf(startMs);
      if (index === undefined) return { problem: `lies more than ${longestDays} days from other lines` };
      const earlier = lines[index] ?? 0;
      if (earlier > 0) return { problem: `stands on line ${earlier} already` };
      lines[index] = line;
      return { index };
    },
    set(column, index, value) {
      const one = values[column];
      if (one !== undefined) one[index] = value;
    },
    history(names) {
      if (base === undefined || first > last) return undefined;
      const [from, to] = [(first - base) / minuteMs, (last - base) / minuteMs + 1];
      return {
        startMs: first,
        minutes: to - from,
        columns: new Map(names.map((name, index) => [name, (values[index] ?? new Float64Array()).subarray(from, to)])),
      };
    },
  };
}
