import type { Outcome } from '../domain/outcome.ts';
import type { Style, Terminal } from './output.ts';

/** A symbol and a word for each outcome, so that none of them hangs on its colour alone. */
const looks: Record<Outcome, { readonly symbol: string; readonly style: Style }> = {
  pass: { symbol: '✔', style: 'green' },
  warn: { symbol: '▲', style: 'yellow' },
  fail: { symbol: '✖', style: 'red' },
  error: { symbol: '?', style: 'magenta' },
  skipped: { symbol: '–', style: 'gray' },
};

/** The longest word, `skipped`, is only ever shown as `off`. */
const wordWidth = 5;

export function outcomeSymbol(terminal: Terminal, outcome: Outcome): string {
  return terminal.paint(looks[outcome].style, looks[outcome].symbol);
}

/** `✔ pass ` */
export function outcomeLabel(
  terminal: Terminal,
  outcome: Outcome,
  word: string = outcome === 'skipped' ? 'off' : outcome,
): string {
  return terminal.paint(looks[outcome].style, `${looks[outcome].symbol} ${word.padEnd(wordWidth)}`);
}
export const outcomeLabelWidth = 2 + wordWidth;
