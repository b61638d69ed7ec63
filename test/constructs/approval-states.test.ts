import { beforeAll, describe, expect, it } from 'vitest';
import { off, secret } from '../../lib/config/index.ts';
import { bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { attendedChecks, attendedWith, item, waivableChecks } from '../support/attended.ts';
import { configWith, environment } from '../support/config.ts';
import {
  type Definition,
  definitionOf,
  longestSeconds,
  longestWaitSeconds,
  type NamedState,
  nextOf,
  type State,
  statesOf,
  tasksOf,
} from '../support/definition.ts';
import { ofType, synthesize } from '../support/synth.ts';

let gate: Definition;
let several: Definition;

beforeAll(async () => {
  await bundleLambdas();
  gate = definitionOf(synthesize(attendedWith()));
  const items = { 'support-briefed': item('30m'), 'runbook-read': item('1d'), 'again-a-day': item('1d') };
  several = definitionOf(synthesize(attendedWith({ items })));
});

/** A state wherever it stands. */
function stateOf(definition: Definition, name: string): State {
  const found = statesOf(definition).find((one) => one.name === name);
  if (found === undefined) throw new Error(`the definition has no state ${name}`);
  return found;
}

const lambdaRetry = { IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 3 };
const caught = (Next: string, ResultPath: string) => [{ ErrorEquals: ['States.ALL'], ResultPath, Next }];

describe('where nobody is asked', () => {
  it('the gate has no state, no function and nothing else of it, and is otherwise the same', () => {
    const without = definitionOf(synthesize(configWith()));
    const { DecideVerdict, ...others } = without.States;
    expect(DecideVerdict?.Next).toBe('WriteReport');
    for (const [name, state] of Object.entries(others)) expect(gate.States[name]).toEqual(state);
    const { DecideVerdict: asking } = gate.States;
    expect({ ...asking, Next: 'WriteReport' }).toEqual(DecideVerdict);
    const added = Object.keys(gate.States).filter((name) => !(name in without.States));
    expect(added.toSorted()).toEqual([
      'ApprovalsFailed',
      'AsksPeople',
      'CloseApprovals',
      'DecideAfterApprovals',
      'NotifyApprovers',
      'OpenApprovals',
      'RefreshEvidence',
      'RequestApprovals',
    ]);
  });

  it('the stack has no table, API, user pool or second topic', () => {
    const { resources } = synthesize(configWith());
    const types = Object.values(resources).map(({ Type }) => Type);
    expect(types.filter((type) => /DynamoDB|ApiGateway|Cognito/.test(type))).toEqual([]);
    expect(ofType(resources, 'AWS::SNS::Topic')).toHaveLength(1);
  });
});

describe('a question', () => {
  it('is asked only where the decision is one; all else is a verdict', () => {
    expect(gate.States['DecideVerdict']?.Next).toBe('AsksPeople');
    expect(gate.States['AsksPeople']).toMatchObject({
      Choices: [{ Variable: '$.decision.ask', IsPresent: true, Next: 'OpenApprovals' }],
      Default: 'WriteReport',
    });
  });

  it('is written down before anybody is told or waited for', () => {
    expect(gate.States['OpenApprovals']).toMatchObject({
      Next: 'NotifyApprovers',
      ResultPath: '$.approvals',
      Parameters: {
        'run.$': '$.run',
        'release.$': '$.release',
        'fingerprint.$': '$.fingerprint',
        'decision.$': '$.decision',
      },
    });
    expect(gate.States['NotifyApprovers']?.Next).toBe('RequestApprovals');
    expect(gate.States['RequestApprovals']?.Next).toBe('CloseApprovals');
  });

  it('is told to people and programs, each in their form, and asked also where nobody can be told', () => {
    expect(gate.States['NotifyApprovers']).toMatchObject({
      Resource: 'arn:arn:states:::sns:publish',
      ResultPath: '$.notification',
      Parameters: {
        'Message.$': '$.approvals.notification.message',
        MessageStructure: 'json',
        'Subject.$': '$.approvals.notification.subject',
      },
      Catch: caught('RequestApprovals', '$.notification'),
    });
  });
});

describe('the wait for an item', () => {
  const processorOf = (definition: Definition) => definition.States['RequestApprovals']?.ItemProcessor;

  it('gets the run and its item, and what it answers is kept nowhere', () => {
    expect(gate.States['RequestApprovals']).toMatchObject({
      ItemsPath: '$.approvals.items',
      ItemSelector: { 'run.$': '$.run.id', 'item.$': '$$.Map.Item.Value' },
      ResultPath: null,
    });
    expect(processorOf(gate)).toMatchObject({ StartAt: 'RequestApproval', ProcessorConfig: { Mode: 'INLINE' } });
  });

  it('is one task with a token, whose function gets the token and no more than names', () => {
    expect(stateOf(gate, 'RequestApproval')).toMatchObject({
      Resource: 'arn:arn:states:::lambda:invoke.waitForTaskToken',
      ResultPath: null,
      End: true,
      Parameters: {
        FunctionName: 'arn',
        Payload: { 'run.$': '$.run', 'item.$': '$.item.id', 'token.$': '$$.Task.Token' },
      },
    });
  });

  it('takes 5 s longer than the item may be decided', () => {
    // 4 hours, as configured.
    expect(stateOf(gate, 'RequestApproval').TimeoutSeconds).toBe(14_405);
  });

  it('is alone in knowing a token', () => {
    const knowing = [gate, several].map((definition) =>
      statesOf(definition).filter(({ Parameters }) => JSON.stringify(Parameters ?? {}).includes('Task.Token')),
    );
    expect(knowing.flat().every(({ name }) => /^RequestApproval(?!s)/.test(name))).toBe(true);
    expect(knowing.map((states) => states.length)).toEqual([1, 3]);
  });

  it('ends by itself where it fails or its time is up, and leaves the other items alone', () => {
    expect(stateOf(gate, 'RequestApproval').Catch).toEqual(caught('WaitEnded', '$.failure'));
    expect(stateOf(gate, 'WaitEnded')).toMatchObject({ Type: 'Pass', End: true });
    const tasks = tasksOf(processorOf(several) ?? { States: {} });
    for (const { Catch } of tasks) expect(Catch).toEqual(caught('WaitEnded', '$.failure'));
    expect(tasks).toHaveLength(3);
  });

  it('begins again where its function fails, but not once its time is up', () => {
    expect(stateOf(gate, 'RequestApproval').Retry).toEqual([
      expect.objectContaining(lambdaRetry),
      expect.objectContaining({ ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 2, MaxAttempts: 2 }),
    ]);
  });

  it('has a state for each length of time, and the longest for whatever is none of them', () => {
    expect(processorOf(several)?.StartAt).toBe('HowLong');
    expect(stateOf(several, 'HowLong')).toMatchObject({
      Choices: [
        { Variable: '$.item.expiresAfterSeconds', NumericEquals: 1800, Next: 'RequestApproval30m' },
        { Variable: '$.item.expiresAfterSeconds', NumericEquals: 14_400, Next: 'RequestApproval4h' },
      ],
      Default: 'RequestApproval1d',
    });
    const times = tasksOf(processorOf(several) ?? { States: {} }).map(({ name, TimeoutSeconds }) => [
      name,
      TimeoutSeconds,
    ]);
    expect(Object.fromEntries(times)).toEqual({
      RequestApproval30m: 1805,
      RequestApproval4h: 14_405,
      RequestApproval1d: 86_405,
    });
  });
});

describe('the end of the questions', () => {
  it('is read from the table, with what the groups had seen', () => {
    expect(gate.States['CloseApprovals']).toMatchObject({
      Next: 'RefreshEvidence',
      ResultPath: '$.approvals',
      Parameters: { 'run.$': '$.run', 'groups.$': '$.groups' },
    });
  });

  it('is a verdict that is told so where people could not be asked, or their decisions not be read', () => {
    for (const name of ['OpenApprovals', 'CloseApprovals']) {
      expect(gate.States[name]?.Catch).toEqual(caught('ApprovalsFailed', '$.approvalFailure'));
      expect(gate.States[name]?.Retry?.[1]).toMatchObject({
        ErrorEquals: ['States.TaskFailed', 'States.Timeout'],
        MaxAttempts: 2,
      });
    }
    expect(gate.States['ApprovalsFailed']).toMatchObject({
      Type: 'Pass',
      Parameters: { 'failure.$': '$.approvalFailure', stale: [] },
      // In the place of what was opened.
      ResultPath: '$.approvals',
      Next: 'RefreshEvidence',
    });
  });

  it('lets every group look again whose evidence is old', () => {
    expect(gate.States['RefreshEvidence']).toMatchObject({
      ItemsPath: '$.approvals.stale',
      ItemSelector: { 'group.$': '$$.Map.Item.Value', 'run.$': '$.run', 'release.$': '$.release' },
      ResultPath: '$.refreshed',
      Next: 'DecideAfterApprovals',
    });
    expect(stateOf(gate, 'WhichGroup')).toMatchObject({
      Choices: [
        { Variable: '$.group', StringEquals: 'environment', Next: 'RefreshEnvironment' },
        { Variable: '$.group', StringEquals: 'database', Next: 'RefreshDatabase' },
      ],
      Default: 'GroupUnknown',
    });
  });

  it('makes an answer of a group that fails then, or that no function runs', () => {
    expect(stateOf(gate, 'RefreshDatabase')).toMatchObject({
      Parameters: { 'run.$': '$.run', 'release.$': '$.release' },
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'DatabaseNotRefreshed' }],
    });
    expect(stateOf(gate, 'DatabaseNotRefreshed')).toMatchObject({
      Type: 'Pass',
      Parameters: { group: 'database', 'failure.$': '$' },
      End: true,
    });
    expect(stateOf(gate, 'GroupUnknown')).toMatchObject({
      Parameters: { 'group.$': '$.group', failure: { Error: 'GroupUnknown' } },
      End: true,
    });
  });

  it('is the verdict, by what was found at last and what people decided; nobody is asked again', () => {
    expect(gate.States['DecideAfterApprovals']).toMatchObject({
      Next: 'WriteReport',
      ResultPath: '$.decision',
      Parameters: {
        'run.$': '$.run',
        'groups.$': '$.groups',
        'approvals.$': '$.approvals',
        'refreshed.$': '$.refreshed',
      },
    });
    expect(gate.States['DecideAfterApprovals']?.Catch).toBeUndefined();
    const leading = Object.entries(gate.States).filter(([, state]) => nextOf(state).includes('OpenApprovals'));
    expect(leading.map(([name]) => name)).toEqual(['AsksPeople']);
  });
});

