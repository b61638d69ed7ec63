import { beforeAll, describe, expect, it } from 'vitest';
import { longestPath } from '../../bench/transitions.ts';
import { definePreflight, off } from '../../lib/config/index.ts';
import { bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { configWith, environment, groupWith } from '../support/config.ts';
import { type Definition, definitionOf, longestSeconds, tasksOf } from '../support/definition.ts';
import { synthesize } from '../support/synth.ts';

let gate: Definition;

beforeAll(async () => {
  await bundleLambdas();
  gate = definitionOf(synthesize(configWith()));
});

const lambdaErrors = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
];

describe('the way through the gate', () => {
  it('gives ParseRelease the run and the input, and nothing else', () => {
    expect(gate.States['ParseRelease']?.Parameters).toEqual({
      run: {
        'id.$': '$$.Execution.Name',
        'execution.$': '$$.Execution.Id',
        'startedAt.$': '$$.Execution.StartTime',
      },
      'release.$': '$',
    });
    expect(gate.StartAt).toBe('ParseRelease');
  });

  it('goes on only with a release that was accepted', () => {
    const choice = gate.States['IsReleaseValid'];
    expect(choice?.Choices).toEqual([{ Variable: '$.fingerprint', IsPresent: true, Next: 'RunCheckGroups' }]);
    expect(choice?.Default).toBe('ReleaseRefused');
    expect(gate.States['ReleaseRefused']).toMatchObject({ Error: 'ReleaseRefused', CausePath: '$.refused.cause' });
  });

  it('runs a branch for each group with a check that is on', () => {
    const branches = gate.States['RunCheckGroups']?.Branches ?? [];
    expect(branches.map(({ StartAt }) => StartAt)).toEqual(['CheckEnvironment', 'CheckDatabase']);
    expect(gate.States['RunCheckGroups']).toMatchObject({ ResultPath: '$.groups', Next: 'DecideVerdict' });
  });

  it('gives a group the run and the release, and not what others found', () => {
    const task = gate.States['RunCheckGroups']?.Branches?.[1]?.States['CheckDatabase'];
    expect(task?.Parameters).toEqual({ 'run.$': '$.run', 'release.$': '$.release' });
  });

  it('makes an answer of a group that fails, whatever the failure is', () => {
    const branch = gate.States['RunCheckGroups']?.Branches?.[1];
    expect(branch?.States['CheckDatabase']?.Catch).toEqual([{ ErrorEquals: ['States.ALL'], Next: 'DatabaseFailed' }]);
    expect(branch?.States['DatabaseFailed']).toMatchObject({
      Type: 'Pass',
      Parameters: { group: 'database', 'failure.$': '$' },
      End: true,
    });
  });

  it('does not catch what goes wrong in a decision', () => {
    expect(gate.States['DecideVerdict']?.Catch).toBeUndefined();
    expect(gate.States['DecideVerdict']).toMatchObject({ ResultPath: '$.decision', Next: 'WriteReport' });
  });

  it('ends without a GO when the report is not written', () => {
    expect(gate.States['WriteReport']?.Catch).toEqual([
      { ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'ReportNotWritten' },
    ]);
    expect(gate.States['ReportNotWritten']).toMatchObject({ Type: 'Fail', Error: 'ReportNotWritten' });
    expect(gate.States['ReportNotWritten']?.CausePath).toMatch(/^States\.Format\('the report could not be written/);
  });

  it('keeps the verdict when nobody can be told', () => {
    expect(gate.States['PublishResult']).toMatchObject({
      Next: 'IsGo',
      ResultPath: '$.publication',
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.publication', Next: 'IsGo' }],
    });
  });

  it('tells the conclusion as JSON, with the verdict to filter by', () => {
    expect(gate.States['PublishResult']?.Parameters).toMatchObject({
      'Message.$': 'States.JsonToString($.conclusion)',
      'Subject.$': "States.Format('shop-api production: {}', $.conclusion.headline)",
      MessageAttributes: { verdict: { DataType: 'String', 'StringValue.$': '$.conclusion.verdict' } },
    });
  });

  it('has a subject that SNS takes, with the longest names that the configuration takes', () => {
    const [service, name] = ['s'.repeat(48), 'e'.repeat(32)];
    const config = definePreflight({ service, environments: { [name]: environment } });
    const { Parameters } = definitionOf(synthesize(config, { environment: name })).States['PublishResult'] ?? {};
    const subject = /States\.Format\('(.*)', /
      .exec(JSON.stringify(Parameters))?.[1]
      ?.replace('{}', 'break-glass no-go');
    expect(subject).toBe(`${service} ${name}: break-glass no-go`);
    // SNS: at most 100 characters.
    expect(subject?.length).toBeLessThanOrEqual(100);
    expect(() => definePreflight({ service: `${service}s`, environments: { [name]: environment } })).toThrow('service');
    expect(() => definePreflight({ service, environments: { [`${name}e`]: environment } })).toThrow('environments');
  });

  it('succeeds on the verdict go alone', () => {
    expect(gate.States['IsGo']?.Choices).toEqual([
      { Variable: '$.conclusion.verdict', StringEquals: 'go', Next: 'Go' },
    ]);
    expect(gate.States['IsGo']?.Default).toBe('NoGo');
    expect(gate.States['NoGo']).toMatchObject({ Type: 'Fail', Error: 'NoGo', CausePath: '$.conclusion.text' });
    expect(gate.States['Go']).toMatchObject({ Type: 'Succeed', OutputPath: '$.conclusion' });
    const succeeding = Object.entries(gate.States).filter(([, { Type, End }]) => Type === 'Succeed' || End === true);
    expect(succeeding.map(([name]) => name)).toEqual(['Go']);
  });
});

describe('what holds for every task', () => {
  it('retries what is the fault of Lambda itself, 7 s at most', () => {
    const functions = tasksOf(gate).filter(({ name }) => name !== 'PublishResult');
    expect(functions).toHaveLength(5);
    for (const { Retry } of functions) {
      const [first] = Retry ?? [];
      expect(first).toEqual({
        ErrorEquals: lambdaErrors,
        IntervalSeconds: 1,
        BackoffRate: 2,
        MaxAttempts: 3,
        JitterStrategy: 'FULL',
      });
    }
  });

  it('has a timeout above its function', () => {
    const timeouts = Object.fromEntries(tasksOf(gate).map(({ name, TimeoutSeconds }) => [name, TimeoutSeconds]));
    expect(timeouts).toEqual({
      ParseRelease: 15,
      CheckEnvironment: 20,
      CheckDatabase: 20,
      DecideVerdict: 15,
      WriteReport: 25,
      PublishResult: 10,
    });
  });

  it('fits, with every retry and the longest deadline, into the timeout of the execution', () => {
    const slow = definitionOf(synthesize(configWith({ checkDeadlineSeconds: 120 })));
    const group = Math.max(
      ...tasksOf(slow).flatMap((task) => (task.name.startsWith('Check') ? longestSeconds(task) : [])),
    );
    const others = tasksOf(slow).flatMap((task) => (task.name.startsWith('Check') ? [] : longestSeconds(task)));
    expect(group + others.reduce((sum, seconds) => sum + seconds, 0)).toBeLessThan(slow.TimeoutSeconds);
    expect(slow.TimeoutSeconds).toBe(900);
  });
});

it('takes at most 25 state transitions', () => {
  const three = synthesize(configWith({ checks: { ...environment.checks, infrastructure } }));
  expect(longestPath(definitionOf(three))).toBeLessThanOrEqual(25);
  expect(longestPath(gate)).toBe(13);
});

it('refuses an environment with every check off', () => {
  const all = off('nothing is checked here at all');
  const checks = {
    'code-quality': all,
    environment: all,
    database: all,
    infrastructure: all,
    'staging-rehearsal': all,
    'post-deploy': all,
  };
  expect(() => synthesize(configWith({ checks }))).toThrow(
    'environment production must have a check that is on: a gate without checks could never say go',
  );
});

const infrastructure = groupWith('infrastructure', {
  'services-running': { redis: { host: 'redis.shop.internal', credentials: 'shop/redis' } },
});
