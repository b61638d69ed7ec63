import { styleText } from 'node:util';
import type { Row } from './row.ts';

/** The rows as a table: value, goal and whether it is met, baseline and ratio. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [row.what, format(row.value, row.unit), goal(row), baseline(row), ratio(row)]);
  const head = ['what', 'value', 'goal', 'baseline, same run', 'ratio'];
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((line) => line[column]?.length ?? 0)));
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const notes = rows.filter((row) => row.note !== undefined).map((row) => `  ${row.what}: ${row.note}`);
  const body = cells.map((texts, index) => colour(line(texts), rows[index]));
  return [
    line(head),
    line(widths.map((width) => '-'.repeat(width))),
    ...body,
    ...(notes.length > 0 ? ['', ...notes] : []),
  ].join('\n');
}

export function met(row: Row): boolean {
  return row.atMost === undefined || row.value <= row.atMost;
}

function format(value: number, unit: Row['unit']): string {
  const digits = unit === 's' || unit.startsWith('USD') ? 2 : unit === 'ms' || unit === 'KB' ? 1 : 0;
  return `${value.toFixed(digits)} ${unit}`;
}

function goal(row: Row): string {
  return row.atMost === undefined ? '' : `≤ ${row.atMost} ${met(row) ? '✓' : '✗ missed'}`;
}

function baseline(row: Row): string {
  return row.baseline === undefined ? '' : `${row.baseline.what}: ${format(row.baseline.value, row.unit)}`;
}

function ratio(row: Row): string {
  return row.baseline === undefined ? '' : (row.value / row.baseline.value).toFixed(2);
}

function colour(text: string, row: Row | undefined): string {
  return row === undefined || met(row) ? text : styleText('red', text);
}