describe('the whole definition', () => {
  it('names each state once, wherever it stands, and says what it is for', () => {
    const names = statesOf(several).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(statesOf(several).filter(({ Comment }) => Comment === undefined)).toEqual([]);
  });

  it.each([
    ['', {}],
    [', with a commit status', { commitStatus: {} }],
  ])('fits, with every retry and the longest deadline of a check, into its time%s', (_name, status) => {
    const github = { repository: 'acme/shop-api', auth: { token: secret('shop/github', 'token') }, ...status };
    const changes = { github, checkDeadlineSeconds: 120, checks: waivableChecks };
    const slow = definitionOf(synthesize(attendedWith({ items: { 'support-briefed': item('1d') } }, changes)));
    const beginning = (part: RegExp): NamedState[] => tasksOf(slow).filter(({ name }) => part.test(name));
    const longest = (tasks: readonly NamedState[]): number => Math.max(...tasks.map(longestSeconds));
    // The function's time, and 5 s for the way there and back.
    const waits = beginning(/^RequestApproval/).map((task) => longestWaitSeconds(task, 15));
    const others = beginning(/^(?!Check|Refresh|RequestApproval)/).map(longestSeconds);
    const sideBySide = [Math.max(...waits), longest(beginning(/^Check/)), longest(beginning(/^Refresh/))];
    const sum = [...sideBySide, ...others].reduce((total, seconds) => total + seconds, 0);
    expect(sum).toBeLessThan(slow.TimeoutSeconds);
    // No more than a few minutes above, beside the day.
    expect(slow.TimeoutSeconds - sum).toBeLessThan(300);
    expect(slow.TimeoutSeconds).toBe(86_400 + ('commitStatus' in status ? 2220 : 2100));
  });

  it.each([
    ['an item of the checklist', {}, attendedChecks],
    ['an item that the team has made', { items: { 'support-briefed': item() } }, environment.checks],
    ['a check that is waivable', {}, { ...waivableChecks, 'code-quality': off('not checked in this test') }],
  ])('asks people for the sake of %s alone', (_name, approvals, checks) => {
    const asking = definitionOf(synthesize(attendedWith(approvals, { checks })));
    expect(Object.keys(asking.States)).toContain('OpenApprovals');
  });
});
