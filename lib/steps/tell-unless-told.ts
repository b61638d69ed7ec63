import type { WindowNotice } from '../domain/window/notice.ts';
import type { Notices } from '../sources/notices.ts';
import type { WindowStore } from '../stores/window-store.ts';
import { tellPeople } from './tell-people.ts';

export interface TellUnlessToldDependencies {
  readonly store: Pick<WindowStore, 'events' | 'addEvents'>;
  readonly notices: Notices;
  readonly now: Date;
}

/**
 * Tells people what stands under this subject, unless the window's time line says that they were told. A step that ends
 * between the two tells it twice.
 * @returns whether they know it.
 */
export async function tellUnlessTold(
  run: string,
  notice: WindowNotice,
  { store, notices, now }: TellUnlessToldDependencies,
): Promise<boolean> {
  const events = await store.events(run);
  if (events.some(({ kind, text }) => kind === 'told' && text === notice.subject)) return true;
  return tellPeople(run, now.toISOString(), notice, { store, notices });
}
