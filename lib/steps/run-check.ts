import type { AnyCheck } from '../checks/define-check.ts';
import { type CheckResult, type Finding, remediationOfError } from '../domain/check-result.ts';
import type { GroupId } from '../domain/checklist.ts';
import { checkTitles } from '../domain/checklist.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Release } from '../domain/release.ts';
import { SourceError } from '../domain/source-error.ts';
import type { Sources } from '../sources/sources.ts';
import { type Looked, lookOnce } from './look-once.ts';

export interface CheckInput {
  readonly group: GroupId;
  readonly check: AnyCheck;
  readonly settings: unknown;
  /** At least the sources that the check needs. */
  readonly sources: Partial<Sources>;
  readonly release: Release;
  /** Absent in the gate, which looks before the deploy. */
  readonly deployedAt?: Date | undefined;
  readonly deadlineSeconds: number;
  readonly clock: () => Date;
  /** Nobody wants to know any more. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs one check to its end: within its deadline, whatever it does. */
export async function runCheck(input: CheckInput): Promise<CheckResult & Looked> {
  const { check, group, clock, deadlineSeconds, signal } = input;
  const judge = (now: Date, deadline: AbortSignal): Promise<Finding> => judged(input, now, deadline);
  const looked = await lookOnce({ what: 'the check', judge, deadlineSeconds, clock, signal });
  return {
    ...{ id: check.id, group, title: checkTitles[check.id] },
    ...looked,
    ...remedy(check, looked.outcome),
  };
}

function remedy({ remediation }: AnyCheck, outcome: Outcome): Pick<CheckResult, 'remediation'> {
  if (outcome === 'pass') return {};
  return { remediation: outcome === 'error' ? remediationOfError : remediation };
}

async function judged(
  { check, settings, sources, release, deployedAt }: CheckInput,
  now: Date,
  signal: AbortSignal,
): Promise<Finding> {
  const given = Object.fromEntries(check.needs.map((need) => [need, sources[need]])) as unknown as Sources;
  const missing = check.needs.filter((need) => sources[need] === undefined);
  if (missing.length > 0) throw new SourceError(`this process has no source ${missing.join(', ')}`);
  return check.run({ config: settings as never, sources: given, release, now, deployedAt, signal });
}
