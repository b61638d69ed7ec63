import { type Finding, fail, pass, warn } from './check-result.ts';
import type { Evidence } from './evidence.ts';
import { SourceError } from './source-error.ts';

/** One of the several things that a check looks at. */
export interface Part<F extends Finding = Finding> {
  /** As its evidence names it. */
  readonly name: string;
  readonly found: Promise<F>;
}

/**
 * Waits for every part, so that one never hides the others, and judges them together:
 * - something is wrong: `fail`, which also names what could not be looked at; a known fault outweighs an unknown;
 * - otherwise something could not be looked at: throws a SourceError (an `error` outcome) with the evidence of it all;
 * - otherwise the worst of the parts, `warn` or `pass`.
 * @param passed the summary when all parts pass.
 * @throws SourceError; and whatever a part threw that is not one, which is a defect.
 */
export async function judgeAll<F extends Finding>(
  parts: readonly Part<F>[],
  passed: (found: readonly F[]) => string,
): Promise<Finding> {
  const settled = await Promise.allSettled(parts.map((part) => part.found));
  const found = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const unseen = settled.flatMap((one, index) =>
    one.status === 'rejected' ? [couldNotLook(parts[index]?.name ?? '', one.reason)] : [],
  );
  const gaps = unseen.map((one) => one.evidence);
  const of = (outcome: Finding['outcome']): F[] => found.filter((one) => one.outcome === outcome);
  // The worst first: what does not fit into the evidence is cut at its end.
  const evidence = [...evidenceOf(of('fail')), ...gaps, ...evidenceOf(of('warn')), ...evidenceOf(of('pass'))];
  const reasons = [...new Set(unseen.map((one) => one.reason))].join('; ');
  if (of('fail').length > 0) {
    const alsoUnseen = reasons === '' ? '' : `; could not look everywhere: ${reasons}`;
    return fail(`${summariesOf(of('fail'))}${alsoUnseen}`, evidence);
  }
  if (unseen.length > 0) {
    const message = found.length === 0 ? reasons : `${reasons} (seen: ${summariesOf(found)})`;
    throw new SourceError(message, { evidence });
  }
  if (of('warn').length > 0) return warn(summariesOf(of('warn')), evidence);
  if (found.length === 0) throw new SourceError('there was nothing to look at');
  return pass(passed(found), evidence);
}

/**
 * What could not be looked at, as evidence.
 * @throws whatever the reason is when it is no SourceError, which is a defect.
 */
export function couldNotLook(where: string, reason: unknown): { readonly reason: string; readonly evidence: Evidence } {
  if (!(reason instanceof SourceError)) throw reason;
  const { message } = reason;
  return { reason: message, evidence: { where, observed: `could not look: ${message}`, expected: 'an answer' } };
}

const evidenceOf = (found: readonly Finding[]): readonly Evidence[] => found.flatMap((one) => one.evidence);
const summariesOf = (found: readonly Finding[]): string => found.map((one) => one.summary).join('; ');
