import type { Release } from '../../domain/release.ts';
import { type Place, placeAfter } from '../../domain/window/place.ts';
import type { WindowRecord } from '../../domain/window/window.ts';
import type { WaitingTasks } from '../../stores/waiting-task.ts';
import { closeAbandoned, isAbandoned } from '../close-window/close-abandoned.ts';
import type { CloseWindowDependencies } from '../close-window.ts';

/** Where the next window may open, with the one before it as it was read. */
export type FoundPlace =
  | (Extract<Place, { next: 'open' }> & { readonly before: WindowRecord | undefined })
  | Extract<Place, { next: 'refused' | 'not-opened' }>;

export type FindPlaceDependencies = CloseWindowDependencies & { readonly tasks: Pick<WaitingTasks, 'hasEnded'> };

/** Looks at the window that was opened last. One that is over, and that nobody closed, is closed on the way. */
export async function findPlace(release: Release, dependencies: FindPlaceDependencies): Promise<FoundPlace> {
  const { store } = dependencies;
  const before = await store.current();
  const place = placeAfter(before, release, await hasEnded(before, dependencies));
  if (before === undefined || place.next === 'refused' || place.next === 'not-opened') return found(place, before);
  const isSwept = before.closed !== undefined && isAbandoned(await store.events(before.run.id));
  if (place.next !== 'sweep' && !isSwept) return found(place, before);
  // Also what was swept before: whoever did may have ended on the way, and not have come to tell people.
  await closeAbandoned(before, 'found by the next window', dependencies);
  const after = await store.current();
  return found(placeAfter(after, release, false), after);
}

function found(place: Place, before: WindowRecord | undefined): FoundPlace {
  if (place.next === 'sweep') throw new Error('a window is to be swept of which nobody said that it ended');
  return place.next === 'open' ? { ...place, before } : place;
}

/** false also where nobody can tell, as of a window without an execution. */
async function hasEnded(
  before: WindowRecord | undefined,
  { tasks }: Pick<FindPlaceDependencies, 'tasks'>,
): Promise<boolean> {
  if (before === undefined || before.closed !== undefined) return false;
  const { execution } = before.run;
  return execution !== undefined && (await tasks.hasEnded(execution));
}
