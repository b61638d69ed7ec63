import { Duration, Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Environment } from '../config/environment.ts';
import type { ApprovalSettings } from '../config/function-settings.ts';
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

/** The functions of the approval step: one for each of its states, and one for the API. */
export interface ApprovalFunctions {
  readonly openApprovals: GateFunction;
  readonly requestApproval: GateFunction;
  readonly closeApprovals: GateFunction;
  readonly approvalApi: GateFunction;
}

/** Beyond GitHub's deadline: the function writes down what is asked once it knows the authors. */
const openMarginSeconds = 10;

export function createApprovalFunctions(scope: Construct, props: ApprovalFunctionsProps): ApprovalFunctions {
  const { settings, table, consoleUrl, signIn, logRetention } = props;
  const common = { settings, logRetention };
  const APPROVAL_TABLE = table.tableName;
  return {
    openApprovals: openApprovals(scope, props),
    requestApproval: new GateFunction(scope, 'RequestApprovalFunction', {
      settings: {},
      logRetention,
      bundle: 'request-approval',
      description: 'Keeps the token of the task that waits for a decision',
      timeout: Duration.seconds(10),
      permissions: table.requestPermissions(),
      variables: { APPROVAL_TABLE },
    }),
    closeApprovals: new GateFunction(scope, 'CloseApprovalsFunction', {
      ...common,
      bundle: 'close-approvals',
      description: 'Reads what people decided, and ends what is still open',
      timeout: Duration.seconds(20),
      permissions: table.closePermissions(),
      variables: { APPROVAL_TABLE },
    }),
    approvalApi: new GateFunction(scope, 'ApprovalApiFunction', {
      ...common,
      bundle: 'approval-api',
      description: "The approval console's page, and the decisions that people send",
      timeout: Duration.seconds(10),
      permissions: table.decidePermissions(),
      variables: { APPROVAL_TABLE, CONSOLE_URL: consoleUrl, ISSUER: signIn.issuer, CLIENT_ID: signIn.clientId },
    }),
  };
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

/** By the names of their bundles. */
export function approvalFunctionsByName(functions: ApprovalFunctions): Record<string, IFunction> {
  return {
    'open-approvals': functions.openApprovals.function,
    'request-approval': functions.requestApproval.function,
    'close-approvals': functions.closeApprovals.function,
    'approval-api': functions.approvalApi.function,
  };
}
