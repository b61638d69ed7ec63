import { SourceError } from '../../../lib/domain/source-error.ts';
import type { GithubWorkflows, WorkflowRun } from '../../../lib/sources/github-workflows.ts';

export const goodWorkflow = `
name: Roll back
run-name: Roll back to \${{ inputs.version }} for \${{ inputs.run }}
on:
  workflow_dispatch:
    inputs:
      run: { required: true }
      version: { required: true }
      commit: { required: true }
      service: { required: true }
jobs:
  back:
    runs-on: ubuntu-latest
`;

/** GitHub with one workflow, `rollback.yml`, whose runs are named by the window. */
export function fakeWorkflows() {
  const world = {
    state: 'active' as string | undefined,
    text: goodWorkflow as string | undefined,
    /** The newest first. */
    runs: [] as WorkflowRun[],
    /** So many looks at the list do not show yet what was dispatched before. */
    behind: 0,
    /** As an older GitHub Enterprise Server: a dispatch is not told its run's id. */
    tellsNoId: false,
    losesAnswer: false,
    changes: [] as Readonly<Record<string, string>>[],
    paused: 0,
    set(status: string, conclusion = ''): void {
      world.runs = world.runs.map((one) => ({ ...one, status, conclusion }));
    },
  };
  const github: GithubWorkflows = {
    repository: 'acme/shop-api',
    async workflow(file) {
      return world.state === undefined ? undefined : { path: `.github/workflows/${file}`, state: world.state };
    },
    text: async () => world.text,
    async runs() {
      if (world.behind === 0) return world.runs;
      world.behind -= 1;
      return [];
    },
    run: async (id) => world.runs.find((one) => one.id === id),
    async dispatch(_file, ref, inputs) {
      world.changes.push({ ...inputs, ref });
      const id = 100 + world.changes.length;
      const title = `Roll back to ${inputs['version']} for ${inputs['run']}`;
      world.runs.unshift({ id, title, status: 'queued', conclusion: '', page: `https://github.example/runs/${id}` });
      if (world.losesAnswer) {
        world.losesAnswer = false;
        throw new SourceError('GitHub did not answer in time');
      }
      return world.tellsNoId ? undefined : id;
    },
    async pause() {
      world.paused += 1;
    },
  };
  return Object.assign(world, { github });
}
