import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { functionCode } from './function-code.ts';
import type { FunctionNetwork } from './function-network.ts';
import { acknowledgeFunction } from './nag-acknowledgements.ts';
import { type Permission, statementOf } from './permission.ts';

export interface GateFunctionProps {
  /** The bundle's name, which is the handler's in `lambdas/`, with the strategy behind it where it uses one. */
  readonly bundle: string;
  /** For the console: what this function does. */
  readonly description: string;
  /** Written beside the code as `settings.json`. */
  readonly settings: object;
  readonly timeout: Duration;
  readonly logRetention: RetentionDays;
  /** What the role may do beside writing its logs and traces. @default - nothing */
  readonly permissions?: readonly Permission[];
  /** @default - not in a VPC */
  readonly network?: FunctionNetwork;
  /** @default - none */
  readonly variables?: Readonly<Record<string, string>>;
}

/**
 * 512 MB is 0.29 of a vCPU (Lambda gives a whole one at 1,769 MB): enough that a cold start parses a bundle of some
 * 400 KB and makes a dozen TLS handshakes at once well within a check's deadline of 10 s; a run costs 0.0001 dollars.
 */
const memorySize = 512;

/** What Lambda itself needs to attach a function to a VPC. */
const attachToNetwork: Permission = {
  actions: [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ],
  resources: ['*'],
  wildcard: 'Lambda makes network interfaces that have no name before, and EC2 knows no resources for describing them',
};

/** One of the gate's functions, with its own role and its own log group. */
export class GateFunction extends Construct {
  readonly function: LambdaFunction;
  readonly timeout: Duration;
  /** There it goes idle after two weeks without a call, and answers the next one with ResourceNotReadyException. */
  readonly inNetwork: boolean;

  constructor(scope: Construct, id: string, props: GateFunctionProps) {
    super(scope, id);
    const { network } = props;
    this.timeout = props.timeout;
    this.inNetwork = network !== undefined;
    // Reports are the record of a run, and they stay; logs are for looking into a fault, and go with the stack.
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Role of the function that does this: ${props.description}`,
    });
    logGroup.grantWrite(role);
    const permissions = [...(props.permissions ?? []), ...(network ? [attachToNetwork] : [])];
    for (const permission of permissions) role.addToPolicy(statementOf(permission));
    acknowledgeFunction(role, permissions);
    this.function = new LambdaFunction(this, 'Function', {
      description: props.description,
      code: functionCode(this, props.bundle, props.settings),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize,
      timeout: props.timeout,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
      ...(props.variables ? { environment: { ...props.variables } } : {}),
      ...network,
    });
  }
}
