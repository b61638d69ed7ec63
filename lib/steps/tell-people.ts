import { redact } from '../domain/secret.ts';
import { SourceError } from '../domain/source-error.ts';
import { nextLook, wasRead } from '../domain/window/blindness.ts';
import type { DueNotice } from '../domain/window/look-notices.ts';
import type { WindowNotice } from '../domain/window/notice.ts';
import type { WindowRecord } from '../domain/window/window.ts';
import { reasonWords } from '../domain/window/words.ts';
import type { Notices } from '../sources/notices.ts';
import type { WindowStore } from '../stores/window-store.ts';

/**
 * Tells people, and the time line that they were told, or could not be: that stops nothing.
 * @param at when that happened of which they are told. Told again, the time line says once that they could not be.
 * @returns whether they were told.
 */
export async function tellPeople(
  run: string,
  at: string,
  notice: WindowNotice,
  { store, notices }: { readonly store: Pick<WindowStore, 'addEvents'>; readonly notices: Notices },
): Promise<boolean> {
  try {
    await notices.tell({ ...notice, run });
  } catch (cause) {
    // Anything else is a defect, which the function's failure tells.
    if (!(cause instanceof SourceError)) throw cause;
    // Redacted before it is cut: half of a secret would not be recognized.
    const why = reasonWords(redact(cause.message));
    await store.addEvents(run, [{ at, kind: 'told', text: `nobody could be told (${notice.subject}): ${why}` }]);
    return false;
  }
  await store.addEvents(run, [{ at, kind: 'told', text: notice.subject }]);
  return true;
}

/**
 * Tells what is due, one after the other, and writes down of what people were told, so that the next look does not tell it
 * again. What could not be told stays due.
 * @param record as this look has left it.
 */
export async function tellOnce(
  record: WindowRecord & { readonly lookedAt: string },
  due: readonly DueNotice[],
  dependencies: { readonly store: Pick<WindowStore, 'addEvents' | 'saveLook'>; readonly notices: Notices },
): Promise<void> {
  const run = record.run.id;
  const told: string[] = [];
  for (const { key, at, notice } of due) if (await tellPeople(run, at, notice, dependencies)) told.push(key);
  if (told.length === 0) return;
  const lookedAt = nextLook(record, new Date(record.lookedAt));
  const look = { lookedAt, ...(wasRead(record) ? { readAt: lookedAt } : {}), told: [...(record.told ?? []), ...told] };
  // Where another look was written meanwhile, people are told once more: better twice than never.
  await dependencies.store.saveLook(run, look, record.lookedAt);
}
