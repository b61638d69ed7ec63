/** What somebody has typed and not sent, for this tab: signing in again, or another page, must not lose it. */

const keyOf = (run: string, item: string, field: string): string => `preflight.draft/${run}/${item}/${field}`;

/** Fills a field with its draft, and keeps the draft from then on. */
export function keepDraft(field: HTMLTextAreaElement | HTMLInputElement, run: string, item: string): void {
  const key = keyOf(run, item, field.name);
  field.value = sessionStorage.getItem(key) ?? '';
  field.addEventListener('input', () => {
    if (field.value === '') sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, field.value);
  });
}

export function dropDrafts(run: string, item: string, fields: readonly string[]): void {
  for (const field of fields) sessionStorage.removeItem(keyOf(run, item, field));
}
