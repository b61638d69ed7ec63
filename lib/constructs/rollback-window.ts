import { Alarm, type IAlarmRef } from 'aws-cdk-lib/aws-cloudwatch';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Environment } from '../config/environment.ts';
import { stackName } from '../config/stack-name.ts';
import type { WindowSettings } from '../config/window-settings.ts';
import { AlarmTopic } from './alarm-topic.ts';
import type { ApprovalStep } from './approval-step.ts';
import type { FunctionNetwork } from './function-network.ts';
import type { GateFunction } from './gate-function.ts';
import { NotificationTopic } from './notification-topic.ts';
import type { RecordedTable } from './rehearsal-table.ts';
import type { ReportBucket } from './report-bucket.ts';
import { RollbackAlarms } from './rollback-alarms.ts';
import { createWindowFunctions, type WindowFunctions } from './window-functions.ts';
import { tellOfAlarms, tellOfEndedWindows } from './window-rules.ts';
import { WindowStateMachine } from './window-state-machine.ts';
import { WindowTable } from './window-table.ts';

export interface RollbackWindowProps {
  readonly environment: Environment;
  readonly settings: WindowSettings;
  readonly network: FunctionNetwork | undefined;
  readonly reports: ReportBucket;
  readonly results: ITopic;
  /** There where the gate or the window asks people. */
  readonly approvals: ApprovalStep | undefined;
  readonly recordsRehearsalsIn?: readonly RecordedTable[];
  readonly encryptionKey?: IKey;
  readonly logRetention: RetentionDays;
}

/** All that is there only where the environment has a rollback window. */
export interface RollbackWindow {
  readonly table: WindowTable;
  readonly machine: WindowStateMachine;
  readonly alarms: AlarmTopic;
  readonly notices: NotificationTopic;
  readonly functions: WindowFunctions;
  /** Those that watch the criteria whether a window is open or not: the stack's, and the team's own. */
  readonly watched: readonly IAlarmRef[];
  readonly settings: WindowSettings;
}

export function createRollbackWindow(scope: Construct, props: RollbackWindowProps): RollbackWindow {
  const { settings, results, logRetention } = props;
  const approvals = settings.asks === undefined ? undefined : props.approvals;
  const table = new WindowTable(scope, 'Windows', props);
  const notices = new NotificationTopic(scope, 'Notices', props);
  const alarms = new AlarmTopic(scope, 'Alarms', {
    ...(props.encryptionKey ? { encryptionKey: props.encryptionKey } : {}),
    alarms: `${stackName(settings.service, settings.environment)}-`,
  });
  const functions = createWindowFunctions(scope, {
    ...props,
    table,
    alarms,
    notices,
    approvals,
    recordsRehearsalsIn: props.recordsRehearsalsIn ?? [],
  });
  const requestApproval = functions.guard && approvals?.functions.requestApproval;
  const machine = new WindowStateMachine(scope, 'Window', {
    settings,
    functions,
    requestApproval,
    results,
    notices,
    logRetention,
  });
  const { openWindow, watchWindow, onAlarm, windowCommand } = functions;
  const { approvalApi } = approvals?.functions ?? {};
  // Who ends a Watch: whoever finds that something is up.
  machine.letCompleteTasks(present([openWindow, watchWindow, onAlarm, windowCommand, requestApproval, approvalApi]));
  // OpenWindow asks after the window before, whose execution may be gone.
  machine.letLookAtRuns(present([openWindow, approvalApi]));
  const made = new RollbackAlarms(scope, 'RollbackAlarms', { criteria: settings.criteria, topic: alarms });
  alarms.tell(functions.onAlarm.function);
  const existing = existingAlarms(settings);
  tellOfAlarms(scope, existing, functions.onAlarm.function);
  tellOfEndedWindows(scope, machine, functions.sweepWindow.function);
  const theirs = new Construct(scope, 'ExistingAlarmNames');
  const watched = [...made.alarms, ...existing.map((name) => Alarm.fromAlarmName(theirs, name, name))];
  return { table, machine, alarms, notices, functions, watched, settings };
}

const present = (functions: readonly (GateFunction | undefined)[]): GateFunction[] =>
  functions.filter((one) => one !== undefined);

function existingAlarms({ criteria }: WindowSettings): string[] {
  const all = criteria.flatMap(({ alarms }) => alarms);
  return [...new Set(all.filter(({ madeBy }) => madeBy === 'existing').map(({ name }) => name))];
}
