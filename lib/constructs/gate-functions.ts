import { Duration, Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Environment } from '../config/environment.ts';
import { gateSettings, groupSettings, groupsToRun } from '../config/function-settings.ts';
import { checklist, type GroupId } from '../domain/checklist.ts';
import type { FunctionNetwork } from './function-network.ts';
import { GateFunction } from './gate-function.ts';
import { groupAccess } from './group-access.ts';
import { pascalCase } from './pascal-case.ts';
import type { ReportBucket } from './report-bucket.ts';

export interface GateFunctionsProps {
  readonly environment: Environment;
  readonly network: FunctionNetwork | undefined;
  readonly reports: ReportBucket;
  readonly logRetention: RetentionDays;
}

/** Amazon RDS's authorities (and other Amazon ones), which the runtime ships but no longer loads by itself since Node 20. */
const rdsAuthorities = { NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem' };

/** Beyond the checks' deadline: a check that is late answers for itself, so the function must not end before it. */
const groupMarginSeconds = 5;

/** The gate's functions: three that frame the groups, and one for each group with a check that is on. */
export interface GateFunctions {
  readonly parseRelease: GateFunction;
  /** In the checklist's order. */
  readonly checkGroups: ReadonlyMap<GroupId, GateFunction>;
  readonly decideVerdict: GateFunction;
  readonly writeReport: GateFunction;
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
    }),
    writeReport: new GateFunction(scope, 'WriteReportFunction', {
      ...common,
      bundle: 'write-report',
      description: 'Stores the report of a run',
      timeout: Duration.seconds(20),
      permissions: reports.writePermissions(),
      variables: { REPORT_BUCKET: reports.bucketName },
    }),
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
  };
}

function checkGroupFunction(scope: Construct, group: GroupId, props: GateFunctionsProps): GateFunction {
  const { environment, logRetention, network } = props;
  const { permissions, needs, inNetwork } = groupAccess(environment, group, Stack.of(scope));
  return new GateFunction(scope, `Check${pascalCase(group)}Function`, {
    bundle: `check-${group}`,
    description: `Runs the checks of the group "${checklist[group].title}"`,
    settings: groupSettings(environment, group),
    timeout: Duration.seconds(environment.checkDeadlineSeconds + groupMarginSeconds),
    logRetention,
    permissions,
    ...(needs.has('postgres') ? { variables: rdsAuthorities } : {}),
    ...(network && inNetwork ? { network } : {}),
  });
}
