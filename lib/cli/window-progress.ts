import type { WindowEvent, WindowRecord } from '../domain/window/window.ts';
import { liveLines, spinnerAt } from './live-lines.ts';
import type { Io, Terminal } from './output.ts';
import { clean, cutToFit, seconds } from './text.ts';
import { timeLeft } from './time-left.ts';
import { criterionLines, eventLine, isOpening, openedLines } from './window-lines.ts';
import { conditionOf } from './window-state.ts';

export interface WindowProgress {
  /** The window as it is now, and what is new of its time line. */
  readonly seen: (record: WindowRecord, fresh: readonly WindowEvent[]) => void;
  /** Lines that stay. */
  readonly say: (lines: readonly string[]) => void;
  /** No more progress; what follows is the result. */
  readonly close: () => void;
}

export interface WindowProgressInput {
  /** `rollback window of shop-api 1.42.0 in production` */
  readonly title: string;
  /** Milliseconds since the command began. */
  readonly elapsed: () => number;
}

/** Shows a window that goes on: what happens, line by line; where a person looks at a terminal, also how it stands, in place. */
export function showWindow(io: Io, { title, elapsed }: WindowProgressInput): WindowProgress {
  const terminal = io.err;
  let last: WindowRecord | undefined;
  const frame = (): string[] => frameLines({ title, elapsed: elapsed(), record: last, now: io.clock() }, terminal);
  const lines = terminal.live ? liveLines(terminal, frame, io.out.live) : plainLines(terminal);
  return {
    seen(record, fresh) {
      const opened = last === undefined ? openedLines(record, terminal) : [];
      last = record;
      const news = fresh.filter((event) => !isOpening(event, record));
      const said = [...opened, ...news.map((event) => eventLine(event, terminal))];
      if (said.length > 0) lines.say(said);
    },
    say: lines.say,
    close: lines.close,
  };
}

function plainLines(terminal: Terminal): Pick<WindowProgress, 'say' | 'close'> {
  return { say: (lines) => terminal.write(lines.map((text) => `${text}\n`).join('')), close() {} };
}

interface Frame {
  readonly title: string;
  readonly elapsed: number;
  readonly record: WindowRecord | undefined;
  readonly now: Date;
}

/** What the terminal shows in place: how the window stands, and its criteria where they fit. */
export function frameLines({ title, elapsed, record, now }: Frame, terminal: Terminal): string[] {
  const stands = record === undefined ? 'opening' : standing(record, now);
  const text = cutToFit(`${title} · ${stands}`, Math.max(10, terminal.columns() - 14));
  const head = `${spinnerAt(elapsed, terminal)} ${terminal.paint('bold', text)}  ${terminal.paint('dim', seconds(elapsed))}`;
  const lines = record === undefined ? [] : criterionLines(record, terminal);
  return lines.length + 2 <= terminal.rows() ? [head, ...lines] : [head];
}

function standing(record: WindowRecord, now: Date): string {
  const { rollback, trigger, endsAt } = record;
  const { state } = conditionOf(record, now);
  if (state === 'rolling-back') return `rolling back: ${clean(rollback?.detail ?? '')}`;
  if (state === 'triggered') return `triggered: ${clean(trigger?.reason ?? '')}`;
  return state === 'open' ? `${timeLeft(endsAt, now)} left` : state;
}
