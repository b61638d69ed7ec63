import { liveLines, spinnerAt } from './live-lines.ts';
import type { Terminal } from './output.ts';
import { clean, cutToFit, seconds } from './text.ts';

/** How far a backtest is: one thing after the other. */
export interface BacktestProgress {
  /** @param doing `reading metrics.csv` */
  begin(doing: string): void;
  at(done: number, all: number): void;
  /** What stays. */
  note(text: string): void;
  close(): void;
}

/** One line that is drawn again on a terminal; elsewhere a line for each thing, and for each quarter of it. */
export function backtestProgress(terminal: Terminal, elapsed: () => number): BacktestProgress {
  return terminal.live ? live(terminal, elapsed) : plain(terminal, elapsed);
}

const redrawMilliseconds = 80;

function live(terminal: Terminal, elapsed: () => number): BacktestProgress {
  let doing = '';
  let share: number | undefined;
  let drawnAt = 0;
  const frame = (): string[] => {
    if (doing === '') return [];
    const percent = share === undefined ? '' : `  ${Math.floor(share * 100)} %`;
    const text = cutToFit(`${doing}${percent}`, Math.max(10, terminal.columns() - 14));
    return [`${spinnerAt(elapsed(), terminal)} ${text}  ${terminal.paint('dim', seconds(elapsed()))}`];
  };
  const lines = liveLines(terminal, frame, true);
  return {
    begin(text) {
      doing = clean(text);
      share = undefined;
      lines.say([]);
    },
    at(done, all) {
      share = shareOf(done, all);
      // Computing leaves no turn to the timer that draws.
      if (elapsed() - drawnAt < redrawMilliseconds) return;
      drawnAt = elapsed();
      lines.say([]);
    },
    note: (text) => lines.say([clean(text)]),
    close: lines.close,
  };
}

function plain(terminal: Terminal, elapsed: () => number): BacktestProgress {
  let doing = '';
  let told = 0;
  const line = (text: string): void => terminal.write(`${seconds(elapsed()).padStart(7)}  ${text}\n`);
  return {
    begin(text) {
      doing = clean(text);
      told = 0;
      line(doing);
    },
    at(done, all) {
      const quarters = Math.floor(shareOf(done, all) * 4);
      if (quarters <= told) return;
      told = quarters;
      line(`${doing}: ${quarters * 25} %`);
    },
    note: (text) => line(clean(text)),
    close() {},
  };
}

const shareOf = (done: number, all: number): number => (all > 0 ? Math.min(1, Math.max(0, done / all)) : 1);
