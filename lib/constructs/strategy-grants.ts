import { ArnFormat, type Stack } from 'aws-cdk-lib';
import type { Environment } from '../config/environment.ts';
import type { StrategyKind, StrategySettings } from '../config/window-settings.ts';
import type { Permission } from './permission.ts';
import { githubSecrets, readSecrets } from './source-grants.ts';

export interface StrategyContext {
  readonly environment: Environment;
  readonly stack: Stack;
}

/** What the functions may do that use a strategy. */
interface StrategyGrant<Settings extends StrategySettings> {
  /** To find what to go back to, and to follow how far it has come. */
  read(settings: Settings, context: StrategyContext): readonly Permission[];
  /** To go back: all that RollBack does, and nothing else. */
  write(settings: Settings, context: StrategyContext): readonly Permission[];
  /** Whether only the application's own network reaches what it asks. */
  readonly inNetwork?: (environment: Environment) => boolean;
}

type SettingsOf<Kind extends StrategyKind> = Extract<StrategySettings, { readonly kind: Kind }>;

/** Every strategy has its grants, or this does not compile. */
const strategyGrants: { readonly [Kind in StrategyKind]: StrategyGrant<SettingsOf<Kind>> } = {
  'lambda-alias': {
    read: (settings, { stack }) => [
      { actions: ['lambda:GetAlias'], resources: aliasArns(settings, stack) },
      { actions: ['lambda:ListVersionsByFunction'], resources: [functionArn(settings, stack)] },
      {
        actions: ['lambda:GetFunctionConfiguration'],
        resources: [functionArn(settings, stack), `${functionArn(settings, stack)}:*`],
        wildcard: 'nobody knows the numbers that the versions of a function will have',
      },
    ],
    write: (settings, { stack }) => [
      { actions: ['lambda:GetAlias', 'lambda:UpdateAlias'], resources: aliasArns(settings, stack) },
    ],
  },
  'ecs-service': {
    read: (settings, { stack }) => [
      { actions: ['ecs:DescribeServices'], resources: [serviceArn(settings, stack)] },
      {
        actions: ['ecs:DescribeTaskDefinition', 'ecs:ListTaskDefinitions'],
        resources: ['*'],
        wildcard: 'Amazon ECS knows no resources for reading task definitions',
      },
    ],
    write: (settings, { stack }) => [
      { actions: ['ecs:DescribeServices', 'ecs:UpdateService'], resources: [serviceArn(settings, stack)] },
      ...passTaskRoles(settings),
    ],
  },
  codedeploy: {
    read: (settings, { stack }) => [
      {
        actions: ['codedeploy:GetDeploymentGroup', 'codedeploy:GetDeployment'],
        resources: [deploymentGroupArn(settings, stack)],
      },
    ],
    write: (settings, { stack }) => [
      {
        actions: ['codedeploy:GetDeployment', 'codedeploy:StopDeployment'],
        resources: [deploymentGroupArn(settings, stack)],
      },
    ],
  },
  // What the token or the App may do there, GitHub says.
  'github-workflow': {
    read: (_settings, { environment, stack }) => readSecrets(githubSecrets(environment), environment, stack),
    write: (_settings, { environment, stack }) => readSecrets(githubSecrets(environment), environment, stack),
    inNetwork: ({ github }) => github?.inNetwork ?? false,
  },
  'state-machine': {
    read: ({ arn }) => [
      { actions: ['states:DescribeStateMachine'], resources: [arn] },
      { actions: ['states:DescribeExecution'], ...executionsOf(arn) },
    ],
    write: ({ arn }) => [
      { actions: ['states:StartExecution'], resources: [arn] },
      { actions: ['states:DescribeExecution'], ...executionsOf(arn) },
    ],
  },
  // People go back by hand.
  none: { read: () => [], write: () => [] },
};

/** @param act 'read': find a target, and follow. 'write': go back. */
export function strategyPermissions(
  settings: StrategySettings,
  act: 'read' | 'write',
  context: StrategyContext,
): readonly Permission[] {
  const grant: StrategyGrant<StrategySettings> = strategyGrants[settings.kind];
  return grant[act](settings, context);
}

export function isStrategyInNetwork({ kind }: StrategySettings, environment: Environment): boolean {
  return strategyGrants[kind].inNetwork?.(environment) ?? false;
}

function functionArn({ function: name }: SettingsOf<'lambda-alias'>, stack: Stack): string {
  if (name.startsWith('arn:')) return name;
  const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
  return stack.formatArn({ service: 'lambda', resource: 'function', resourceName: name, arnFormat });
}

/**
 * AWS names the function as the resource of both actions ("Actions, resources, and condition keys for AWS Lambda"), so that
 * IAM cannot allow one alias of it alone; a qualified name is held against the alias.
 */
function aliasArns(settings: SettingsOf<'lambda-alias'>, stack: Stack): string[] {
  const arn = functionArn(settings, stack);
  return [arn, `${arn}:${settings.alias}`];
}

function serviceArn({ cluster, service }: SettingsOf<'ecs-service'>, stack: Stack): string {
  return stack.formatArn({ service: 'ecs', resource: 'service', resourceName: `${cluster}/${service}` });
}

/** UpdateService needs the right to pass the roles of the task definition that it names, also where that ran before. */
function passTaskRoles({ taskRoles }: SettingsOf<'ecs-service'>): Permission[] {
  if (taskRoles.length === 0) return [];
  const conditions = { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } };
  return [{ actions: ['iam:PassRole'], resources: taskRoles, conditions }];
}

function deploymentGroupArn({ application, deploymentGroup }: SettingsOf<'codedeploy'>, stack: Stack): string {
  return stack.formatArn({
    service: 'codedeploy',
    resource: 'deploymentgroup',
    resourceName: `${application}/${deploymentGroup}`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** `arn:…:stateMachine:NAME`, with or without a version or an alias behind it, has executions `arn:…:execution:NAME:…`. */
function executionsOf(arn: string): Pick<Permission, 'resources' | 'wildcard'> {
  const machine = arn.split(':').slice(0, 7).join(':');
  return {
    resources: [`${machine.replace(':stateMachine:', ':execution:')}:*`],
    wildcard: "an execution has the name of the window's run",
  };
}
