import type { Environment } from '../config/environment.ts';
import { windowSettings } from '../config/window-settings.ts';
import type { Problem } from '../domain/problem.ts';
import { NotRunError } from './refusal.ts';
import { clean } from './text.ts';
import { commandWindow, wishProblems } from './window-command.ts';
import type { SeenStore } from './window-environment.ts';
import type { SeenWindow } from './window-feed.ts';
import type { WindowOpenArguments } from './window-options.ts';

/** Provokes the rollback of a window that is open, once it has looked. */
export interface DrillFollower {
  /** To be called each time that the window was read. @returns lines to say. */
  readonly look: (seen: SeenWindow | undefined) => Promise<readonly string[]>;
  /** Why there is none; undefined while that is not known. */
  readonly failure: () => string | undefined;
}

/** To tell the function to provoke it, where its answer was lost. */
const mostAttempts = 3;

const usualReason = 'a drill: to see that the rollback works';

/** What speaks against a drill before anything is asked. */
export function drillProblems(
  { drill, reason, detach }: Pick<WindowOpenArguments, 'drill' | 'reason' | 'detach'>,
  environment: Environment | undefined,
): Problem[] {
  if (!drill) {
    if (reason === undefined) return [];
    return [{ path: '--reason', message: 'is of a drill alone: write --drill too, or leave it out' }];
  }
  const settings = environment === undefined ? undefined : windowSettings(environment);
  return [
    ...(detach ? [{ path: '--detach', message: 'contradicts --drill: a drill is followed to its end' }] : []),
    ...(settings === undefined || settings.allowsDrills
      ? []
      : [{ path: '--drill', message: notAllowed(settings.environment) }]),
    ...wishProblems(wishOf(reason)),
  ];
}

function notAllowed(environment: string): string {
  return `${environment} allows no drills: write allowsDrills: true into its rollback in the configuration, and deploy it; never where a rollback would hurt users`;
}

const wishOf = (reason = usualReason) => ({ command: 'drill', reason }) as const;

export interface DrillInput {
  readonly environment: Environment;
  readonly reason: string | undefined;
  readonly run: string;
  readonly store: SeenStore | undefined;
}

/** @throws NotRunError where nobody could see when to begin. */
export function drillFollower({ environment, reason, run, store }: DrillInput): DrillFollower {
  if (store === undefined)
    throw new NotRunError('nothing was provoked: without the table nobody sees when the window is open');
  let isSent = false;
  let attempts = 0;
  let failure: string | undefined;
  const send = async (): Promise<readonly string[]> => {
    const answer = await commandWindow(environment, { ...wishOf(reason), run });
    if (answer.outcome === 'done') return [clean(answer.message)];
    failure = clean(answer.message);
    return [`nothing was provoked: ${failure}`];
  };
  return {
    failure: () => failure,
    async look(seen) {
      const record = seen?.record;
      // What was provoked already is followed; what triggered by itself is no drill.
      if (isSent || record?.lookedAt === undefined || record.drill !== undefined) return [];
      isSent = true;
      if (record.trigger !== undefined || record.closed !== undefined) {
        failure = 'the window was over, or triggered, before the drill';
        return [`nothing was provoked: ${failure}`];
      }
      try {
        return await send();
      } catch (cause) {
        attempts += 1;
        const why = clean((cause as Error).message);
        // The same command once more does no harm.
        if (attempts < mostAttempts) isSent = false;
        else failure = `whether anything was provoked is not known: ${why}`;
        return [`whether anything was provoked is not known: ${why}`];
      }
    },
  };
}
