import {
  CodeDeployClient,
  DeploymentAlreadyCompletedException,
  DeploymentDoesNotExistException,
  DeploymentGroupDoesNotExistException,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-codedeploy';
import { mockClient } from 'aws-sdk-client-mock';
import { LostAnswer } from './deployment.ts';

export interface FakeCodedeployDeployment {
  status: string;
  creator?: string;
  rollbackInfo?: { rollbackDeploymentId?: string; rollbackMessage?: string };
  autoRollbackConfiguration?: { enabled: boolean };
}

/** CodeDeploy with one group, in which the deployment `d-1` is under way. */
export function fakeCodedeploy() {
  const client = new CodeDeployClient({ region: 'eu-central-1' });
  const sdk = mockClient(client);
  const world = {
    client,
    sdk,
    last: 'd-1' as string | undefined,
    hasGroup: true,
    deployments: new Map<string, FakeCodedeployDeployment>([['d-1', { status: 'InProgress' }]]),
    losesAnswer: false,
    /** Just before CodeDeploy is told to stop. */
    meanwhile: undefined as (() => void) | undefined,
    changes: [] as string[],
    /** What is stopped begins to be rolled back, by a deployment of its own. */
    rollBack(id: string): void {
      world.deployments.set(id, { status: 'Stopped', rollbackInfo: { rollbackDeploymentId: 'd-2' } });
      world.deployments.set('d-2', { status: 'InProgress', creator: 'codeDeployRollback' });
    },
  };
  const fault = { message: 'no', $metadata: {} };
  sdk.on(GetDeploymentGroupCommand).callsFake(() => {
    if (!world.hasGroup) throw new DeploymentGroupDoesNotExistException(fault);
    const last = world.last === undefined ? {} : { lastAttemptedDeployment: { deploymentId: world.last } };
    return { deploymentGroupInfo: last };
  });
  sdk.on(GetDeploymentCommand).callsFake(({ deploymentId }: { deploymentId: string }) => {
    const found = world.deployments.get(deploymentId);
    if (found === undefined) throw new DeploymentDoesNotExistException(fault);
    return { deploymentInfo: { deploymentId, ...found } };
  });
  sdk
    .on(StopDeploymentCommand)
    .callsFake(({ deploymentId = '', autoRollbackEnabled }: StopDeploymentCommand['input']) => {
      world.meanwhile?.();
      const found = world.deployments.get(deploymentId);
      if (found === undefined) throw new DeploymentDoesNotExistException(fault);
      if (['Stopped', 'Succeeded', 'Failed'].includes(found.status))
        throw new DeploymentAlreadyCompletedException(fault);
      if (autoRollbackEnabled !== true) throw new Error('it would stay half deployed');
      world.rollBack(deploymentId);
      world.changes.push(deploymentId);
      if (world.losesAnswer) {
        world.losesAnswer = false;
        throw new LostAnswer();
      }
      return { status: 'Pending' };
    });
  return world;
}
