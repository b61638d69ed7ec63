import type { Finding } from '../domain/check-result.ts';
import { capEvidence, cutText, type Evidence } from '../domain/evidence.ts';
import type { Outcome } from '../domain/outcome.ts';
import { redact } from '../domain/secret.ts';
import { SourceError } from '../domain/source-error.ts';

/** Something that is looked at: a check, or a probe of a criterion. */
export interface Look {
  /** What it is called where it breaks: `the check`. */
  readonly what: string;
  readonly judge: (now: Date, signal: AbortSignal) => Promise<Finding>;
  readonly deadlineSeconds: number;
  readonly clock: () => Date;
  /** Nobody wants to know any more. */
  readonly signal?: AbortSignal | undefined;
}

/** What came of it; capped, and without any secret that this process knows. */
export interface Looked {
  readonly outcome: Exclude<Outcome, 'skipped'>;
  readonly summary: string;
  readonly evidence: readonly Evidence[];
  readonly startedAt: string;
  readonly durationMs: number;
}

const longestSummary = 500;

/**
 * Looks once, within its deadline, whatever happens. The only catch-all of the code base: a thrown exception and a time-out
 * become an `error` outcome, so that one broken check never hides the others'.
 */
export async function lookOnce({ what, judge, deadlineSeconds, clock, signal }: Look): Promise<Looked> {
  const started = clock();
  const deadline = startDeadline(deadlineSeconds, signal);
  try {
    return finish(await Promise.race([known(judge(started, deadline.signal)), deadline.passed]));
  } catch (cause) {
    const summary = `could not look: ${explain(cause, what, deadline.isLate() ? deadlineSeconds : undefined)}`;
    return finish({ outcome: 'error', summary, evidence: cause instanceof SourceError ? cause.evidence : [] });
  } finally {
    deadline.end();
  }

  function finish(seen: Pick<Looked, 'outcome' | 'summary' | 'evidence'>): Looked {
    return {
      outcome: seen.outcome,
      // Redacted before it is cut: half of a secret would not be recognized.
      summary: cutText(redact(seen.summary), longestSummary),
      evidence: capEvidence(seen.evidence, redact),
      startedAt: started.toISOString(),
      // A clock that was set back meanwhile would make a report that nobody can read.
      durationMs: Math.max(0, clock().getTime() - started.getTime()),
    };
  }
}

async function known(looking: Promise<Finding>): Promise<Finding> {
  const finding = await looking;
  if (!['pass', 'warn', 'fail'].includes(finding.outcome)) throw new TypeError(`unknown outcome ${finding.outcome}`);
  return finding;
}

/** After the abort, a source has this long to say in its own words what it was waiting for. */
const graceMs = 100;

interface Deadline {
  /** Aborts when the time is up, and at the end. */
  readonly signal: AbortSignal;
  /** Rejects a moment after the time is up, and at once where nobody wants to know any more. */
  readonly passed: Promise<never>;
  readonly isLate: () => boolean;
  /** Stops whatever the look left running: it has nobody to answer to any more. */
  end(): void;
}

/** Whatever the look left running ends with it; nobody reads why. */
const endOfLook = new SourceError('the look is over');

function startDeadline(seconds: number, stopped: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  let timer: NodeJS.Timeout;
  let isLate = false;
  let stop = (): void => {};
  const passed = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      isLate = true;
      const timeIsUp = new SourceError('no answer in time');
      controller.abort(timeIsUp);
      timer = setTimeout(() => reject(timeIsUp), graceMs);
    }, seconds * 1000);
    stop = () => {
      const unwanted = new SourceError('nobody waits for it any more');
      controller.abort(unwanted);
      reject(unwanted);
    };
  });
  if (stopped?.aborted === true) stop();
  stopped?.addEventListener('abort', stop);
  const end = (): void => {
    clearTimeout(timer);
    stopped?.removeEventListener('abort', stop);
    controller.abort(endOfLook);
  };
  return { signal: controller.signal, passed, isLate: () => isLate, end };
}

/** A SourceError's message is written for people; any other exception is a defect, said as such. */
function explain(cause: unknown, what: string, deadlineSeconds: number | undefined): string {
  const late = deadlineSeconds === undefined ? '' : ` (the deadline is ${deadlineSeconds} s)`;
  if (cause instanceof SourceError) return `${cause.message}${late}`;
  if (deadlineSeconds !== undefined) return `no answer in time${late}`;
  if (cause instanceof Error) return `${what} broke with ${cause.name}: ${cause.message}`;
  return `${what} broke with ${textOf(cause)}`;
}

/** An object without a prototype has no text, and to ask for it throws. */
function textOf(cause: unknown): string {
  return typeof cause === 'object' && cause !== null ? 'something that is no error' : String(cause);
}
