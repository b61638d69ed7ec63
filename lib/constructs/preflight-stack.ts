import { CfnOutput, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { stackName, stackOutputs } from '../config/stack-name.ts';
import { PreflightDashboard } from './dashboard.ts';
import { Preflight } from './preflight.ts';
import type { PreflightProps } from './preflight-props.ts';

/** The stack's account and region come from the configuration, its name from the service and the environment. */
export interface PreflightStackProps extends PreflightProps, Omit<StackProps, 'env' | 'stackName'> {
  /**
   * Leaves out the dashboard of CloudWatch, which costs 3 dollars a month; an account's first three, of at most 50 metrics each, are
   * free.
   * @default - there is one
   */
  readonly dashboard?: false;
}

/** One service's gate in one environment, where the command line finds it. */
export class PreflightStack extends Stack {
  readonly preflight: Preflight;

  constructor(scope: Construct, props: PreflightStackProps) {
    const { config, environment, dashboard, ...rest } = props;
    const name = stackName(config.service, environment);
    const { account, region } = config.environments[environment]?.aws ?? {};
    super(scope, name, {
      description: `Preflight: may a release of ${config.service} go to ${environment}?`,
      ...rest,
      stackName: name,
      env: { ...(account ? { account } : {}), ...(region ? { region } : {}) },
    });
    this.preflight = new Preflight(this, 'Preflight', props);
    if (dashboard !== false) new PreflightDashboard(this, 'Dashboard', { preflight: this.preflight });
    this.#tellWhereThingsAre();
    Tags.of(this).add('preflight:service', config.service);
    Tags.of(this).add('preflight:environment', environment);
  }

  #tellWhereThingsAre(): void {
    const { gate, reports, results, rehearsals, console, approvals, window, windows, alarms, notices } = this.preflight;
    const command = this.preflight.functions['window-command'];
    const outputs: [name: keyof typeof stackOutputs, value: string | undefined, description: string][] = [
      ['gate', gate.stateMachineArn, 'Start it with a release'],
      ['reports', reports.bucketName, 'Holds the reports'],
      ['results', results.topicArn, 'Gets each conclusion'],
      ['rehearsals', rehearsals?.tableArn, 'Holds what was rehearsed'],
      ['console', console, 'Where people decide'],
      ['approvals', approvals?.topicArn, 'Is told when a run asks people'],
      ['window', window?.stateMachineArn, 'Start it with a release once that is deployed'],
      ['windows', windows?.tableName, 'Holds what became of each rollback window'],
      ['windowCommand', command?.functionName, 'Takes what people tell a rollback window'],
      ['notices', notices?.topicArn, 'Tells people what a rollback window has to tell'],
      ['alarms', alarms?.topicArn, 'Is notified by the alarms'],
    ];
    for (const [name, value, description] of outputs) {
      if (value !== undefined) new CfnOutput(this, stackOutputs[name], { value, description });
    }
  }
}
