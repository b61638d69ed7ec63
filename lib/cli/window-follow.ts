import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Environment } from '../config/environment.ts';
import type { Release } from '../domain/release.ts';
import { consoleLink, isEmulated } from './execution-place.ts';
import { type Ended, followExecution, type Pace, paceOnAws, paceOnEmulator } from './follow-execution.ts';
import type { Io } from './output.ts';
import { NotRunError } from './refusal.ts';
import type { EarlierRun } from './start-execution.ts';
import { clean } from './text.ts';
import { untilInterrupted } from './until-interrupted.ts';
import { openingIn, type WindowAnswer, windowAnswerIn } from './window-answers.ts';
import type { DrillFollower } from './window-drill.ts';
import type { SeenStore } from './window-environment.ts';
import { type SeenWindow, windowFeed } from './window-feed.ts';
import { showWindow } from './window-progress.ts';

/** A window lasts an hour, in which little happens: so it is asked less often than a gate. */
const pace: Pace = { ...paceOnAws, longestMs: 5000 };

export interface OpeningWindow {
  readonly environment: Environment;
  readonly release: Release;
  readonly client: SFNClient;
  readonly execution: string;
  readonly earlier?: EarlierRun;
  readonly run: string;
  readonly store: SeenStore | undefined;
  /** Whether it is followed no further than until it is open. */
  readonly detach: boolean;
  /** Only where a rollback is to be provoked. */
  readonly drill?: DrillFollower;
  readonly elapsed: () => number;
}

export interface FollowedWindow {
  /** Absent where it is open still. */
  readonly ended: Ended | undefined;
  readonly answers: readonly WindowAnswer[];
  /** As the store told it last; absent where it told nothing. */
  readonly seen: SeenWindow | undefined;
}

/** Follows a window, and shows what happens in it. Its execution says how it ends; the store, what happens meanwhile. */
export function followWindow(window: OpeningWindow, io: Io): Promise<FollowedWindow> {
  const { environment, run, execution } = window;
  const again = `preflight window status --env ${environment.name} --run ${run}`;
  const follow = (signal: AbortSignal): Promise<FollowedWindow> => followLive(window, signal, io);
  return untilInterrupted(
    'the window',
    follow,
    (why, cause) =>
      new NotRunError(`${why}; the window goes on by itself. To see it again: ${again}`, {
        cause,
        details: { run, execution },
      }),
  );
}

async function followLive(window: OpeningWindow, signal: AbortSignal, io: Io): Promise<FollowedWindow> {
  const { environment, release, client, execution, run, store, detach, drill, elapsed } = window;
  io.err.write(`${startedLine(window)}\n${consoleLink(execution, io)}`);
  const title = `rollback window of ${environment.service} ${release.version} in ${environment.name}`;
  const progress = showWindow(io, { title, elapsed });
  const answers: WindowAnswer[] = [];
  const onUnread = (why: string): void =>
    progress.say([`what happens in the window cannot be shown: ${clean(why)}; it goes on all the same`]);
  const feed = windowFeed({ store, run, execution, onSeen: progress.seen, onUnread });
  try {
    const ended = await followExecution({
      ...{ client, execution, signal },
      answerIn: windowAnswerIn,
      onAnswers: (fresh) => void answers.push(...fresh),
      // Of an hour's window the history is long, and the store tells what happens.
      reads: () => openingIn(answers) === undefined,
      onLook: async () => {
        await feed.look();
        const said = (await drill?.look(feed.seen())) ?? [];
        if (said.length > 0) progress.say(said);
      },
      // Without its drill it is a window as any other, which goes on without anybody who follows.
      isEnough: () => (detach && openingIn(answers)?.next === 'watch') || drill?.failure() !== undefined,
      pace: isEmulated(io) ? paceOnEmulator : pace,
    });
    return { ended, answers, seen: feed.seen() };
  } finally {
    progress.close();
  }
}

function startedLine({ run, earlier }: OpeningWindow): string {
  if (earlier === undefined) return `rollback window started: run ${run}`;
  return `run ${run} was started already at ${earlier.startedAt.toISOString()}; nothing was started again`;
}
