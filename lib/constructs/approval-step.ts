import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { expiryTimes } from '../config/askable-items.ts';
import type { Environment } from '../config/environment.ts';
import { approvalSettings } from '../config/function-settings.ts';
import { ApprovalApi } from './approval-api.ts';
import { type ApprovalFunctions, createApprovalFunctions } from './approval-functions.ts';
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

/** All that is there only where people are asked. */
export interface ApprovalStep {
  readonly table: ApprovalTable;
  readonly topic: NotificationTopic;
  readonly api: ApprovalApi;
  /** The console's address, without a slash at its end. */
  readonly consoleUrl: string;
  readonly functions: ApprovalFunctions;
  /** How long items wait for people, in seconds: each length once, ascending. */
  readonly expiryTimes: readonly number[];
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
  const topic = new NotificationTopic(scope, 'ApprovalRequests', props);
  const api = new ApprovalApi(scope, 'ApprovalApi', {
    name: `preflight-${service}-${name}-approvals`,
    description: `Where people decide on releases of ${service} to ${name}`,
    logRetention,
  });
  const consoleUrl = environment.approvals.consoleUrl?.replace(/\/+$/, '') ?? api.apiEndpoint;
  const signedIn = signIn(scope, environment, consoleUrl);
  const functions = createApprovalFunctions(scope, { ...props, settings, table, consoleUrl, signIn: signedIn });
  api.answerBy(functions.approvalApi.function, signedIn);
  return { table, topic, api, consoleUrl, functions, expiryTimes: expiryTimes(environment) };
}
