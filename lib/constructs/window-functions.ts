import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { GateFunction } from './gate-function.ts';
import { rdsAuthorities } from './gate-functions.ts';
import { recordPermissions } from './rehearsal-table.ts';
import { readSecrets } from './source-grants.ts';
import { verifyDeploymentOf, watching } from './watching-functions.ts';
import { type WindowFunctionsProps, WindowParts } from './window-parts.ts';

/** Those that the state machine calls. */
export interface WindowStepFunctions {
  readonly openWindow: GateFunction;
  readonly watchWindow: GateFunction;
  /** Only where something is looked at from outside. */
  readonly verifyDeployment: GateFunction | undefined;
  /** Only where the schema guard is on. */
  readonly guard: SchemaGuardFunctions | undefined;
  readonly rollBack: GateFunction;
  readonly verifyRollback: GateFunction;
  readonly closeWindow: GateFunction;
  readonly writeWindowReport: GateFunction;
  /** Only where environments are rehearsed here. */
  readonly recordRehearsals: GateFunction | undefined;
}

export interface SchemaGuardFunctions {
  readonly checkSchema: GateFunction;
  readonly decideRollback: GateFunction;
}

/** The functions of the rollback window: one for each of its states, and three that others call. */
export interface WindowFunctions extends WindowStepFunctions {
  /** Alarms call it. */
  readonly onAlarm: GateFunction;
  /** People call it. */
  readonly windowCommand: GateFunction;
  /** An execution that ended by itself calls it. */
  readonly sweepWindow: GateFunction;
}

/** Beyond the database's deadline: the function itself says that it has passed. */
const schemaMarginSeconds = 5;

/** None in the network but what cannot do without it: a function there goes idle, and takes a minute to come back. */
export function createWindowFunctions(scope: Construct, props: WindowFunctionsProps): WindowFunctions {
  const parts = new WindowParts(scope, props);
  return {
    ...watching(parts),
    verifyDeployment: verifyDeploymentOf(parts),
    guard: guardOf(parts),
    ...goingBack(parts),
    ...ending(parts),
    recordRehearsals: recordRehearsalsOf(parts),
  };
}

function recordRehearsalsOf(parts: WindowParts): GateFunction | undefined {
  const { table, recordsRehearsalsIn: tables } = parts.props;
  if (tables.length === 0) return undefined;
  return parts.add('record-rehearsals', {
    description: 'Records what a window proved, for the environments that are rehearsed here',
    seconds: 30,
    may: [table.recordPermissions(), recordPermissions(tables)],
    variables: {
      WINDOW_TABLE: table.tableName,
      // By their ARNs: they may be in another account or region.
      REHEARSAL_TABLES: tables.map(({ tableArn }) => tableArn).join(','),
    },
  });
}

/** In the network where the environment has one, since only that reaches the database. */
function guardOf(parts: WindowParts): SchemaGuardFunctions | undefined {
  const { settings, environment, network, table } = parts.props;
  const { schema } = settings;
  if (schema === undefined) return undefined;
  return {
    checkSchema: parts.add('check-schema', {
      description: "Holds the database's migration version against what a rollback would go back to",
      seconds: schema.deadlineSeconds + schemaMarginSeconds,
      may: [readSecrets([schema.connection.credentials], environment, parts.stack)],
      variables: rdsAuthorities,
      network,
    }),
    decideRollback: parts.add('decide-rollback', {
      description: 'Decides whether the schema lets a rollback go on, or asks people',
      seconds: 20,
      may: [table.stepPermissions(), parts.asked((one) => one.windowAskPermissions()), parts.publish()],
      variables: { ...parts.telling(), ...parts.inviting() },
    }),
  };
}

function goingBack(parts: WindowParts): Pick<WindowFunctions, 'rollBack' | 'verifyRollback'> {
  const { table } = parts.props;
  return {
    rollBack: parts.addWithStrategy('roll-back', {
      description: 'Goes back to what served before',
      seconds: 60,
      may: [table.rollBackPermissions(), parts.strategy('write'), parts.publish()],
      variables: parts.telling(),
    }),
    verifyRollback: parts.addWithStrategy('verify-rollback', {
      description: 'Looks whether what served before serves again, and is well',
      seconds: 30,
      may: [table.stepPermissions(), parts.alarms.look(), parts.strategy('read')],
      variables: { WINDOW_TABLE: table.tableName },
    }),
  };
}

function ending(parts: WindowParts): Pick<WindowFunctions, 'closeWindow' | 'writeWindowReport' | 'sweepWindow'> {
  const { table, reports } = parts.props;
  const REPORT_BUCKET = reports.bucketName;
  const close = [
    table.closePermissions(),
    parts.alarms.close(),
    parts.asked((one) => one.windowClosePermissions()),
    parts.publish(),
  ];
  return {
    closeWindow: parts.add('close-window', {
      description: 'Writes down how a window ended, and deletes its own alarm',
      seconds: 30,
      may: close,
      variables: { ...parts.telling(), ...parts.asking() },
    }),
    writeWindowReport: parts.add('write-window-report', {
      description: 'Stores the report of a window',
      seconds: 30,
      may: [table.reportPermissions(), parts.asked((one) => one.windowReadPermissions()), reports.windowPermissions()],
      variables: { WINDOW_TABLE: table.tableName, REPORT_BUCKET, ...parts.asking() },
    }),
    sweepWindow: parts.add('sweep-window', {
      description: 'Ends a window whose execution ended by itself, and stores its report',
      seconds: 60,
      may: [...close, reports.windowPermissions()],
      variables: { ...parts.telling(), REPORT_BUCKET, ...parts.asking() },
    }),
  };
}

/** By the names of their handlers. */
export function windowFunctionsByName(all: WindowFunctions): Record<string, IFunction> {
  const { guard, verifyDeployment, recordRehearsals, ...functions } = all;
  return {
    'open-window': functions.openWindow.function,
    'watch-window': functions.watchWindow.function,
    'on-alarm': functions.onAlarm.function,
    'window-command': functions.windowCommand.function,
    ...(verifyDeployment ? { 'verify-deployment': verifyDeployment.function } : {}),
    ...(guard ? { 'check-schema': guard.checkSchema.function, 'decide-rollback': guard.decideRollback.function } : {}),
    'roll-back': functions.rollBack.function,
    'verify-rollback': functions.verifyRollback.function,
    'close-window': functions.closeWindow.function,
    'write-window-report': functions.writeWindowReport.function,
    ...(recordRehearsals ? { 'record-rehearsals': recordRehearsals.function } : {}),
    'sweep-window': functions.sweepWindow.function,
  };
}
