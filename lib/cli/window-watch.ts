import { setTimeout as wait } from 'node:timers/promises';
import type { Environment } from '../config/environment.ts';
import type { WindowEvent, WindowRecord } from '../domain/window/window.ts';
import { isEmulated } from './execution-place.ts';
import { fitRows } from './fitted.ts';
import { liveLines } from './live-lines.ts';
import type { Io } from './output.ts';
import { NotRunError } from './refusal.ts';
import { clean, cutToFit } from './text.ts';
import { untilInterrupted } from './until-interrupted.ts';
import type { SeenStore } from './window-environment.ts';
import { type SeenWindow, type WindowFeed, windowFeed } from './window-feed.ts';
import { eventLine, openedLines } from './window-lines.ts';
import type { WindowSight } from './window-page.ts';
import { windowScreen } from './window-screen.ts';
import { sightOf, valuesOf } from './window-sight.ts';
import type { AlarmValue } from './window-values.ts';

/** How often the table is read, and how often CloudWatch: its values are of a minute, and each question costs. In milliseconds. */
interface Pace {
  readonly readMs: number;
  readonly valuesMs: number;
}
const paceOnAws: Pace = { readMs: 3000, valuesMs: 20_000 };
const paceOnEmulator: Pace = { readMs: 250, valuesMs: 2000 };

/** So many failures one after another are no hiccup: a few minutes. */
const mostFailures = 60;

export interface WatchInput {
  readonly environment: Environment;
  readonly store: SeenStore;
  readonly seen: SeenWindow;
}

/**
 * Watches a window until it is closed, or until somebody interrupts: at a terminal on one screen, in place; elsewhere each change
 * is a line.
 * @returns the window as it was seen last.
 * @throws NotRunError where it cannot be read for minutes.
 */
export function watchWindow({ environment, store, seen }: WatchInput, io: Io): Promise<WindowSight> {
  const look = async (signal: AbortSignal): Promise<WindowSight> => {
    const shown = showSight(io);
    const watched = watchedWindow(environment, io);
    const { run } = seen.record;
    const feed = windowFeed({
      ...{ store, run: run.id, execution: run.execution },
      onSeen: (_, fresh) => shown.news(fresh),
      onUnread: (why) => shown.say([`the window cannot be read: ${clean(why)}`]),
    });
    let sight = await watched(seen);
    try {
      shown.now(sight);
      while (sight.record.closed === undefined && (await pause(io, signal))) {
        await feed.look();
        refuseLost(feed);
        sight = await watched(feed.seen() ?? seen);
        shown.now(sight);
      }
      return sight;
    } finally {
      shown.close();
    }
  };
  return untilInterrupted('the window', look, (why, cause) => new NotRunError(why, { cause }));
}

const paceOf = (io: Io): Pace => (isEmulated(io) ? paceOnEmulator : paceOnAws);

/** @returns false where somebody interrupted. */
async function pause(io: Io, signal: AbortSignal): Promise<boolean> {
  try {
    await wait(paceOf(io).readMs, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}

function refuseLost(feed: WindowFeed): void {
  if (feed.failures() >= mostFailures) throw new Error(`it could not be read ${mostFailures} times in a row`);
}

/** Asks CloudWatch for the values now and then, and takes those that it has meanwhile. */
function watchedWindow(environment: Environment, io: Io): (seen: SeenWindow) => Promise<WindowSight> {
  let values: readonly AlarmValue[] = [];
  let askedAt = Number.NEGATIVE_INFINITY;
  return async (seen) => {
    const now = io.clock();
    if (now.getTime() - askedAt >= paceOf(io).valuesMs) {
      askedAt = now.getTime();
      values = await valuesOf(seen, environment, now);
    }
    return sightOf(seen, environment, io.clock(), values);
  };
}

interface ShownSight {
  readonly now: (sight: WindowSight) => void;
  /** What is new of the time line. */
  readonly news: (fresh: readonly WindowEvent[]) => void;
  /** Lines that stay. */
  readonly say: (lines: readonly string[]) => void;
  readonly close: () => void;
}

function showSight(io: Io): ShownSight {
  const terminal = io.err;
  return terminal.live ? onScreen(io) : asLines(io);
}

function onScreen(io: Io): ShownSight {
  const terminal = io.err;
  let last: WindowSight | undefined;
  const frame = (): string[] => {
    if (last === undefined) return [];
    const hint = terminal.paint('dim', cutToFit('Ctrl-C ends watching, not the window', terminal.columns()));
    // Beside the hint, the cursor has a row of its own.
    return fitRows([...windowScreen(last, io.clock(), terminal, terminal.rows() - 2), hint], terminal);
  };
  const lines = liveLines(terminal, frame, io.out.live);
  return {
    now: (sight) => {
      last = sight;
    },
    // The screen shows how it stands; what led to it stands in the report.
    news() {},
    say: lines.say,
    close: lines.close,
  };
}

function asLines({ err }: Io): ShownSight {
  let known: WindowRecord | undefined;
  let reasons: readonly string[] = [];
  const say = (lines: readonly string[]): void => err.write(lines.map((line) => `${line}\n`).join(''));
  return {
    now({ record, condition }) {
      if (known === undefined) say(openedLines(record, err));
      known = record;
      say(condition.why.filter((why) => !reasons.includes(why)).map((why) => `! ${clean(why)}`));
      reasons = condition.why;
    },
    news: (fresh) => say(fresh.map((event) => eventLine(event, err))),
    say,
    close() {},
  };
}
