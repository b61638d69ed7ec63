import { styleText } from 'node:util';
import type { Terminal } from '../../../lib/cli/output.ts';

/** A live terminal that keeps what is written to it, colours and all. */
export function terminal(columns = 80, rows = 24): Terminal & { readonly written: string[] } {
  const written: string[] = [];
  return {
    written,
    write: (text) => void written.push(text),
    live: true,
    columns: () => columns,
    rows: () => rows,
    paint: (style, text) => styleText(style, text, { validateStream: false }),
  };
}
