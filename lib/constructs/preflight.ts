import type { IAlarmRef } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { asks, checksOn } from '../config/checks-on.ts';
import { windowSettings } from '../config/window-settings.ts';
import type { PostDeployCheckId } from '../domain/checklist.ts';
import type { CriterionId } from '../domain/window/criterion.ts';
import { approvalFunctionsByName } from './approval-functions.ts';
import { type ApprovalStep, createApprovalStep } from './approval-step.ts';
import { grantDecide } from './decide-grant.ts';
import { functionNetwork } from './function-network.ts';
import { createGateFunctions, functionsByName } from './gate-functions.ts';
import { GateStateMachine } from './gate-state-machine.ts';
import { NotificationTopic } from './notification-topic.ts';
import { environmentOf, mustBeValid, mustRecordNothing, verifiedBy } from './preflight-environment.ts';
import { PreflightMetrics } from './preflight-metrics.ts';
import type { PreflightProps } from './preflight-props.ts';
import { grantRecordRehearsal, RehearsalTable } from './rehearsal-table.ts';
import { ReportBucket } from './report-bucket.ts';
import { createRollbackWindow, type RollbackWindow } from './rollback-window.ts';
import { grantStartGate } from './start-gate-grant.ts';
import { windowFunctionsByName } from './window-functions.ts';
import { grantCommandWindow, grantOpenWindow } from './window-grants.ts';

/**
 * The release gate of one service in one environment.
 *
 * @example
 * new Preflight(this, 'Preflight', { config, environment: 'production' });
 */
export class Preflight extends PreflightMetrics {
  readonly service: string;
  readonly environment: string;
  /** Start an execution with a release as its input: it succeeds only when the release may go out. */
  readonly gate: IStateMachine;
  /**
   * Holds `reports/<run>/report.json`, `.md`, `.html` and `.junit.xml`, and `windows/<run>/…` of rollback windows. Stays when the
   * stack is deleted.
   */
  readonly reports: Bucket;
  /** Gets each conclusion as JSON, with the message attribute `verdict`, or `result` where it is a rollback window's. */
  readonly results: ITopic;
  /** Holds what was rehearsed, where a check reads that. Stays when the stack is deleted. */
  readonly rehearsals: TableV2 | undefined;
  /** Is told when a run of the gate asks people, where it asks any. A window tells `notices`. */
  readonly approvals: ITopic | undefined;
  /** The address of the approval console, where people are asked; without a slash at its end. */
  readonly console: string | undefined;
  /**
   * The rollback window, where there is one: start an execution with a release as its input once it is deployed. It succeeds only
   * when the release was watched and is well.
   */
  readonly window: IStateMachine | undefined;
  /** Holds what became of each window, where there is one. Stays when the stack is deleted. */
  readonly windows: TableV2 | undefined;
  /** CloudWatch's alarms notify it, where there is a rollback window. */
  readonly alarms: ITopic | undefined;
  /** Tells people what a rollback window has to tell, where there is one, with the message attributes `urgency` (`page` or `notice`) and `run`. */
  readonly notices: ITopic | undefined;
  /** The alarms that watch the rollback criteria, whether a window is open or not: the stack's, and the team's own. */
  readonly criteriaAlarms: readonly IAlarmRef[];
  /** What the verifications of a rollback window look at: checks of the group `post-deploy`, and criteria with probes. */
  readonly verified: readonly (PostDeployCheckId | CriterionId)[];
  /** Every function, by its name: `parse-release`, `check-database`… */
  readonly functions: Readonly<Record<string, IFunction>>;

  readonly #step: ApprovalStep | undefined;
  readonly #window: RollbackWindow | undefined;

