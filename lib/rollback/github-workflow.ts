import type { StrategySettings } from '../config/window-settings.ts';
import type { Release } from '../domain/release.ts';
import { shortCommit } from '../domain/short-commit.ts';
import type { RollbackTarget } from '../domain/window/window.ts';
import { type GithubWorkflows, githubWorkflows, type WorkflowRun } from '../sources/github-workflows.ts';
import { secretsManager } from '../sources/secrets-manager.ts';
import { namesWord } from './names-word.ts';
import { previousOf } from './previous.ts';
import type { Progress, RollbackStrategy } from './strategy.ts';
import { type inputNames, problemOfWorkflow } from './workflow-text.ts';

type Settings = Extract<StrategySettings, { kind: 'github-workflow' }>;

/** How long GitHub may take, the way to its credentials and a wait for its list of runs included. */
const githubDeadlineSeconds = 30;

/** A run that was dispatched shows up in GitHub's list within some seconds: after a lost answer it is waited for this long. */
const looksAfterLostAnswer = 5;
const secondsBetween = 2;

/** Dispatches a workflow of the team's own, whose run goes back. The window's run stands in the name of that run, and by it the run is known again. */
export function githubWorkflow(
  { workflow, ref, sources }: Settings,
  github: GithubWorkflows = githubWorkflows(sources, {
    deadlineSeconds: githubDeadlineSeconds,
    secretsManager: secretsManager(),
  }),
): RollbackStrategy {
  return {
    kind: 'github-workflow',
    async findTarget({ release }, _remembered, signal) {
      const previous = previousOf(release);
      if ('problem' in previous) return previous;
      const where = `${workflow} of ${github.repository}`;
      const found = await github.workflow(workflow, signal);
      if (found === undefined) return { problem: `there is no workflow ${where}` };
      if (found.state !== 'active') return { problem: `workflow ${where} is ${found.state}: enable it on GitHub` };
      const text = await github.text(found.path, ref, signal);
      const problem = text === undefined ? `has no file ${found.path} at ${ref}` : problemOfWorkflow(text);
      if (problem !== undefined) return { problem: `workflow ${where} ${problem}` };
      const { version, commit } = previous;
      const what = `${version} (commit ${shortCommit(commit)}), by a run of ${where} at ${ref}`;
      return { strategy: 'github-workflow', what, details: { version, commit } };
    },
    async serving() {
      return undefined;
    },
    async rollBack(target, { run, release, again }, signal) {
      const before = again === true ? await patiently(run, signal) : await find(run, signal);
      if (before !== undefined) return progressOf(before, workflow);
      const id = await github.dispatch(workflow, ref, inputsOf(target, run, release), signal);
      const handle = id === undefined ? {} : { handle: { run: String(id) } };
      return { status: 'going', detail: `${workflow} was dispatched on GitHub`, ...handle };
    },
    async progress(_target, { run }, handle, signal) {
      const id = handle['run'];
      const seen = id === undefined ? await find(run, signal) : await github.run(Number(id), signal);
      if (seen !== undefined) return progressOf(seen, workflow);
      return { status: 'going', detail: `${workflow} was dispatched, and GitHub shows no run of it yet` };
    },
  };

  /** The newest, where somebody has dispatched one more by hand. */
  async function find(run: string, signal: AbortSignal): Promise<WorkflowRun | undefined> {
    return (await github.runs(workflow, signal)).find(({ title }) => namesWord(title, run));
  }

  async function patiently(run: string, signal: AbortSignal): Promise<WorkflowRun | undefined> {
    for (let looks = 1; looks < looksAfterLostAnswer; looks += 1) {
      const found = await find(run, signal);
      if (found !== undefined) return found;
      await github.pause(secondsBetween, signal);
    }
    return find(run, signal);
  }
}

function inputsOf({ details }: RollbackTarget, run: string, { service }: Release): Record<string, string> {
  const { version, commit } = details;
  if (version === undefined || commit === undefined) throw new Error('the target names no version and commit');
  const inputs: Record<(typeof inputNames)[number], string> = { run, version, commit, service };
  return inputs;
}

function progressOf({ id, status, conclusion, page }: WorkflowRun, workflow: string): Progress {
  const handle = { run: String(id) };
  const name = `run ${id} of ${workflow}`;
  if (status !== 'completed') {
    const note = status === 'waiting' || status === 'action_required' ? ', for somebody who lets it go on' : '';
    return { status: 'going', detail: `${name} is ${status || 'not begun'}${note}: ${page}`, handle };
  }
  const detail = `${name} ended with ${conclusion || 'no conclusion'}: ${page}`;
  return { status: conclusion === 'success' ? 'done' : 'failed', detail, handle };
}
