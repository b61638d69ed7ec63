import { type Duration, Token } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { asks, checksOn } from '../config/checks-on.ts';
import type { PreflightConfig } from '../config/define-preflight.ts';
import { groupsToRun } from '../config/function-settings.ts';
import { approvalFunctionsByName } from './approval-functions.ts';
import { type ApprovalStep, createApprovalStep } from './approval-step.ts';
import { grantDecide } from './decide-grant.ts';
import { functionNetwork } from './function-network.ts';
import { createGateFunctions, functionsByName } from './gate-functions.ts';
import { GateStateMachine } from './gate-state-machine.ts';
import { NotificationTopic } from './notification-topic.ts';
import { grantRecordRehearsal, RehearsalTable } from './rehearsal-table.ts';
import { ReportBucket } from './report-bucket.ts';
import { grantStartGate } from './start-gate-grant.ts';

export interface PreflightProps {
  /** What `definePreflight` returned. */
  readonly config: PreflightConfig;
  /** The configuration's environment that this gate guards. */
  readonly environment: string;
  /**
   * The application's network. Only functions run in it whose checks ask something that only the network reaches; these
   * also need a way from it to the APIs of AWS and to what else their checks ask (NAT, or interface endpoints).
   * @default - the environment's `network` in the configuration
   */
  readonly vpc?: IVpc;
  /** Subnets of `vpc`. @default - its private subnets */
  readonly vpcSubnets?: SubnetSelection;
  /** Security groups of the functions in `vpc`. @default - a new one each, that allows all outgoing connections */
  readonly securityGroups?: ISecurityGroup[];
  /**
   * Encrypts reports, messages, rehearsals and approvals. Its policy must let Amazon SNS's subscribers decrypt where they need to.
   * @default - keys that AWS manages, without a monthly price
   */
  readonly encryptionKey?: IKey;
  /** How long logs are kept. @default RetentionDays.THREE_MONTHS, as long as Step Functions keeps an execution's history */
  readonly logRetention?: RetentionDays;
  /**
   * How long a report is kept; an overwritten version of one is kept that long again. In days, one at least.
   * @default - for good
   */
  readonly reportRetention?: Duration;
}

/**
 * The release gate of one service in one environment.
 *
 * @example
 * new Preflight(this, 'Preflight', { config, environment: 'production' });
 */
export class Preflight extends Construct {
  /** Start an execution with a release as its input: it succeeds only when the release may go out. */
  readonly gate: IStateMachine;
  /** Holds `reports/<run>/report.json`, `.md`, `.html` and `.junit.xml`. Stays when the stack is deleted. */
  readonly reports: Bucket;
  /** Gets each conclusion as JSON, with the message attribute `verdict`. */
  readonly results: ITopic;
  /** Holds what was rehearsed, where a check reads that. Stays when the stack is deleted. */
  readonly rehearsals: TableV2 | undefined;
  /** Is told when a run asks people, where any are asked. */
  readonly approvals: ITopic | undefined;
  /** The address of the approval console, where people are asked; without a slash at its end. */
  readonly console: string | undefined;
  /** Every function, by its name: `parse-release`, `check-database`… */
  readonly functions: Readonly<Record<string, IFunction>>;

  readonly #step: ApprovalStep | undefined;

  constructor(scope: Construct, id: string, props: PreflightProps) {
    super(scope, id);
    validate(props);
    const { config, logRetention = RetentionDays.THREE_MONTHS } = props;
    const environment = environmentOf(config, props.environment);
    const reports = new ReportBucket(this, 'Reports', props);
    const results = new NotificationTopic(this, 'Results', props);
    const isRehearsed = checksOn(environment.checks).some((on) => asks(on, 'rehearsals'));
    const rehearsals = isRehearsed ? new RehearsalTable(this, 'Rehearsals', props) : undefined;
    const network = functionNetwork(this, environment, props);
    const step = createApprovalStep(this, { ...props, environment, network, logRetention });
    const stores = { reports, rehearsals, approvals: step?.table };
    const functions = createGateFunctions(this, { environment, network, ...stores, logRetention });
    const gate = new GateStateMachine(this, 'Gate', {
      ...functions,
      service: environment.service,
      environment: environment.name,
      results,
      ...(step ? { approvals: step } : {}),
      logRetention,
    });
    if (step) {
      gate.letCompleteTasks([step.functions.requestApproval, step.functions.approvalApi]);
      gate.letLookAtRuns(step.functions.approvalApi);
    }
    this.gate = gate;
    this.reports = reports;
    this.results = results;
    this.rehearsals = rehearsals;
    this.approvals = step?.topic;
    this.console = step?.consoleUrl;
    this.functions = { ...functionsByName(functions), ...(step ? approvalFunctionsByName(step.functions) : {}) };
    this.#step = step;
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
}

function validate({ environment, reportRetention }: PreflightProps): void {
  if (Token.isUnresolved(environment)) {
    throw new Error('environment must be a plain name that is known at synthesis, received a token');
  }
  if (
    reportRetention !== undefined &&
    !reportRetention.isUnresolved() &&
    reportRetention.toDays({ integral: false }) < 1
  ) {
    throw new Error(`reportRetention must be one day at least, received ${reportRetention.toHumanString()}`);
  }
}

function environmentOf(config: PreflightConfig, name: string) {
  const environment = Object.hasOwn(config.environments, name) ? config.environments[name] : undefined;
  if (environment === undefined) {
    const known = Object.keys(config.environments).join(', ');
    throw new Error(`environment must be one of the configuration's (${known}), received ${name}`);
  }
  if (groupsToRun(environment).length === 0) {
    throw new Error(`environment ${name} must have a check that is on: a gate without checks could never say go`);
  }
  return environment;
}