  constructor(scope: Construct, id: string, props: PreflightProps) {
    super(scope, id);
    mustBeValid(props);
    const { config, logRetention = RetentionDays.THREE_MONTHS } = props;
    const environment = environmentOf(config, props.environment);
    const reports = new ReportBucket(this, 'Reports', props);
    const results = new NotificationTopic(this, 'Results', props);
    const isRehearsed = checksOn(environment.checks).some((on) => asks(on, 'rehearsals'));
    const rehearsals = isRehearsed ? new RehearsalTable(this, 'Rehearsals', props) : undefined;
    const network = functionNetwork(this, environment, props);
    const common = { ...props, environment, network, logRetention };
    const step = createApprovalStep(this, common);
    const settings = windowSettings(environment);
    if (settings === undefined) mustRecordNothing(this.node.path, props);
    const window = settings && createRollbackWindow(this, { ...common, settings, reports, results, approvals: step });
    const stores = { reports, rehearsals, approvals: step?.table, windows: window?.table };
    const functions = createGateFunctions(this, { environment, network, ...stores, logRetention });
    const asked = step?.gate;
    const gate = new GateStateMachine(this, 'Gate', {
      ...functions,
      service: environment.service,
      environment: environment.name,
      results,
      ...(asked ? { approvals: asked } : {}),
      logRetention,
    });
    if (step && asked) {
      gate.letCompleteTasks([asked.functions.requestApproval, step.functions.approvalApi]);
      gate.letLookAtRuns([step.functions.approvalApi]);
    }
    this.gate = gate;
    this.reports = reports;
    this.results = results;
    this.rehearsals = rehearsals;
    this.approvals = step?.gate?.topic;
    this.console = step?.consoleUrl;
    this.window = window?.machine;
    this.windows = window?.table;
    this.alarms = window?.alarms;
    this.notices = window?.notices;
    this.service = environment.service;
    this.environment = environment.name;
    this.criteriaAlarms = window?.watched ?? [];
    this.verified = window === undefined ? [] : verifiedBy(window.settings);
    this.functions = {
      ...functionsByName(functions),
      ...(step ? approvalFunctionsByName(step.functions) : {}),
      ...(window ? windowFunctionsByName(window.functions) : {}),
    };
    this.#step = step;
    this.#window = window;
  }

  /**
   * Lets a pipeline find this gate, start it, follow it and read its reports, and nothing else. The grantee belongs to
   * this account: a pipeline of another one assumes a role here.
   *
   * @example
   * // GitHub's jobs of the environment `production` of one repository.
   * const role = new Role(this, 'Pipeline', {
   *   assumedBy: new OpenIdConnectPrincipal(github, {
   *     StringEquals: {
   *       'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
   *       'token.actions.githubusercontent.com:sub': 'repo:acme/shop-api:environment:production',
   *     },
   *   }),
   * });
   * preflight.grantStartGate(role);
   */
  grantStartGate(grantee: IGrantable): Grant {
    return grantStartGate(grantee, this);
  }

  /**
   * Lets staging's pipeline record what it rehearsed, and nothing else: neither read nor delete what is recorded. IAM has
   * no right to add without that to replace: that nothing is written over is the command's own doing. A role of another
   * account is let in by the table's policy; it also needs its own account's leave, and names the table by its ARN:
   * `preflight rehearsal record --table ARN`. Such a role must exist before this is deployed.
   *
   * @throws Error where no check that is on reads rehearsals, so that there is no table.
   */
  grantRecordRehearsal(grantee: IGrantable): Grant {
    if (this.rehearsals) return grantRecordRehearsal(grantee, this.rehearsals);
    throw new Error(
      `${this.node.path} must have a check of the group staging-rehearsal that is on, or nothing reads what is recorded; switch one on in the configuration`,
    );
  }

  /**
   * Lets people with AWS credentials find the approvals of this gate, read them and send decisions, with
   * `preflight approvals`. Whether they may decide an item is another question: its `approvers` must name their role or
   * user. The grantee belongs to this account: an HTTP API takes no signature of another one.
   *
   * @throws Error where nobody is asked anything.
   */
  grantDecide(grantee: IGrantable): Grant {
    if (this.#step) return grantDecide(grantee, this.#step.api);
    throw new Error(
      `${this.node.path} must ask people something, or there is nothing to decide; configure an item with manual(), or a check as waivable`,
    );
  }

  /**
   * Lets a pipeline open a rollback window after it has deployed, follow it, and read its report, what became of it, and metrics of
   * CloudWatch, which `preflight window status` shows; and nothing else: it can neither trigger a rollback nor stop a window. The
   * grantee belongs to this account.
   *
   * @example
   * preflight.grantStartGate(role);
   * preflight.grantOpenWindow(role);
   *
   * @throws Error where there is no rollback window.
   */
  grantOpenWindow(grantee: IGrantable): Grant {
    return grantOpenWindow(grantee, { ...this.#mustHaveWindow(), reports: this.reports });
  }

  /**
   * Lets people tell a rollback window to roll back, to close, or to drill where that is allowed, and lift the quarantine of a
   * release, with `preflight window` and `preflight release lift`: each with a reason, which is recorded. Whoever may do this may take
   * production back. `preflight window open --drill` needs `grantOpenWindow` too. The grantee belongs to this account.
   *
   * @example
   * preflight.grantCommandWindow(Role.fromRoleName(this, 'OnCall', 'on-call'));
   *
   * @throws Error where there is no rollback window.
   */
  grantCommandWindow(grantee: IGrantable): Grant {
    return grantCommandWindow(grantee, this.#mustHaveWindow().functions.windowCommand.function);
  }

  #mustHaveWindow(): RollbackWindow {
    if (this.#window) return this.#window;
    throw new Error(
      `${this.node.path} must have a rollback window, or there is nothing to open; configure the environment's rollback`,
    );
  }
}
