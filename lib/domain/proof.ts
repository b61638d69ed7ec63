import { type Finding, fail, pass } from './check-result.ts';
import { clockSkew } from './clock-skew.ts';
import type { Evidence } from './evidence.ts';
import { couldNotLook } from './judge-all.ts';
import type { Rehearsal } from './rehearsal.ts';
import { shortCommit } from './short-commit.ts';
import { SourceError } from './source-error.ts';

/** What one source says of how a step of the rehearsal went. */
export interface Proof {
  /** As a sentence and the evidence name it: `the rehearsal record of staging`. */
  readonly where: string;
  readonly state: 'ok' | 'failed' | 'running';
  /** What was seen, in words. */
  readonly observed: string;
  /** When it went so; of what is still running, when that was last told, or now. */
  readonly at: Date;
}

/** Somewhere a proof may lie. */
export interface Place {
  readonly name: string;
  /** undefined where there is none of this commit. */
  readonly found: Promise<Proof | undefined>;
}

/**
 * Looks at every place side by side, and judges by the newest proof of them all. Where one place could not be looked at,
 * the newest is not known: also what failed elsewhere may be repaired since.
 * @throws SourceError with what was seen; and whatever a place threw that is not one, which is a defect.
 */
export async function judgeByNewest(
  places: readonly Place[],
  { commit, now }: { readonly commit: string; readonly now: Date },
): Promise<Finding> {
  const settled = await Promise.allSettled(places.map(({ found }) => found));
  const proofs = settled.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : []));
  const sorted = proofs.toSorted((a, b) => b.at.getTime() - a.at.getTime() || severity(b) - severity(a));
  const gaps = settled.flatMap((one, index) => gapOf(places[index]?.name ?? '', one));
  const reasons = gaps.flatMap(({ reason }) => (reason === undefined ? [] : [reason]));
  const evidence = [...sorted.map(evidenceOf), ...gaps.map((gap) => gap.evidence)];
  if (reasons.length > 0) throw new SourceError([...new Set(reasons)].join('; '), { evidence });
  const [newest] = sorted;
  if (newest === undefined) {
    return fail(`commit ${shortCommit(commit)} has no ${places.map(({ name }) => name).join(' and no ')}`, evidence);
  }
  refuseFuture(newest, now, evidence);
  return judgeProof(newest, evidence);
}

const words = { ok: 'ok', failed: 'failed', running: 'still running' } as const;

export function judgeProof({ state, where }: Proof, evidence: readonly Evidence[]): Finding {
  const summary = `${words[state]}, says ${where}`;
  return state === 'ok' ? pass(summary, evidence) : fail(summary, evidence);
}

/** @throws SourceError where the proof is dated further ahead than clocks differ: of such a one nobody knows when it was. */
export function refuseFuture({ where, at }: Proof, now: Date, evidence: readonly Evidence[]): void {
  if (at.getTime() - now.getTime() <= clockSkew) return;
  throw new SourceError(`${where} is dated in the future: ${at.toISOString()}`, { evidence });
}

export function evidenceOf({ where, observed, at }: Proof): Evidence {
  return { where, observed, expected: 'ok', when: at.toISOString() };
}

/** Of two of the same moment, the worse counts. */
const severity = ({ state }: Proof): number => ['ok', 'running', 'failed'].indexOf(state);

/** A place without a proof; with the reason where nobody could look. */
interface Gap {
  readonly evidence: Evidence;
  readonly reason?: string;
}

function gapOf(where: string, looked: PromiseSettledResult<Proof | undefined>): Gap[] {
  if (looked.status === 'rejected') return [couldNotLook(where, looked.reason)];
  if (looked.value !== undefined) return [];
  return [{ evidence: { where, observed: 'none for this commit', expected: 'ok' } }];
}

/** The records of the environment on which it was rehearsed. */
export function placeOfRecords(environment: string, record: Promise<Rehearsal | undefined>): Place {
  return {
    name: `rehearsal record of ${environment}`,
    found: record.then((one) => (one === undefined ? undefined : proofOfRehearsal(one))),
  };
}

export function proofOfRehearsal(rehearsal: Rehearsal): Proof {
  const { status, by, commit, at, environment, link } = rehearsal;
  const seeLink = link === undefined ? '' : `, ${link}`;
  return {
    where: `the rehearsal record of ${environment}`,
    state: status,
    observed: `${status} for ${shortCommit(commit)}, recorded by ${by}${seeLink}`,
    at: new Date(at),
  };
}
