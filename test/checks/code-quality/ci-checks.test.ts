import { describe, expect, it } from 'vitest';
import { ciChecks } from '../../../lib/checks/code-quality/ci-checks.ts';
import type { CheckRun, CommitStatus } from '../../../lib/domain/github.ts';
import { ask } from '../../support/ask.ts';
import { commit, fakeGithub, run, unseen } from './fakes.ts';

type Required = (string | { name: string; app?: string; accept?: ('neutral' | 'skipped')[] })[];

const status = (context: string, state = 'success'): CommitStatus => ({
  context,
  state,
  updatedAt: '2026-11-23T11:00:00Z',
});
const on = 'commit 3f786850e387 of acme/shop-api';

function judge(required: Required, runs: readonly CheckRun[] | undefined, statuses: readonly CommitStatus[] = []) {
  const github = fakeGithub({ checkRuns: async () => runs, commitStatuses: async () => statuses });
  return ask(ciChecks, { config: { required }, sources: { github } });
}

describe('ci-checks', () => {
  it('passes when every required check is successful, whatever the others are', async () => {
    const runs = [run('lint'), run('build'), run('nightly', { conclusion: 'failure' })];
    const result = await judge(['lint', 'build', 'ci/test'], runs, [status('ci/test'), status('coverage', 'failure')]);
    expect(result).toMatchObject({
      outcome: 'pass',
      summary: 'all 3 required checks are successful',
      evidence: [
        { where: `check run lint by github-actions on ${on}`, observed: 'success', expected: 'success' },
        { where: `check run build by github-actions on ${on}` },
        { where: `commit status ci/test of ${on}`, observed: 'success', when: '2026-11-23T11:00:00Z' },
      ],
    });
  });

  it("asks about the release's commit, twice", async () => {
    const github = fakeGithub({ checkRuns: async () => [run('lint')], commitStatuses: async () => [] });
    await ask(ciChecks, { config: { required: ['lint'] }, sources: { github } });
    expect(github.calls).toEqual([`checkRuns ${commit}`, `commitStatuses ${commit}`]);
  });

  it.each([
    ['failed', { conclusion: 'failure' }, 'lint ended as failure'],
    ['timed out', { conclusion: 'timed_out' }, 'lint ended as timed_out'],
    ['was cancelled', { conclusion: 'cancelled' }, 'lint ended as cancelled'],
    ['needs somebody', { conclusion: 'action_required' }, 'lint ended as action_required'],
    ['was given up by GitHub', { conclusion: 'stale' }, 'lint ended as stale'],
    ['was skipped', { conclusion: 'skipped' }, 'lint ended as skipped'],
    ['is neutral', { conclusion: 'neutral' }, 'lint ended as neutral'],
    ['ended as nothing', { conclusion: undefined }, 'lint ended as nothing'],
    ['runs', { status: 'in_progress', conclusion: undefined }, 'lint is still running'],
    ['waits', { status: 'queued', conclusion: undefined }, 'lint has not run yet (queued)'],
    ['waits for a person', { status: 'waiting', conclusion: 'success' }, 'lint has not run yet (waiting)'],
  ])('fails for a required check that %s', async (_what, change, summary) => {
    const result = await judge(['build', 'lint'], [run('build'), run('lint', change)]);
    expect(result).toMatchObject({ outcome: 'fail', summary });
    expect(result.evidence.map(({ where }) => where)).toEqual([
      `check run lint by github-actions on ${on}`,
      `check run build by github-actions on ${on}`,
    ]);
  });

  it.each([
    ['pending', 'ci/test is still pending'],
    ['failure', 'ci/test is failure'],
    ['error', 'ci/test is error'],
  ])('fails for a required commit status that is %s', async (state, summary) => {
    const result = await judge(['ci/test'], [], [status('ci/test', state)]);
    expect(result).toMatchObject({ outcome: 'fail', summary, evidence: [{ observed: state, expected: 'success' }] });
  });

  it.each([
    ['skipped', ['skipped'], 'pass', 'success or skipped'],
    ['skipped', ['neutral'], 'fail', 'success or neutral'],
    ['neutral', ['neutral', 'skipped'], 'pass', 'success, neutral or skipped'],
    ['neutral', ['skipped'], 'fail', 'success or skipped'],
    ['failure', ['neutral', 'skipped'], 'fail', 'success, neutral or skipped'],
  ] as const)('judges %s where %j is accepted: %s', async (conclusion, accept, outcome, expected) => {
    const result = await judge([{ name: 'build', accept: [...accept] }], [run('build', { conclusion })]);
    expect(result).toMatchObject({ outcome, evidence: [{ observed: conclusion, expected }] });
  });

  it.each([
    ['a failure that was run again and succeeded', ['failure', 'success'], 'pass'],
    ['a success that was run again and failed', ['success', 'failure'], 'fail'],
  ])('lets the newest attempt count, in whichever order they are listed: %s', async (_what, conclusions, outcome) => {
    const attempts = conclusions.map((conclusion, index) => run('test', { id: 900 + index, conclusion }));
    await expect(judge(['test'], attempts)).resolves.toMatchObject({ outcome });
    await expect(judge(['test'], attempts.toReversed())).resolves.toMatchObject({ outcome });
  });

  it.each([
    ['is repeated by an attempt of its own suite', 1, 'pass', 'the required check is successful'],
    [
      'is covered by a later workflow with a job of that name',
      2,
      'fail',
      'test ended as failure (it is in 2 check suites, each must be good)',
    ],
  ])('judges a failure that %s', async (_what, suite, outcome, summary) => {
    const runs = [run('test', { id: 900, suite: 1, conclusion: 'failure' }), run('test', { id: 901, suite })];
    await expect(judge(['test'], runs)).resolves.toMatchObject({ outcome, summary });
    await expect(judge(['test'], runs.toReversed())).resolves.toMatchObject({ outcome, summary });
  });

  it('takes a job that runs in several workflows once each is good, and names what they all end as once', async () => {
    const good = [run('test', { id: 900, suite: 1 }), run('test', { id: 901, suite: 2 })];
    await expect(judge(['test'], good)).resolves.toMatchObject({ outcome: 'pass', evidence: [{}, {}] });
    const bad = good.map((one): CheckRun => ({ ...one, conclusion: 'failure' }));
    const summary = 'test ended as failure (it is in 2 check suites, each must be good)';
    await expect(judge(['test'], bad)).resolves.toMatchObject({ outcome: 'fail', summary });
  });

  it('fails for a name that is a good check run and a bad commit status, and the other way round', async () => {
    const bad = await judge(['test'], [run('test')], [status('test', 'failure')]);
    expect(bad).toMatchObject({
      outcome: 'fail',
      summary: 'test is failure',
      evidence: [{ observed: 'failure' }, { observed: 'success' }],
    });
    const worse = await judge(['test'], [run('test', { conclusion: 'failure' })], [status('test')]);
    expect(worse).toMatchObject({ outcome: 'fail', summary: 'test ended as failure' });
    await expect(judge(['test'], [run('test')], [status('test')])).resolves.toMatchObject({ outcome: 'pass' });
  });

  it('lets only the runs of the configured App count, and no commit status', async () => {
    const required = [{ name: 'build', app: 'github-actions' }];
    const forged = run('build', { id: 9, app: 'somebody-else' });
    const own = run('build', { id: 1, conclusion: 'failure' });
    await expect(judge(required, [own, forged])).resolves.toMatchObject({ outcome: 'fail' });
    await expect(judge(required, [run('build')], [status('build', 'failure')])).resolves.toMatchObject({
      outcome: 'pass',
    });
    await expect(judge(required, [forged], [status('build')])).resolves.toMatchObject({
      outcome: 'fail',
      summary: 'build is not there by github-actions',
      evidence: [{ where: on, observed: 'only by somebody-else and a commit status' }],
    });
  });

  it('fails for a renamed check, and names the nearest of those that are there', async () => {
    const result = await judge(['build'], [run('lint'), run('build (ubuntu-latest)')], [status('ci/test')]);
    expect(result).toMatchObject({
      outcome: 'fail',
      summary: 'build is missing (did you mean build (ubuntu-latest)?)',
      evidence: [
        {
          where: on,
          observed: 'no such check; there are build (ubuntu-latest), lint and ci/test',
          expected: 'a check run or commit status build',
        },
      ],
    });
    await expect(judge(['Test'], [run('ci / unit test')])).resolves.toMatchObject({
      summary: 'Test is missing (did you mean ci / unit test?)',
    });
  });

  it('fails for a commit without any checks', async () => {
    await expect(judge(['lint', 'build'], [])).resolves.toMatchObject({
      outcome: 'fail',
      summary: 'lint is missing; build is missing',
      evidence: [{ observed: 'no checks at all' }, {}],
    });
  });

  it.each([
    ['check runs', undefined, []],
    ['commit statuses', [run('lint')], undefined],
  ])('fails for a commit that is not in the repository, as its %s say', async (_what, runs, statuses) => {
    const github = fakeGithub({ checkRuns: async () => runs, commitStatuses: async () => statuses });
    await expect(ask(ciChecks, { config: { required: ['lint'] }, sources: { github } })).resolves.toMatchObject({
      outcome: 'fail',
      summary: 'acme/shop-api has no commit 3f786850e387',
      evidence: [{ where: on, observed: 'no such commit' }],
    });
  });

  it('judges a commit with 300 check runs, and names some of them', async () => {
    const runs = Array.from({ length: 300 }, (_, index) => run(`job ${index}`, { id: index + 1 }));
    await expect(judge(['job 0', 'job 299'], runs)).resolves.toMatchObject({ outcome: 'pass' });
    const result = await judge(['deploy'], runs);
    expect(result).toMatchObject({ outcome: 'fail', summary: 'deploy is missing' });
    expect(result.evidence[0]?.observed).toMatch(/job 0, job 1, .* and 290 more$/);
  });

  it('takes hostile names as plain text', async () => {
    const names = ['__proto__', 'constructor', '<img src=x>', 'x'.repeat(10_000)];
    const result = await judge(
      ['toString', '__proto__'],
      names.map((name) => run(name, { conclusion: 'failure' })),
    );
    expect(result).toMatchObject({
      outcome: 'fail',
      summary: 'toString is missing; __proto__ ended as failure',
    });
  });

  it.each([
    ['check runs', { checkRuns: unseen, commitStatuses: async () => [] }],
    ['commit statuses', { checkRuns: async () => [run('lint')], commitStatuses: unseen }],
  ])('could not look: a private repository that the token cannot see, asked for %s', async (_what, answers) => {
    const result = await ask(ciChecks, { config: { required: ['lint'] }, sources: { github: fakeGithub(answers) } });
    expect(result).toMatchObject({
      outcome: 'error',
      summary: 'could not look: GitHub: acme/shop-api is not visible',
    });
  });

  it.each([
    [{ required: [] }],
    [{ required: [''] }],
    [{ required: ['lint', 'lint'] }],
    [{ required: ['lint', { name: 'lint', app: 'github-actions' }] }],
    [{ required: [{ name: 'lint', accept: ['failure'] }] }],
    [{ required: [{ name: 'lint', branch: 'main' }] }],
    [{}],
  ])('refuses the settings %j', (config) => {
    expect(ciChecks.config.safeParse(config).success).toBe(false);
  });
});
