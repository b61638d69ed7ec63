import { Duration, Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Environment } from '../config/environment.ts';
import {
  commitStatusSettings,
  type GateSettings,
  gateSettings,
  groupSettings,
  groupsToRun,
} from '../config/function-settings.ts';
import { checklist, type GroupId } from '../domain/checklist.ts';
import type { ApprovalTable } from './approval-table.ts';
import type { FunctionNetwork } from './function-network.ts';
import { GateFunction, type GateFunctionProps } from './gate-function.ts';
import { groupAccess, isInNetwork } from './group-access.ts';
import { pascalCase } from './pascal-case.ts';
import type { RehearsalTable } from './rehearsal-table.ts';
import type { ReportBucket } from './report-bucket.ts';
import { githubSecrets, readSecrets } from './source-grants.ts';
import type { WindowTable } from './window-table.ts';

export interface GateFunctionsProps {
  readonly environment: Environment;
  readonly network: FunctionNetwork | undefined;
  readonly reports: ReportBucket;
  /** Only where a check reads rehearsals. */
  readonly rehearsals: RehearsalTable | undefined;
  /** Only where people are asked. */
  readonly approvals: ApprovalTable | undefined;
  /** Only where there is a rollback window. */
  readonly windows: WindowTable | undefined;
  readonly logRetention: RetentionDays;
}

/** Amazon RDS's authorities (and other Amazon ones), which the runtime ships but no longer loads by itself since Node 20. */
export const rdsAuthorities = { NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem' };

/** Beyond the checks' deadline: a check that is late answers for itself, so the function must not end before it. */
const groupMarginSeconds = 5;

/** Beyond GitHub's deadline: the function itself says that it has passed. */
const statusMarginSeconds = 5;

/** The gate's functions: three that frame the groups, and one for each group with a check that is on. */
export interface GateFunctions {
  readonly parseRelease: GateFunction;
  /** In the checklist's order. */
  readonly checkGroups: ReadonlyMap<GroupId, GateFunction>;
  readonly decideVerdict: GateFunction;
  readonly writeReport: GateFunction;
  /** Only where a commit status is configured. */
  readonly commitStatus?: CommitStatusFunction;
}

export interface CommitStatusFunction {
  readonly function: GateFunction;
  /** The status's name. */
  readonly context: string;
}

export function createGateFunctions(scope: Construct, props: GateFunctionsProps): GateFunctions {
  const { environment, logRetention, reports } = props;
  const common = { settings: gateSettings(environment), logRetention };
  return {
    parseRelease: new GateFunction(scope, 'ParseReleaseFunction', {
      ...common,
      bundle: 'parse-release',
      description: 'Makes the input of the gate a release, or refuses it',
      timeout: Duration.seconds(10),
    }),
    checkGroups: new Map(groupsToRun(environment).map((group) => [group, checkGroupFunction(scope, group, props)])),
    decideVerdict: new GateFunction(scope, 'DecideVerdictFunction', {
      ...common,
      bundle: 'decide-verdict',
      description: "Decides go or no-go from the groups' answers",
      timeout: Duration.seconds(10),
      ...together(accessToWaivers(common.settings, props), accessToQuarantine(props)),
    }),
    writeReport: new GateFunction(scope, 'WriteReportFunction', {
      ...common,
      bundle: 'write-report',
      description: 'Stores the report of a run',
      timeout: Duration.seconds(20),
      ...together(
        { permissions: reports.writePermissions(), variables: { REPORT_BUCKET: reports.bucketName } },
        accessToGos(props),
      ),
    }),
    ...commitStatusFunction(scope, props),
  };
}

/** By the names of their bundles. */
export function functionsByName(functions: GateFunctions): Record<string, IFunction> {
  const groups = [...functions.checkGroups].map(([group, one]) => [`check-${group}`, one.function]);
  return {
    'parse-release': functions.parseRelease.function,
    ...Object.fromEntries(groups),
    'decide-verdict': functions.decideVerdict.function,
    'write-report': functions.writeReport.function,
    ...(functions.commitStatus ? { 'set-commit-status': functions.commitStatus.function.function } : {}),
  };
}

function checkGroupFunction(scope: Construct, group: GroupId, props: GateFunctionsProps): GateFunction {
  const { environment, logRetention, network } = props;
  const { permissions, needs, inNetwork } = groupAccess(environment, group, Stack.of(scope));
  const rehearsals = needs.has('rehearsals') ? props.rehearsals : undefined;
  return new GateFunction(scope, `Check${pascalCase(group)}Function`, {
    bundle: `check-${group}`,
    description: `Runs the checks of the group "${checklist[group].title}"`,
    settings: groupSettings(environment, group),
    timeout: Duration.seconds(environment.checkDeadlineSeconds + groupMarginSeconds),
    logRetention,
    permissions: [...permissions, ...(rehearsals?.readPermissions() ?? [])],
    variables: {
      ...(needs.has('postgres') ? rdsAuthorities : {}),
      ...(rehearsals ? { REHEARSAL_TABLE: rehearsals.tableArn } : {}),
    },
    ...(network && inNetwork ? { network } : {}),
  });
}

type Access = Pick<GateFunctionProps, 'permissions' | 'variables'>;

/** Nothing where none of them is anything, so that such a function stays as it is. */
function together(...parts: readonly Access[]): Access {
  const permissions = parts.flatMap((one) => one.permissions ?? []);
  return permissions.length === 0
    ? {}
    : { permissions, variables: Object.assign({}, ...parts.map((one) => one.variables)) };
}

/** A release that was rolled back does not pass. */
function accessToQuarantine({ windows }: GateFunctionsProps): Access {
  if (windows === undefined) return {};
  return { permissions: windows.quarantinePermissions(), variables: { WINDOW_TABLE: windows.tableName } };
}

/** A window opens only where the gate let the release pass. */
function accessToGos({ windows }: GateFunctionsProps): Access {
  if (windows === undefined) return {};
  return { permissions: windows.goPermissions(), variables: { WINDOW_TABLE: windows.tableName } };
}

/** Only where a check's failure may be accepted, for later runs too. */
function accessToWaivers({ expected }: GateSettings, { approvals }: GateFunctionsProps): Access {
  const isWaivable = expected.some(({ checks }) => checks.some((check) => 'waivable' in check));
  if (approvals === undefined || !isWaivable) return {};
  return { permissions: approvals.waiverPermissions(), variables: { APPROVAL_TABLE: approvals.tableName } };
}

function commitStatusFunction(scope: Construct, props: GateFunctionsProps): Pick<GateFunctions, 'commitStatus'> {
  const { environment, logRetention, network } = props;
  const settings = commitStatusSettings(environment);
  if (settings === undefined) return {};
  const target = new GateFunction(scope, 'SetCommitStatusFunction', {
    bundle: 'set-commit-status',
    description: "Tells the verdict on the release's commit",
    settings,
    timeout: Duration.seconds(settings.deadlineSeconds + statusMarginSeconds),
    logRetention,
    permissions: readSecrets(githubSecrets(environment), environment, Stack.of(scope)),
    ...(network && isInNetwork('github', environment) ? { network } : {}),
  });
  return { commitStatus: { function: target, context: settings.context } };
}
