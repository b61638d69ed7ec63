import type { GoRecord, WindowRecord } from './window.ts';

/** With which GO a window opens, or why it opens without one, or what is missing. */
export type GoAnswer =
  | Required<Pick<WindowRecord, 'go'>>
  | Required<Pick<WindowRecord, 'withoutGo'>>
  | { readonly missing: string };

/**
 * A GO is a lease: it counts until the moment at which it expires, and not at that moment.
 * @param go what the gate said last of this very release.
 * @param goOff why a window of this environment need not have one.
 */
export function mayOpen(go: GoRecord | undefined, now: Date, goOff: string | undefined): GoAnswer {
  // Also where nobody can tell until when it counts.
  const isOver = go === undefined || !(now.getTime() < Date.parse(go.expiresAt));
  if (!isOver) return { go: { run: go.run, expiresAt: go.expiresAt } };
  if (goOff !== undefined) return { withoutGo: goOff };
  const found =
    go === undefined
      ? 'the gate has not said go for this commit with these images and this configuration'
      : `the GO of run ${go.run} expired at ${go.expiresAt}`;
  return { missing: `${found}; run the gate with this release, and open the window while its GO holds` };
}
