import { App, Stack } from 'aws-cdk-lib';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Environment } from '../../lib/config/environment.ts';
import { type RollbackInput, secret } from '../../lib/config/index.ts';
import type { StrategyKind, StrategySettings } from '../../lib/config/window-settings.ts';
import type { Permission } from '../../lib/constructs/permission.ts';
import { isStrategyInNetwork, strategyPermissions } from '../../lib/constructs/strategy-grants.ts';
import { bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { vpc } from '../support/config.ts';
import { flat } from '../support/permissions.ts';
import { functionsOf, namesOf, synthesize } from '../support/synth.ts';
import { watchedWith } from '../support/watched.ts';

const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-central-1' } });
const github = { repository: 'acme/shop-api', auth: { token: secret('shop/github', 'token') } };
const taskRoles = ['arn:aws:iam::111122223333:role/shop-task', 'arn:aws:iam::111122223333:role/shop-execution'];
const arn = 'arn:aws:states:eu-central-1:111122223333:stateMachine:go-back';

const strategies: Readonly<Record<StrategyKind, StrategySettings>> = {
  'lambda-alias': { kind: 'lambda-alias', function: 'shop-api', alias: 'live' },
  'ecs-service': { kind: 'ecs-service', cluster: 'shop', service: 'api', taskRoles },
  codedeploy: { kind: 'codedeploy', application: 'shop', deploymentGroup: 'api' },
  'github-workflow': {
    kind: 'github-workflow',
    workflow: 'rollback.yml',
    ref: 'main',
    sources: { trustedAuthorities: [] },
  },
  'state-machine': { kind: 'state-machine', arn },
  none: { kind: 'none' },
};

function environmentWith(others: Parameters<typeof watchedWith>[1] = { github }): Environment {
  const { production } = watchedWith({}, others).environments;
  if (production === undefined) throw new Error('the configuration has no environment production');
  return production;
}

function linesOf(kind: StrategyKind, act: 'read' | 'write'): string[] {
  const context = { environment: environmentWith(), stack };
  return strategyPermissions(strategies[kind], act, context).map(lineOf);
}

function lineOf({ actions, resources, conditions }: Permission): string {
  const arns = resources.map((one) => flat(stack.resolve(one)).replace('<AWS::Partition>', 'aws'));
  return `${actions.join()} on ${arns.join()}${conditions === undefined ? '' : ` if ${JSON.stringify(conditions)}`}`;
}

describe('a strategy may do this and no more:', () => {
  const lambda = 'arn:aws:lambda:eu-central-1:111122223333:function:shop-api';
  const service = 'arn:aws:ecs:eu-central-1:111122223333:service/shop/api';
  const group = 'arn:aws:codedeploy:eu-central-1:111122223333:deploymentgroup:shop/api';
  const token = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/github-??????';
  const executions = 'arn:aws:states:eu-central-1:111122223333:execution:go-back:*';

  it.each<[StrategyKind, string[], string[]]>([
    [
      'lambda-alias',
      [
        `lambda:GetAlias on ${lambda},${lambda}:live`,
        `lambda:ListVersionsByFunction on ${lambda}`,
        `lambda:GetFunctionConfiguration on ${lambda},${lambda}:*`,
      ],
      [`lambda:GetAlias,lambda:UpdateAlias on ${lambda},${lambda}:live`],
    ],
    [
      'ecs-service',
      [`ecs:DescribeServices on ${service}`, 'ecs:DescribeTaskDefinition,ecs:ListTaskDefinitions on *'],
      [
        `ecs:DescribeServices,ecs:UpdateService on ${service}`,
        'iam:PassRole on arn:aws:iam::111122223333:role/shop-task,arn:aws:iam::111122223333:role/shop-execution if {"StringEquals":{"iam:PassedToService":"ecs-tasks.amazonaws.com"}}',
      ],
    ],
    [
      'codedeploy',
      [`codedeploy:GetDeploymentGroup,codedeploy:GetDeployment on ${group}`],
      [`codedeploy:GetDeployment,codedeploy:StopDeployment on ${group}`],
    ],
    ['github-workflow', [`secretsmanager:GetSecretValue on ${token}`], [`secretsmanager:GetSecretValue on ${token}`]],
    [
      'state-machine',
      [`states:DescribeStateMachine on ${arn}`, `states:DescribeExecution on ${executions}`],
      [`states:StartExecution on ${arn}`, `states:DescribeExecution on ${executions}`],
    ],
    ['none', [], []],
  ])('%s', (kind, read, write) => {
    expect(linesOf(kind, 'read')).toEqual(read);
    expect(linesOf(kind, 'write')).toEqual(write);
  });

  it('changes nothing where it only looks', () => {
    for (const kind of Object.keys(strategies) as StrategyKind[]) {
      const actions = linesOf(kind, 'read').flatMap((line) => (line.split(' on ')[0] ?? '').split(','));
      expect(actions.filter((action) => !/:(Get|List|Describe)/.test(action))).toEqual([]);
    }
  });

  it('passes no role where its task definitions have none', () => {
    const strategy = { kind: 'ecs-service', cluster: 'shop', service: 'api', taskRoles: [] } as const;
    const permissions = strategyPermissions(strategy, 'write', { environment: environmentWith(), stack });
    expect(permissions.flatMap(({ actions }) => actions)).toEqual(['ecs:DescribeServices', 'ecs:UpdateService']);
  });

  it('knows the executions of a state machine by its name, whether a version is named or not', () => {
    const context = { environment: environmentWith(), stack };
    const [, follow] = strategyPermissions({ kind: 'state-machine', arn: `${arn}:PROD` }, 'write', context);
    expect(follow?.resources).toEqual([executions]);
  });
});

describe('the network', () => {
  beforeAll(async () => {
    await bundleLambdas();
  });

  const inNetwork = (strategy: RollbackInput['strategy'], enterprise: boolean): string[] => {
    const server = { ...github, apiUrl: 'https://github.acme.example/api/v3', inNetwork: enterprise };
    const config = watchedWith({ strategy }, { network: vpc, github: enterprise ? server : github });
    const all = functionsOf(synthesize(config)).filter(([, { Properties }]) => Properties['VpcConfig'] !== undefined);
    return namesOf(all).filter((name) => !name.startsWith('Check'));
  };

  it('holds no function of the way back', () => {
    expect(inNetwork({ lambdaAlias: { function: 'shop-api', alias: 'live' } }, true)).toEqual([]);
    expect(inNetwork({ githubWorkflow: { workflow: 'rollback.yml', ref: 'main' } }, false)).toEqual([]);
  });

  it('holds those that ask a GitHub server which only the network reaches', () => {
    expect(inNetwork({ githubWorkflow: { workflow: 'rollback.yml', ref: 'main' } }, true)).toEqual([
      'OpenWindow',
      'RollBack',
      'VerifyRollback',
    ]);
  });

  it('is asked of the strategy that uses it alone', () => {
    const environment = environmentWith({ github: { ...github, inNetwork: true }, network: vpc });
    const kinds = (Object.keys(strategies) as StrategyKind[]).filter((kind) =>
      isStrategyInNetwork(strategies[kind], environment),
    );
    expect(kinds).toEqual(['github-workflow']);
  });
});
