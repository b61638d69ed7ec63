import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import type { StrategySettings } from '../config/window-settings.ts';
import { limitAnswers } from '../sources/answer-limit.ts';
import { type CodedeployDeployment, codedeployDeployments } from './codedeploy-deployments.ts';
import type { Progress, RollbackStrategy } from './strategy.ts';

type Settings = Extract<StrategySettings, { kind: 'codedeploy' }>;

/** Statuses after which CodeDeploy does nothing more about a deployment. */
const ended: readonly string[] = ['Succeeded', 'Failed', 'Stopped'];

/**
 * Stops the deployment that is under way, and has CodeDeploy roll it back. It can do so only until the deployment has ended,
 * so the window lies within its bake time: the wait before the old version is terminated, or the time of the traffic's shift.
 */
export function codedeploy(
  { application, deploymentGroup }: Settings,
  client = limitAnswers(new CodeDeployClient({}), 'CodeDeploy'),
): RollbackStrategy {
  const deployments = codedeployDeployments(application, deploymentGroup, client);
  const group = `${application}/${deploymentGroup}`;
  return {
    kind: 'codedeploy',
    async findTarget({ release }, _remembered, signal) {
      const id = await deployments.last(signal);
      const last = id && (await deployments.deployment(id, signal));
      if (id === undefined) return { problem: `there is no deployment group ${group}` };
      if (!last) return { problem: `nothing was ever deployed to ${group}` };
      if (ended.includes(last.status)) return { problem: tooLate(id, group, last) };
      if (last.isRollback) return { problem: `deployment ${id} of ${group} is a rollback itself` };
      const before = release.previous === undefined ? 'what served before' : release.previous.version;
      const what = `${before}, by stopping deployment ${id} of ${group}, which CodeDeploy then rolls back`;
      return { strategy: 'codedeploy', what, details: { deployment: id } };
    },
    async serving() {
      return undefined;
    },
    async rollBack({ details }, _deployment, signal) {
      const id = details['deployment'] ?? '';
      const before = await state(id, signal);
      if (before.status !== 'to stop') return before;
      if (await deployments.stop(id, signal)) {
        return { status: 'going', detail: `deployment ${id} of ${group} is told to stop and roll back` };
      }
      const after = await state(id, signal);
      // CodeDeploy says that it has ended, and shows it as under way: it may be a moment behind itself.
      return after.status === 'to stop' ? { ...after, status: 'going' } : after;
    },
    async progress({ details }, _deployment, _handle, signal) {
      const seen = await state(details['deployment'] ?? '', signal);
      return seen.status === 'to stop' ? { ...seen, status: 'going' } : seen;
    },
  };

  async function state(id: string, signal: AbortSignal): Promise<Progress | { status: 'to stop'; detail: string }> {
    const seen = id === '' ? undefined : await deployments.deployment(id, signal);
    if (seen === undefined) return { status: 'failed', detail: `there is no deployment ${id} of ${group} any more` };
    if (seen.rollback !== undefined) return followed(seen.rollback, signal);
    const note = seen.message === '' ? '' : `: ${seen.message}`;
    if (!ended.includes(seen.status)) return { status: 'to stop', detail: `deployment ${id} is ${seen.status}${note}` };
    if (seen.status === 'Succeeded' || (seen.status === 'Failed' && !seen.rollsBack)) {
      return { status: 'failed', detail: tooLate(id, group, seen) };
    }
    const detail = `deployment ${id} has ended (${seen.status}), and CodeDeploy shows no rollback of it yet${note}`;
    return { status: 'going', detail };
  }

  async function followed(id: string, signal: AbortSignal): Promise<Progress> {
    const seen = await deployments.deployment(id, signal);
    if (seen === undefined) return { status: 'failed', detail: `there is no deployment ${id} of ${group}` };
    const detail = `rollback ${id} of ${group} is ${seen.status}${seen.message === '' ? '' : `: ${seen.message}`}`;
    if (!ended.includes(seen.status)) return { status: 'going', detail };
    return { status: seen.status === 'Succeeded' ? 'done' : 'failed', detail };
  }
}

function tooLate(id: string, group: string, { status }: CodedeployDeployment): string {
  return `deployment ${id} of ${group} has ended (${status}): CodeDeploy rolls back only what is under way, so the window must lie within its bake time`;
}
