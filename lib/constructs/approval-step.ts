import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { expiryTimes } from '../config/askable-items.ts';
import type { Environment } from '../config/environment.ts';
import { approvalSettings } from '../config/function-settings.ts';
import { ApprovalApi } from './approval-api.ts';
import { type ApprovalFunctions, createApprovalFunctions, type GateApprovalFunctions } from './approval-functions.ts';
import type { ApprovalStates } from './approval-states.ts';
import { ApprovalTable } from './approval-table.ts';
import type { FunctionNetwork } from './function-network.ts';
import { NotificationTopic } from './notification-topic.ts';
import { signIn } from './sign-in.ts';

export interface ApprovalStepProps {
  readonly environment: Environment;
  readonly network: FunctionNetwork | undefined;
  readonly encryptionKey?: IKey;
  readonly logRetention: RetentionDays;
}

/** All that is there only where people are asked, by the gate or by the rollback window. */
export interface ApprovalStep {
  readonly table: ApprovalTable;
  readonly api: ApprovalApi;
  /** The console's address, without a slash at its end. */
  readonly consoleUrl: string;
  readonly functions: ApprovalFunctions;
  /** What the gate asks with; undefined where only the window asks, which tells people through its own topic. */
  readonly gate: GateApprovals | undefined;
}

export interface GateApprovals extends ApprovalStates {
  readonly topic: NotificationTopic;
}

/**
 * In the order in which one part needs another: the API gives the console its address, to which people come back after they
 * signed in, and the function that answers it knows both.
 */
export function createApprovalStep(scope: Construct, props: ApprovalStepProps): ApprovalStep | undefined {
  const { environment, logRetention } = props;
  const settings = approvalSettings(environment);
  if (settings === undefined) return undefined;
  const { service, name } = environment;
  const table = new ApprovalTable(scope, 'Approvals', { ...props, gate: { service, environment: name } });
  const api = new ApprovalApi(scope, 'ApprovalApi', {
    name: `preflight-${service}-${name}-approvals`,
    description: `Where people decide on releases of ${service} to ${name}`,
    logRetention,
  });
  const consoleUrl = environment.approvals.consoleUrl?.replace(/\/+$/, '') ?? api.apiEndpoint;
  const signedIn = signIn(scope, environment, consoleUrl);
  const functions = createApprovalFunctions(scope, { ...props, settings, table, consoleUrl, signIn: signedIn });
  api.answerBy(functions.approvalApi.function, signedIn);
  return { table, api, consoleUrl, functions, gate: gateApprovals(scope, props, functions.gate) };
}

function gateApprovals(
  scope: Construct,
  props: ApprovalStepProps,
  functions: GateApprovalFunctions | undefined,
): GateApprovals | undefined {
  if (functions === undefined) return undefined;
  const topic = new NotificationTopic(scope, 'ApprovalRequests', props);
  return { functions, topic, expiryTimes: expiryTimes(props.environment) };
}
