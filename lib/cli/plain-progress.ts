import { isOn } from '../domain/gate.ts';
import { outcomeLabel } from './outcome-style.ts';
import type { Terminal } from './output.ts';
import type { Progress, ProgressInput } from './progress.ts';
import { clean, seconds } from './text.ts';

/** One line for each check as it ends, for logs: nothing is ever drawn again. */
export function plainProgress(terminal: Terminal, { title, expected, elapsed }: ProgressInput): Progress {
  const on = expected.flatMap(({ checks }) => checks.filter(isOn));
  const width = Math.max(0, ...on.map(({ id }) => id.length));
  let ended = 0;
  const line = (text: string): void => terminal.write(`${seconds(elapsed()).padStart(7)}  ${text}\n`);
  line(`${title}: ${on.length} ${on.length === 1 ? 'check' : 'checks'}`);
  return {
    ended({ id, outcome, summary }) {
      ended += 1;
      const count = `${String(ended).padStart(String(on.length).length)}/${on.length}`;
      line(`${count}  ${outcomeLabel(terminal, outcome)}  ${id.padEnd(width)}  ${clean(summary)}`);
    },
    now: line,
    close() {},
  };
}
