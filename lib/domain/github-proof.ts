import { newestOf } from './ci-check.ts';
import type { CheckRun, Deployment } from './github.ts';
import type { Proof } from './proof.ts';
import { SourceError } from './source-error.ts';

const deploymentStates: Readonly<Record<string, Proof['state']>> = {
  success: 'ok',
  failure: 'failed',
  error: 'failed',
  in_progress: 'running',
  queued: 'running',
  pending: 'running',
  waiting: 'running',
};

/**
 * The newest attempt to deploy. GitHub makes older deployments `inactive` when a newer one, of another commit, succeeds:
 * what it said before counts. `inactive` alone, without a success before it, is none.
 * @throws SourceError for what GitHub's API does not know.
 */
export function proofOfDeployment(
  deployments: readonly Deployment[],
  environment: string,
  repository: string,
): Proof | undefined {
  const [newest] = deployments.toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt) || b.id - a.id);
  if (newest === undefined) return undefined;
  const where = `deployment ${newest.id} to ${environment} of ${repository}`;
  const last = newest.statuses.find(({ state }) => state !== 'inactive');
  if (last !== undefined) {
    const state = Object.hasOwn(deploymentStates, last.state) ? deploymentStates[last.state] : undefined;
    if (state === undefined) throw new SourceError(`GitHub gave ${where} the unknown state ${last.state}`);
    return { where, state, observed: last.state, at: instantOf(last.createdAt, where) };
  }
  const isNew = newest.statuses.length === 0;
  return {
    where,
    state: isNew ? 'running' : 'failed',
    observed: isNew ? 'no status yet' : 'inactive, without a success before it',
    at: instantOf(newest.statuses[0]?.createdAt ?? newest.createdAt, where),
  };
}

export interface CheckRunWanted {
  readonly name: string;
  /** Whose check runs alone count. @default anybody's */
  readonly app?: string | undefined;
  readonly repository: string;
  readonly now: Date;
}

/** The newest attempt of a check run; only a success is one. */
export function proofOfCheckRun(
  runs: readonly CheckRun[],
  { name, app, repository, now }: CheckRunWanted,
): Proof | undefined {
  const newest = newestOf(runs.filter((run) => run.name === name && (app === undefined || run.app === app)));
  if (newest === undefined) return undefined;
  const where = `check run ${name} of ${repository}`;
  const by = newest.app === '' ? '' : ` by ${newest.app}`;
  if (newest.status !== 'completed') return { where, state: 'running', observed: `${newest.status}${by}`, at: now };
  const conclusion = newest.conclusion ?? 'no conclusion';
  const state = conclusion === 'success' ? 'ok' : 'failed';
  return { where, state, observed: `${conclusion}${by}`, at: instantOf(newest.completedAt, where) };
}

function instantOf(text: string | undefined, where: string): Date {
  const at = new Date(text ?? Number.NaN);
  if (Number.isNaN(at.getTime())) throw new SourceError(`GitHub gave no time of ${where}`);
  return at;
}
