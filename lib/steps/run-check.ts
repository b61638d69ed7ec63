import type { AnyCheck } from '../checks/define-check.ts';
import { type CheckResult, remediationOfError } from '../domain/check-result.ts';
import type { GroupId } from '../domain/checklist.ts';
import { checkTitles } from '../domain/checklist.ts';
import { capEvidence, cutText } from '../domain/evidence.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Release } from '../domain/release.ts';
import { redact } from '../domain/secret.ts';
import { SourceError } from '../domain/source-error.ts';
import type { Sources } from '../sources/sources.ts';

export interface CheckInput {
  readonly group: GroupId;
  readonly check: AnyCheck;
  readonly settings: unknown;
  /** At least the sources that the check needs. */
  readonly sources: Partial<Sources>;
  readonly release: Release;
  readonly deadlineSeconds: number;
  readonly clock: () => Date;
}

const longestSummary = 500;

/**
 * Runs one check to its end: within its deadline, whatever it does. The only catch-all of the code base: a thrown
 * exception and a time-out become an `error` outcome, so that one broken check never hides the others'.
 */
export async function runCheck(input: CheckInput): Promise<CheckResult> {
  const { check, group, clock, deadlineSeconds } = input;
  const started = clock();
  const deadline = startDeadline(deadlineSeconds);
  try {
    return finish(await Promise.race([judge(input, started, deadline.signal), deadline.passed]));
  } catch (cause) {
    const summary = `could not look: ${explain(cause, deadline.signal.aborted ? deadlineSeconds : undefined)}`;
    return finish({ outcome: 'error', summary, evidence: cause instanceof SourceError ? cause.evidence : [] });
  } finally {
    deadline.end();
  }

  function finish(seen: Pick<CheckResult, 'outcome' | 'summary' | 'evidence'>): CheckResult {
    return {
      id: check.id,
      group,
      title: checkTitles[check.id],
      outcome: seen.outcome,
      // Redacted before it is cut: half of a secret would not be recognized.
      summary: cutText(redact(seen.summary), longestSummary),
      evidence: capEvidence(seen.evidence, redact),
      ...remedy(seen.outcome),
      startedAt: started.toISOString(),
      // A clock that was set back meanwhile would make a report that nobody can read.
      durationMs: Math.max(0, clock().getTime() - started.getTime()),
    };
  }

  function remedy(outcome: Outcome): Pick<CheckResult, 'remediation'> {
    if (outcome === 'pass') return {};
    return { remediation: outcome === 'error' ? remediationOfError : check.remediation };
  }
}

async function judge({ check, settings, sources, release }: CheckInput, now: Date, signal: AbortSignal) {
  const given = Object.fromEntries(check.needs.map((need) => [need, sources[need]])) as unknown as Sources;
  const missing = check.needs.filter((need) => sources[need] === undefined);
  if (missing.length > 0) throw new SourceError(`this process has no source ${missing.join(', ')}`);
  const finding = await check.run({ config: settings as never, sources: given, release, now, signal });
  if (!['pass', 'warn', 'fail'].includes(finding.outcome)) throw new TypeError(`unknown outcome ${finding.outcome}`);
  return finding;
}

/** After the abort, a source has this long to say in its own words what it was waiting for. */
const graceMs = 100;

interface Deadline {
  /** Aborts when the time is up, and at the end. */
  readonly signal: AbortSignal;
  /** Rejects a moment after the time is up. */
  readonly passed: Promise<never>;
  /** Stops whatever the check left running: it has nobody to answer to any more. */
  end(): void;
}

function startDeadline(seconds: number): Deadline {
  const controller = new AbortController();
  const timeIsUp = new SourceError('no answer in time');
  let timer: NodeJS.Timeout;
  const passed = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      controller.abort(timeIsUp);
      timer = setTimeout(() => reject(timeIsUp), graceMs);
    }, seconds * 1000);
  });
  const end = (): void => {
    clearTimeout(timer);
    controller.abort(timeIsUp);
  };
  return { signal: controller.signal, passed, end };
}

/** A SourceError's message is written for people; any other exception is a defect, said as such. */
function explain(cause: unknown, deadlineSeconds: number | undefined): string {
  const late = deadlineSeconds === undefined ? '' : ` (the deadline is ${deadlineSeconds} s)`;
  if (cause instanceof SourceError) return `${cause.message}${late}`;
  if (deadlineSeconds !== undefined) return `no answer in time${late}`;
  if (cause instanceof Error) return `the check broke with ${cause.name}: ${cause.message}`;
  return `the check broke with ${textOf(cause)}`;
}

/** An object without a prototype has no text, and to ask for it throws. */
function textOf(cause: unknown): string {
  return typeof cause === 'object' && cause !== null ? 'something that is no error' : String(cause);
}
