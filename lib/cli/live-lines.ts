import type { Terminal } from './output.ts';

const redrawMilliseconds = 80;
const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** Lines that are drawn again in place. */
export interface LiveLines {
  /** Lines that stay, above those that are drawn again. */
  readonly say: (lines: readonly string[]) => void;
  /** Draws no more. */
  readonly close: () => void;
}

/**
 * Draws lines again and again, each time as `frame` gives them, until it is closed.
 * @param erase whether nothing of them is to stay, since what follows says it again.
 */
export function liveLines(terminal: Terminal, frame: () => readonly string[], erase: boolean): LiveLines {
  let drawn = 0;
  // Line by line: tmux moves what "erase to the end" wipes from the top of the screen into its history.
  const replaceWith = (lines: readonly string[]): void => {
    const leftover = Math.max(0, drawn - lines.length);
    const all = [...lines, ...Array.from({ length: leftover }, () => '')];
    const up = (count: number): string => (count === 0 ? '' : `\u001B[${count}A`);
    terminal.write(`${up(drawn)}${all.map((line) => `\u001B[2K${line}\n`).join('')}${up(leftover)}`);
    drawn = lines.length;
  };
  const draw = (): void => replaceWith(frame());
  draw();
  const timer = setInterval(draw, redrawMilliseconds);
  timer.unref();
  return {
    say(lines) {
      replaceWith([]);
      terminal.write(lines.map((line) => `${line}\n`).join(''));
      drawn = 0;
      draw();
    },
    close() {
      clearInterval(timer);
      if (erase) replaceWith([]);
      else draw();
    },
  };
}

/** What turns while something goes on. @param elapsed milliseconds since it began. */
export function spinnerAt(elapsed: number, terminal: Terminal): string {
  return terminal.paint('cyan', spinner[Math.floor(elapsed / redrawMilliseconds) % spinner.length] ?? '');
}
