import {
  ApplicationDoesNotExistException,
  type CodeDeployClient,
  DeploymentAlreadyCompletedException,
  DeploymentDoesNotExistException,
  DeploymentGroupDoesNotExistException,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-codedeploy';
import { cutText } from '../domain/evidence.ts';
import { onOneLine } from '../domain/one-line.ts';
import { SourceError } from '../domain/source-error.ts';
import { askAws } from '../sources/aws-call.ts';

export interface CodedeployDeployment {
  /** `Created`, `Queued`, `InProgress`, `Baking`, `Ready`, `Succeeded`, `Failed` or `Stopped`. */
  readonly status: string;
  /** Whether it takes back another deployment. */
  readonly isRollback: boolean;
  /** The deployment that takes this one back. */
  readonly rollback: string | undefined;
  /** Whether CodeDeploy rolls it back by itself when it fails. */
  readonly rollsBack: boolean;
  /** What CodeDeploy says of it; one line, '' where it says nothing. */
  readonly message: string;
}

/** The deployments of a group. Every method throws SourceError when CodeDeploy gives no usable answer. */
export interface CodedeployDeployments {
  /** The id of the one that was begun last; '' where there never was one, undefined where there is no such group. */
  last(signal: AbortSignal): Promise<string | undefined>;
  /** undefined where there is none. */
  deployment(id: string, signal: AbortSignal): Promise<CodedeployDeployment | undefined>;
  /** Has it stopped and rolled back. @returns false where it has ended already. */
  stop(id: string, signal: AbortSignal): Promise<boolean>;
}

export function codedeployDeployments(
  applicationName: string,
  deploymentGroupName: string,
  client: CodeDeployClient,
): CodedeployDeployments {
  const ask = <T>(action: string, call: () => Promise<T>): Promise<T> =>
    askAws('CodeDeploy', `codedeploy:${action}`, call);
  return {
    async last(abortSignal) {
      const command = new GetDeploymentGroupCommand({ applicationName, deploymentGroupName });
      const answer = await ask('GetDeploymentGroup', () =>
        unless(isNoGroup, undefined, client.send(command, { abortSignal })),
      );
      if (answer === undefined) return undefined;
      if (answer.deploymentGroupInfo === undefined) throw new SourceError('CodeDeploy answered without the group');
      return answer.deploymentGroupInfo.lastAttemptedDeployment?.deploymentId ?? '';
    },
    async deployment(deploymentId, abortSignal) {
      const command = new GetDeploymentCommand({ deploymentId });
      const answer = await ask('GetDeployment', () =>
        unless(isNoDeployment, undefined, client.send(command, { abortSignal })),
      );
      if (answer === undefined) return undefined;
      const { status, creator, rollbackInfo, autoRollbackConfiguration } = answer.deploymentInfo ?? {};
      if (status === undefined) {
        throw new SourceError(`CodeDeploy answered codedeploy:GetDeployment of ${deploymentId} without its status`);
      }
      return {
        status,
        isRollback: creator === 'codeDeployRollback',
        rollback: rollbackInfo?.rollbackDeploymentId || undefined,
        rollsBack: autoRollbackConfiguration?.enabled === true,
        message: cutText(onOneLine(rollbackInfo?.rollbackMessage ?? '')),
      };
    },
    async stop(deploymentId, abortSignal) {
      const command = new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: true });
      const answer = await ask('StopDeployment', () =>
        unless(isCompleted, undefined, client.send(command, { abortSignal })),
      );
      return answer !== undefined;
    },
  };
}

const isNoGroup = (cause: unknown): boolean =>
  cause instanceof DeploymentGroupDoesNotExistException || cause instanceof ApplicationDoesNotExistException;
const isNoDeployment = (cause: unknown): boolean => cause instanceof DeploymentDoesNotExistException;
const isCompleted = (cause: unknown): boolean => cause instanceof DeploymentAlreadyCompletedException;

/** The answer, or something else in place of a failure that is an answer too. */
async function unless<T, Other>(is: (cause: unknown) => boolean, other: Other, answer: Promise<T>): Promise<T | Other> {
  try {
    return await answer;
  } catch (cause) {
    if (is(cause)) return other;
    throw cause;
  }
}
