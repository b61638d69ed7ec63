import { isOn } from '../domain/gate.ts';
import { outcomeLabel } from './outcome-style.ts';
import type { Terminal } from './output.ts';
import type { Progress, ProgressInput } from './progress.ts';
import { clean, seconds } from './text.ts';

/** One line for each check as it ends, for logs: nothing is ever drawn again. */
export function plainProgress(terminal: Terminal, { title, expected, elapsed }: ProgressInput): Progress {
  const on = expected.flatMap(({ checks }) => checks.filter(isOn));
  const width = Math.max(0, ...on.map(({ id }) => id.length));
  const ended = new Set<string>();
  const line = (text: string): void => terminal.write(`${seconds(elapsed()).padStart(7)}  ${text}\n`);
  line(`${title}: ${on.length} ${on.length === 1 ? 'check' : 'checks'}`);
  return {
    ended({ id, outcome, summary }) {
      ended.add(id);
      const count = `${String(ended.size).padStart(String(on.length).length)}/${on.length}`;
      line(`${count}  ${outcomeLabel(terminal, outcome)}  ${id.padEnd(width)}  ${clean(summary)}`);
    },
    again(ids) {
      for (const id of ids) ended.delete(id);
    },
    // Told once, with `say`: nothing is drawn again.
    waiting() {},
    say: (lines) => terminal.write(lines.map((text) => `${text}\n`).join('')),
    now: line,
    close() {},
  };
}
