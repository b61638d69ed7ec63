import type { Terminal } from './output.ts';
import { wrap } from './text.ts';

/** Text after a head, on as many lines as the terminal needs, each below the first one's beginning. */
export function hanging(
  head: string,
  headWidth: number,
  text: string,
  terminal: Terminal,
  paint: (line: string) => string = (line) => line,
): string[] {
  const room = terminal.columns() - headWidth;
  // Too narrow for two columns of text: the rest begins further left.
  const indent = room < 24 ? 6 : headWidth;
  const [first = '', ...rest] = wrap(text, Math.max(24, terminal.columns() - indent));
  if (room >= first.length)
    return [`${head}${paint(first)}`, ...rest.map((line) => `${' '.repeat(indent)}${paint(line)}`)];
  return [head.trimEnd(), ...[first, ...rest].map((line) => `${' '.repeat(indent)}${paint(line)}`)];
}
