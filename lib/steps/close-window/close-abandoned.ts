import type { WindowEvent, WindowRecord } from '../../domain/window/window.ts';
import type { WindowStore } from '../../stores/window-store.ts';
import { type CloseWindowDependencies, closeWindow } from '../close-window.ts';

const abandoned = 'its execution ended before the window was closed';
const execution = 'the execution';
/** Looks that were on their way when the execution ended; there are two at most. */
const mostRaces = 10;

/** Whether a window was, or is being, closed because nobody else would: then its report may still be missing. */
export function isAbandoned(events: readonly WindowEvent[]): boolean {
  return events.some(({ kind, text }) => kind === 'ended' && text.startsWith(abandoned));
}

/**
 * Closes a window whose execution ended by itself. From that moment on nobody watched; where it was rolling back, nobody
 * saw whether that worked. Done again, it goes on.
 * @param status the execution's, in words.
 */
export async function closeAbandoned(
  window: WindowRecord,
  status: string,
  dependencies: CloseWindowDependencies,
): Promise<void> {
  const { store, now } = dependencies;
  const { run } = window;
  const at = now.toISOString();
  // First: it tells whoever tries again that this window is not to be taken for one that was closed as usual.
  if (!isAbandoned(await store.events(run.id))) {
    await store.addEvents(run.id, [{ at, kind: 'ended', text: `${abandoned} (${status})` }]);
  }
  await saveBlindSpot(run.id, status, at, store);
  await closeWindow({ run }, dependencies);
}

/** What was decided before stays as it is: a trigger, another window, a result. */
async function saveBlindSpot(
  run: string,
  status: string,
  from: string,
  store: Pick<WindowStore, 'window' | 'saveLook'>,
): Promise<void> {
  for (let race = 0; race < mostRaces; race += 1) {
    const window = await store.window(run);
    if (window === undefined) throw new Error(`there is no window ${run} that could be swept`);
    const { trigger, supersededBy, closed, blind = [], lookedAt } = window;
    const isDecided = (trigger ?? supersededBy ?? closed) !== undefined;
    if (isDecided || blind.some(({ what }) => what === execution)) return;
    const spot = { what: execution, why: `it ended before the window was closed: ${status}`, from };
    const look = { blind: [...blind, spot], lookedAt: justAfter(lookedAt ?? window.openedAt) };
    if (await store.saveLook(run, look, lookedAt)) return;
  }
  throw new Error(`the window ${run} could not be swept: it is looked at again and again, though its execution ended`);
}

/** The store takes only what is later than the last look, and nobody looked now. */
const justAfter = (at: string): string => new Date(Date.parse(at) + 1).toISOString();
