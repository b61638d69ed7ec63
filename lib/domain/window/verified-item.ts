import { capEvidence, cutText, type Evidence } from '../evidence.ts';
import type { VerifiedItem } from './window.ts';

/** What one look at a check, or at a probe, came to. */
export interface Try {
  readonly outcome: VerifiedItem['outcome'];
  readonly summary: string;
  readonly evidence: readonly Evidence[];
  /** What to do where it did not pass. */
  readonly remediation?: string;
}

/** What all looks at something came to. */
export type Tried = Omit<VerifiedItem, 'id'>;

const longestSummary = 500;

/** Whether it need not be looked at again. */
export const isWell = ({ outcome }: Pick<Try, 'outcome'>): boolean => outcome === 'pass' || outcome === 'warn';

/**
 * Well where any try saw it well; failed only where each did: what could not be looked at once may have been well then.
 * @param tries one at least, of which none but the last saw it well.
 */
export function triedOf(tries: readonly Try[]): Tried {
  const last = tries.at(-1);
  if (last === undefined) throw new TypeError('nobody looked at it, so nothing is known of it');
  const count = { tries: tries.length };
  if (isWell(last)) return { ...found(last), ...count, ...(tries.length > 1 ? { flaky: true } : {}) };
  if (tries.every(({ outcome }) => outcome === 'fail')) return { ...found(last), ...count };
  const error = tries.findLast(({ outcome }) => outcome === 'error') ?? last;
  const failed = tries.findLast(({ outcome }) => outcome === 'fail');
  const summary = failed === undefined ? error.summary : `${error.summary}; another try failed: ${failed.summary}`;
  return { outcome: 'error', summary: cutText(summary, longestSummary), evidence: last.evidence, ...count };
}

function found({ outcome, summary, evidence, remediation }: Try): Omit<Tried, 'tries'> {
  if (outcome === 'pass') return { outcome, summary, evidence: [] };
  return { outcome, summary, evidence, ...(remediation === undefined ? {} : { remediation }) };
}

/** A probe's name, and what all looks at it came to. */
export type TriedProbe = Tried & { readonly name: string };

/** From the worst on: what is known to be broken is not better because something else could not be seen. */
const worstFirst = ['fail', 'error', 'warn', 'pass'] as const;

/** What the looks at a criterion's probes came to, one at least: one broken feature is enough. */
export function triedProbes(probes: readonly TriedProbe[]): Tried {
  const outcome = worstFirst.find((one) => probes.some((probe) => probe.outcome === one));
  if (outcome === undefined) throw new TypeError('a criterion without probes was verified');
  const telling = probes.filter((probe) => probe.outcome === outcome);
  const isFlaky = (outcome === 'pass' || outcome === 'warn') && probes.some(({ flaky }) => flaky === true);
  return {
    outcome,
    summary: cutText(summaryOf(telling, outcome), longestSummary),
    evidence: capEvidence(telling.flatMap(({ evidence }) => evidence)),
    tries: Math.max(...probes.map(({ tries }) => tries)),
    ...(isFlaky ? { flaky: true } : {}),
  };
}

function summaryOf(probes: readonly TriedProbe[], outcome: Tried['outcome']): string {
  if (outcome === 'pass' && probes.length > 1) return `all ${probes.length} probes were answered as they must be`;
  // A judgement names its probe; what could not be judged does not.
  return probes
    .map(({ name, summary }) => (summary.startsWith(`${name} `) ? summary : `${name}: ${summary}`))
    .join('; ');
}
