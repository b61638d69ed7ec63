import { describe, expect, it } from 'vitest';
import { secret } from '../../lib/config/index.ts';
import { lambda, problems, quiet, settingsOf } from './support/rollback.ts';

describe('how it goes back', () => {
  const arn = 'arn:aws:states:eu-central-1:111122223333:stateMachine:roll-back';
  const role = 'arn:aws:iam::111122223333:role/teams/shop/shop-api-task';
  const ecs = { cluster: 'main', service: 'shop', taskRoles: [role] };
  it.each([
    [{ ecsService: ecs }, { kind: 'ecs-service', ...ecs }],
    [{ ecsService: { ...ecs, taskRoles: [] } }, { kind: 'ecs-service', ...ecs, taskRoles: [] }],
    [
      { codedeploy: { application: 'shop', deploymentGroup: 'live' } },
      { kind: 'codedeploy', application: 'shop', deploymentGroup: 'live' },
    ],
    [{ stateMachine: { arn } }, { kind: 'state-machine', arn }],
    ['none', { kind: 'none' }],
  ])('may be %j', (strategy, wanted) => {
    expect(settingsOf({ ...quiet, strategy }).strategy).toEqual(wanted);
  });

  it("may be a workflow, which the environment's GitHub runs", () => {
    const strategy = { githubWorkflow: { workflow: 'rollback.yml', ref: 'main' } };
    const github = { repository: 'acme/shop-api', auth: { token: secret('shop/github') } };
    const changes = { github, trustedAuthorities: [] };
    expect(settingsOf({ ...quiet, strategy }, { changes }).strategy).toEqual({
      kind: 'github-workflow',
      workflow: 'rollback.yml',
      ref: 'main',
      sources: { trustedAuthorities: [], github: { ...github, apiUrl: 'https://api.github.com', inNetwork: false } },
    });
    expect(problems({ ...quiet, strategy })).toEqual([
      "github: is missing; rollback.strategy asks it: write { repository: 'owner/name', auth: { token: secret('name', 'key') } }",
    ]);
  });

  const forms =
    "{ lambdaAlias: { function, alias } }, { ecsService: { cluster, service, taskRoles } }, { codedeploy: { application, deploymentGroup } }, { githubWorkflow: { workflow, ref } }, { stateMachine: { arn } } or 'none'";
  it.each([
    [undefined, `strategy: is missing; write ${forms}`],
    ['lambdaAlias', `strategy: must be ${forms}, not "lambdaAlias"`],
    [{}, `strategy: must be ${forms}, not {}`],
    [{ blueGreen: {} }, `strategy: must be ${forms}, not {"blueGreen":{}}`],
    [{ lambdaAlias: lambda, stateMachine: { arn } }, `strategy: must be ${forms}, not {"lambdaAlias"`],
    [{ lambdaAlias: { function: '*', alias: 'live' } }, 'strategy.lambdaAlias.function: must be a function'],
    [{ ecsService: { ...ecs, cluster: 'arn:aws:ecs:x' } }, 'strategy.ecsService.cluster: must be a name'],
    [
      { ecsService: { cluster: 'main', service: 'shop' } },
      'strategy.ecsService.taskRoles: is missing; write [ARN, …]: the task role and the execution role of its task definitions, or [] where these have neither',
    ],
    [{ ecsService: { ...ecs, taskRoles: role } }, 'strategy.ecsService.taskRoles: must be [ARN, …]: the task role'],
    [
      { ecsService: { ...ecs, taskRoles: [role.replace('shop-api-task', '*')] } },
      'strategy.ecsService.taskRoles[0]: must be the ARN of a role, for example arn:aws:iam::111122223333:role/shop-api-task, not',
    ],
    [{ codedeploy: { application: '*', deploymentGroup: 'a' } }, 'strategy.codedeploy.application: must be the name'],
    [{ stateMachine: { arn: arn.replace('roll-back', '*') } }, 'strategy.stateMachine.arn: must be the ARN of a state'],
  ])('is refused as %j', (strategy, message) => {
    expect(problems({ ...quiet, strategy })).toEqual([expect.stringContaining(`rollback.${message}`)]);
  });

  it.each([
    { workflow: '../rollback.yml', ref: 'main' },
    { workflow: 'rollback.sh', ref: 'main' },
    { workflow: 'rollback.yml', ref: 'a..b' },
    { workflow: 'rollback.yml', ref: '-x' },
  ])('is no workflow with %j', (githubWorkflow) => {
    const github = { repository: 'acme/shop-api', auth: { token: secret('shop/github') } };
    expect(problems({ ...quiet, strategy: { githubWorkflow } }, { github })).toHaveLength(1);
  });
});
