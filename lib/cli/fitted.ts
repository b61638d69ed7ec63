import type { Terminal } from './output.ts';
import { cutToFit, wrap } from './text.ts';

/** Too narrow for two columns of text: the second one begins further left. */
const narrow = 24;

/**
 * Text after a head, on lines of which none is wider than the terminal, so that each takes one row of it: a longer word is cut.
 * @param text safe to show, and without colours.
 */
export function fitted(
  head: string,
  headWidth: number,
  text: string,
  terminal: Terminal,
  paint: (line: string) => string = (line) => line,
): string[] {
  const columns = terminal.columns();
  const indent = columns - headWidth < narrow ? Math.min(4, headWidth) : headWidth;
  const room = Math.max(1, columns - indent);
  const words = text.split(' ').map((word) => cutToFit(word, room));
  const lines = wrap(words.join(' '), room).map((line) => paint(cutToFit(line, room)));
  const hung = (some: readonly string[]): string[] => some.map((line) => `${' '.repeat(indent)}${line}`);
  if (indent < headWidth) return [head.trimEnd(), ...hung(lines)];
  const [first = '', ...rest] = lines;
  return [`${head}${first}`, ...hung(rest)];
}

/** As many lines as the terminal has room for beside the cursor's; the last one says how many are missing. */
export function fitRows(lines: readonly string[], terminal: Terminal): string[] {
  const rows = Math.max(2, terminal.rows() - 1);
  if (lines.length <= rows) return [...lines];
  const more = lines.length - rows + 1;
  return [...lines.slice(0, rows - 1), terminal.paint('dim', cutToFit(`… ${more} more lines`, terminal.columns()))];
}
