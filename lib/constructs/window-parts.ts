import { Duration, Stack } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Environment } from '../config/environment.ts';
import type { WindowSettings } from '../config/window-settings.ts';
import { AlarmAccess } from './alarm-access.ts';
import type { AlarmTopic } from './alarm-topic.ts';
import type { ApprovalTable } from './approval-table.ts';
import type { FunctionNetwork } from './function-network.ts';
import { GateFunction } from './gate-function.ts';
import type { NotificationTopic } from './notification-topic.ts';
import { pascalCase } from './pascal-case.ts';
import type { Permission } from './permission.ts';
import type { RecordedTable } from './rehearsal-table.ts';
import type { ReportBucket } from './report-bucket.ts';
import { type StrategyFunction, strategyBundle } from './strategy-bundles.ts';
import { isStrategyInNetwork, strategyPermissions } from './strategy-grants.ts';
import type { WindowTable } from './window-table.ts';

export interface WindowFunctionsProps {
  readonly environment: Environment;
  readonly settings: WindowSettings;
  readonly network: FunctionNetwork | undefined;
  readonly table: WindowTable;
  readonly alarms: AlarmTopic;
  readonly notices: NotificationTopic;
  readonly reports: ReportBucket;
  /** Only where the window asks people. */
  readonly approvals: WindowApprovals | undefined;
  /** Of the environments that are rehearsed here. */
  readonly recordsRehearsalsIn: readonly RecordedTable[];
  readonly logRetention: RetentionDays;
}

/** Where a window asks people. */
export interface WindowApprovals {
  readonly table: ApprovalTable;
  readonly consoleUrl: string;
}

/** A function that is to be made. */
export interface WindowFunctionProps {
  /** @default - the function's name */
  readonly bundle?: string;
  readonly description: string;
  /** How long it may take. */
  readonly seconds: number;
  /** Each list as one store, topic or source gives it. */
  readonly may: readonly (readonly Permission[])[];
  readonly variables: Readonly<Record<string, string>>;
  /** @default - not in a VPC */
  readonly network?: FunctionNetwork | undefined;
}

/** What the functions of a window are made of. */
export class WindowParts {
  readonly props: WindowFunctionsProps;
  readonly stack: Stack;
  readonly alarms: AlarmAccess;
  readonly #scope: Construct;

  constructor(scope: Construct, props: WindowFunctionsProps) {
    this.#scope = scope;
    this.props = props;
    this.stack = Stack.of(scope);
    this.alarms = new AlarmAccess(props.settings, this.stack);
  }

  /** @param name names the construct, too. */
  add(name: string, props: WindowFunctionProps): GateFunction {
    const { bundle = name, description, seconds, may, variables, network } = props;
    return new GateFunction(this.#scope, `${pascalCase(name)}Function`, {
      bundle,
      description,
      settings: this.props.settings,
      timeout: Duration.seconds(seconds),
      logRetention: this.props.logRetention,
      permissions: may.flat(),
      variables,
      ...(network ? { network } : {}),
    });
  }

  /** A function that uses the strategy: it knows no other one, and runs where it reaches what that asks. */
  addWithStrategy(name: StrategyFunction, props: Omit<WindowFunctionProps, 'bundle' | 'network'>): GateFunction {
    const { settings, environment, network } = this.props;
    return this.add(name, {
      ...props,
      bundle: strategyBundle(name, settings.strategy.kind),
      network: isStrategyInNetwork(settings.strategy, environment) ? network : undefined,
    });
  }

  strategy(act: 'read' | 'write'): readonly Permission[] {
    const { settings, environment } = this.props;
    return strategyPermissions(settings.strategy, act, { environment, stack: this.stack });
  }

  publish(): readonly Permission[] {
    return this.props.notices.publishPermissions();
  }

  /** Nothing where the window asks nobody. */
  asked(permissions: (approvals: ApprovalTable) => readonly Permission[]): readonly Permission[] {
    return this.props.approvals === undefined ? [] : permissions(this.props.approvals.table);
  }

  /** Of a function that reads or writes windows, and tells people. */
  telling(): { WINDOW_TABLE: string; NOTICE_TOPIC: string } {
    const { table, notices } = this.props;
    return { WINDOW_TABLE: table.tableName, NOTICE_TOPIC: notices.topicArn };
  }

  /** Of a function that asks people, or reads what they decided. */
  asking(): Readonly<Record<string, string>> {
    const { approvals } = this.props;
    return approvals === undefined ? {} : { APPROVAL_TABLE: approvals.table.tableName };
  }

  /** Of a function that tells people where to decide. */
  inviting(): Readonly<Record<string, string>> {
    const { approvals } = this.props;
    return approvals === undefined ? {} : { ...this.asking(), CONSOLE_URL: approvals.consoleUrl };
  }
}
