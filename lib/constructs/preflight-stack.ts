import { CfnOutput, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { stackName, stackOutputs } from '../config/stack-name.ts';
import { Preflight, type PreflightProps } from './preflight.ts';

/** The stack's account and region come from the configuration, its name from the service and the environment. */
export interface PreflightStackProps extends PreflightProps, Omit<StackProps, 'env' | 'stackName'> {}

/** One service's gate in one environment, where the command line finds it. */
export class PreflightStack extends Stack {
  readonly preflight: Preflight;

  constructor(scope: Construct, props: PreflightStackProps) {
    const { config, environment, ...rest } = props;
    const name = stackName(config.service, environment);
    const { account, region } = config.environments[environment]?.aws ?? {};
    super(scope, name, {
      description: `Preflight: may a release of ${config.service} go to ${environment}?`,
      ...rest,
      stackName: name,
      env: { ...(account ? { account } : {}), ...(region ? { region } : {}) },
    });
    this.preflight = new Preflight(this, 'Preflight', props);
    const { gate, reports, results, rehearsals } = this.preflight;
    new CfnOutput(this, stackOutputs.gate, { value: gate.stateMachineArn, description: 'Start it with a release' });
    new CfnOutput(this, stackOutputs.reports, { value: reports.bucketName, description: 'Holds the reports' });
    new CfnOutput(this, stackOutputs.results, { value: results.topicArn, description: 'Gets each conclusion' });
    if (rehearsals) {
      const description = 'Holds what was rehearsed';
      new CfnOutput(this, stackOutputs.rehearsals, { value: rehearsals.tableArn, description });
    }
    Tags.of(this).add('preflight:service', config.service);
    Tags.of(this).add('preflight:environment', environment);
  }
}
