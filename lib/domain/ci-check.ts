import { type Finding, fail, pass } from './check-result.ts';
import type { Evidence } from './evidence.ts';
import type { CheckRun, CommitStatus } from './github.ts';
import { listed } from './listed.ts';
import { nearestName } from './nearest-name.ts';

/** Conclusions beside `success` that a configuration may let count. */
export const acceptable = ['neutral', 'skipped'] as const;

/** A check of a commit that must be there and successful. */
export interface RequiredCheck {
  readonly name: string;
  /** The App whose check runs alone count, so that no other can stand in for it. */
  readonly app?: string | undefined;
  readonly accept: readonly (typeof acceptable)[number][];
}

/** What CI says of one commit. */
export interface CiResults {
  readonly runs: readonly CheckRun[];
  readonly statuses: readonly CommitStatus[];
}

/**
 * Judges one required check. Of the runs of a suite the newest counts: a re-run stands for what it repeats. Each suite
 * must be good: another workflow with a job of the same name, also one that somebody starts by hand, repeats nothing. A
 * name that both a run and a status carry must be good as both, as in GitHub's own required checks.
 * @param on the commit, as evidence names it.
 */
export function judgeRequired(required: RequiredCheck, { runs, statuses }: CiResults, on: string): Finding {
  const newest = newestOfSuites(runs.filter((one) => one.name === required.name && isBy(one, required.app)));
  const status = required.app === undefined ? statuses.find(({ context }) => context === required.name) : undefined;
  const found = [
    ...newest.map((run) => judgeRun(run, required, on)),
    ...(status === undefined ? [] : [judgeStatus(status, on)]),
  ];
  if (found.length === 0) return absent(required, { runs, statuses }, on);
  const wrong = found.filter(({ outcome }) => outcome === 'fail');
  if (wrong.length === 0) return pass(`${required.name} is successful`, evidenceOf(found));
  const good = found.filter(({ outcome }) => outcome !== 'fail');
  const summaries = [...new Set(wrong.map(({ summary }) => summary))];
  const several = newest.length > 1 ? ` (it is in ${newest.length} check suites, each must be good)` : '';
  return fail(`${summaries.join('; ')}${several}`, evidenceOf([...wrong, ...good]));
}

function newestOfSuites(runs: readonly CheckRun[]): CheckRun[] {
  const suites = Map.groupBy(runs, ({ suite, app }) => suite ?? app);
  return [...suites.values()].flatMap((some) => newestOf(some) ?? []);
}

/** The newest attempt. */
export function newestOf<R extends Pick<CheckRun, 'id'>>(runs: readonly R[]): R | undefined {
  return runs.reduce<R | undefined>(
    (newest, one) => (newest === undefined || one.id > newest.id ? one : newest),
    undefined,
  );
}

const isBy = (run: CheckRun, app: string | undefined): boolean => app === undefined || run.app === app;
const evidenceOf = (found: readonly Finding[]): readonly Evidence[] => found.flatMap(({ evidence }) => evidence);

function judgeRun(run: CheckRun, { accept }: RequiredCheck, on: string): Finding {
  const { name, status, conclusion, completedAt } = run;
  const by = run.app === '' ? '' : ` by ${run.app}`;
  const evidence = (observed: string) => [
    {
      where: `check run ${name}${by} on ${on}`,
      observed,
      expected: listed(['success', ...accept], 'or'),
      ...(completedAt === undefined ? {} : { when: completedAt }),
    },
  ];
  if (status === 'in_progress') return fail(`${name} is still running`, evidence('still running'));
  if (status !== 'completed') return fail(`${name} has not run yet (${status})`, evidence(`not run yet: ${status}`));
  const ended = conclusion ?? 'nothing';
  const isGood = ended === 'success' || accept.some((one) => one === ended);
  return isGood ? pass(name, evidence(ended)) : fail(`${name} ended as ${ended}`, evidence(ended));
}

function judgeStatus({ context, state, updatedAt }: CommitStatus, on: string): Finding {
  const evidence = [
    { where: `commit status ${context} of ${on}`, observed: state, expected: 'success', when: updatedAt },
  ];
  if (state === 'success') return pass(context, evidence);
  return fail(state === 'pending' ? `${context} is still pending` : `${context} is ${state}`, evidence);
}

/** A check that was renamed is absent under its old name: what is there tells its new one. */
function absent({ name, app }: RequiredCheck, { runs, statuses }: CiResults, on: string): Finding {
  const expected = app === undefined ? `a check run or commit status ${name}` : `a check run ${name} by ${app}`;
  const others = [...new Set(runs.filter((run) => run.name === name).map((run) => run.app || 'an unknown App'))];
  const isStatus = statuses.some(({ context }) => context === name);
  if (app !== undefined && (others.length > 0 || isStatus)) {
    const by = [...others, ...(isStatus ? ['a commit status'] : [])];
    const observed = `only by ${listed(by, 'and')}`;
    return fail(`${name} is not there by ${app}`, [{ where: on, observed, expected }]);
  }
  const names = [...new Set([...runs.map((run) => run.name), ...statuses.map(({ context }) => context)])];
  const nearest = nearestName(name, names) ?? names.find((one) => one.toLowerCase().includes(name.toLowerCase()));
  const hint = nearest === undefined ? '' : ` (did you mean ${nearest}?)`;
  const there = nearest === undefined ? names : [nearest, ...names.filter((one) => one !== nearest)];
  const observed = there.length === 0 ? 'no checks at all' : `no such check; there are ${someOf(there)}`;
  return fail(`${name} is missing${hint}`, [{ where: on, observed, expected }]);
}

const mostNames = 10;

function someOf(names: readonly string[]): string {
  const rest = names.length - mostNames;
  return rest > 0 ? `${names.slice(0, mostNames).join(', ')} and ${rest} more` : listed(names, 'and');
}
