/** Lines of cells as a table for people: the first columns to the left, the others to the right. */
export function columns(head: readonly string[], lines: readonly (readonly string[])[], left: number): string {
  const widths = head.map((title, index) => Math.max(title.length, ...lines.map((line) => line[index]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => (index < left ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...lines.map(line)].join('\n');
}

/** `10,000`, wherever it runs. */
export const thousands = (value: number): string => value.toLocaleString('en-US');

export const seconds = (value: number | null): string => (value === null ? '-' : value.toFixed(0));

/** `12.3 %` of the windows; nothing where it is none. */
export const share = (count: number, of: number): string =>
  count === 0 ? '0' : `${((100 * count) / of).toFixed(1)} %`;
