import { Duration, Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { gateAsksPeople } from '../config/askable-items.ts';
import type { Environment } from '../config/environment.ts';
import type { ApprovalSettings } from '../config/function-settings.ts';
import { isOff } from '../config/off.ts';
import type { ApprovalTable } from './approval-table.ts';
import type { FunctionNetwork } from './function-network.ts';
import { GateFunction } from './gate-function.ts';
import { isInNetwork } from './group-access.ts';
import type { SignIn } from './sign-in.ts';
import { githubSecrets, readSecrets } from './source-grants.ts';

export interface ApprovalFunctionsProps {
  readonly environment: Environment;
  readonly settings: ApprovalSettings;
  readonly network: FunctionNetwork | undefined;
  readonly table: ApprovalTable;
  readonly consoleUrl: string;
  readonly signIn: SignIn;
  readonly logRetention: RetentionDays;
}

/** The functions of the approval step: one for the API, and one for each of its states, of which only those are there that are used. */
export interface ApprovalFunctions {
  readonly approvalApi: GateFunction;
  /** Keeps the token of a task that waits for a decision: the gate has such tasks, and the window's schema guard. */
  readonly requestApproval: GateFunction | undefined;
  /** Only where the gate asks. */
  readonly gate: GateApprovalFunctions | undefined;
}

export interface GateApprovalFunctions {
  readonly openApprovals: GateFunction;
  readonly requestApproval: GateFunction;
  readonly closeApprovals: GateFunction;
}

/** Beyond GitHub's deadline: the function writes down what is asked once it knows the authors. */
const openMarginSeconds = 10;

export function createApprovalFunctions(scope: Construct, props: ApprovalFunctionsProps): ApprovalFunctions {
  const { environment } = props;
  const gate = gateAsksPeople(environment)
    ? {
        openApprovals: openApprovals(scope, props),
        requestApproval: requestApproval(scope, props),
        closeApprovals: closeApprovals(scope, props),
      }
    : undefined;
  return {
    gate,
    requestApproval: gate?.requestApproval ?? (guardsSchema(environment) ? requestApproval(scope, props) : undefined),
    approvalApi: approvalApi(scope, props),
  };
}

const guardsSchema = ({ rollback }: Environment): boolean => !isOff(rollback) && !isOff(rollback.schemaGuard);

function requestApproval(scope: Construct, { table, logRetention }: ApprovalFunctionsProps): GateFunction {
  return new GateFunction(scope, 'RequestApprovalFunction', {
    settings: {},
    logRetention,
    bundle: 'request-approval',
    description: 'Keeps the token of the task that waits for a decision',
    timeout: Duration.seconds(10),
    permissions: table.requestPermissions(),
    variables: { APPROVAL_TABLE: table.tableName },
  });
}

function closeApprovals(scope: Construct, { settings, table, logRetention }: ApprovalFunctionsProps): GateFunction {
  return new GateFunction(scope, 'CloseApprovalsFunction', {
    settings,
    logRetention,
    bundle: 'close-approvals',
    description: 'Reads what people decided, and ends what is still open',
    timeout: Duration.seconds(20),
    permissions: table.closePermissions(),
    variables: { APPROVAL_TABLE: table.tableName },
  });
}

function openApprovals(scope: Construct, props: ApprovalFunctionsProps): GateFunction {
  const { environment, settings, network, table, consoleUrl, logRetention } = props;
  const asksGithub = settings.authorsOff === undefined;
  const secrets = asksGithub ? readSecrets(githubSecrets(environment), environment, Stack.of(scope)) : [];
  return new GateFunction(scope, 'OpenApprovalsFunction', {
    settings,
    logRetention,
    bundle: 'open-approvals',
    description: 'Writes down what people are asked, and who must not answer',
    timeout: Duration.seconds(settings.deadlineSeconds + openMarginSeconds),
    permissions: [...secrets, ...table.openPermissions()],
    variables: { APPROVAL_TABLE: table.tableName, CONSOLE_URL: consoleUrl },
    ...(network && asksGithub && isInNetwork('github', environment) ? { network } : {}),
  });
}

function approvalApi(scope: Construct, props: ApprovalFunctionsProps): GateFunction {
  const { settings, table, consoleUrl, signIn, logRetention } = props;
  return new GateFunction(scope, 'ApprovalApiFunction', {
    settings,
    logRetention,
    bundle: 'approval-api',
    description: "The approval console's page, and the decisions that people send",
    timeout: Duration.seconds(10),
    permissions: table.decidePermissions(),
    variables: {
      APPROVAL_TABLE: table.tableName,
      CONSOLE_URL: consoleUrl,
      ISSUER: signIn.issuer,
      CLIENT_ID: signIn.clientId,
    },
  });
}

/** By the names of their bundles. */
export function approvalFunctionsByName({ gate, ...functions }: ApprovalFunctions): Record<string, IFunction> {
  return {
    ...(gate ? { 'open-approvals': gate.openApprovals.function } : {}),
    ...(functions.requestApproval ? { 'request-approval': functions.requestApproval.function } : {}),
    ...(gate ? { 'close-approvals': gate.closeApprovals.function } : {}),
    'approval-api': functions.approvalApi.function,
  };
}
