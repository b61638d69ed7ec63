/**
 * What became of a check. `fail`: we looked and it is not right. `error`: we could not look. They never stand for each
 * other. `skipped`: the configuration switched the check off, with a reason, or nobody
 * was asked.
 */
export const outcomes = ['skipped', 'pass', 'warn', 'fail', 'error'] as const;
export type Outcome = (typeof outcomes)[number];

/** The worst of several, by the order above; `undefined` for none, since nothing seen is not a pass. */
export function worstOf(several: readonly Outcome[]): Outcome | undefined {
  const rank = Math.max(-1, ...several.map((outcome) => outcomes.indexOf(outcome)));
  return outcomes[rank];
}

/** Whether an outcome keeps a release out of production. */
export function blocks(outcome: Outcome): boolean {
  return outcome === 'fail' || outcome === 'error';
}
