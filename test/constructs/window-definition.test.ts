import { beforeAll, describe, expect, it } from 'vitest';
import { definePreflight } from '../../lib/config/index.ts';
import { bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { environment, vpc } from '../support/config.ts';
import {
  type Definition,
  definitionOf,
  longestSeconds,
  longestWaitSeconds,
  nextOf,
  type State,
  tasksOf,
} from '../support/definition.ts';
import { rehearsalTable } from '../support/rehearsal-table.ts';
import { synthesize } from '../support/synth.ts';
import { inNetwork, probing, verifiedWith } from '../support/verified.ts';
import { type Answer, type Walk, walk } from '../support/walk.ts';
import { guarded, guardedWith, rollback, watchedWith } from '../support/watched.ts';

let plain: Definition;
let guard: Definition;
/** With what is looked at from outside, and environments that are rehearsed there. */
let verified: Definition;

beforeAll(async () => {
  await bundleLambdas();
  plain = definitionOf(synthesize(watchedWith()), 'Window');
  guard = definitionOf(synthesize(guardedWith()), 'Window');
  verified = definitionOf(synthesize(verifiedWith(), { recordsRehearsalsIn: [rehearsalTable()] }), 'Window');
});

const each = () => [plain, guard, verified];
const stateOf = (definition: Definition, name: string): State => {
  const found = definition.States[name];
  if (found === undefined) throw new Error(`the definition has no state ${name}`);
  return found;
};

type Answers = Readonly<Record<string, unknown>>;
const timeout = { fails: 'States.Timeout' };
const failure = { fails: 'Error' };
/** What each task answers where a test says nothing else: a window that is opened, triggered and rolled back. */
const usual: Answers = {
  OpenWindow: { next: 'watch', endsAt: '2026-11-23T11:00:00.000Z' },
  CheckSchemaAtOpen: { state: 'compatible' },
  Watch: { next: 'trigger' },
  TellWatchFailed: { MessageId: '1' },
  VerifyDeployment: null,
  CheckSchema: { state: 'compatible' },
  DecideRollback: { next: 'back' },
  AskPeople: { item: 'roll-back-despite-schema', status: 'approved' },
  RollBack: null,
  VerifyRollback: { next: 'verified' },
  CloseWindow: { result: 'rolled-back' },
  WriteReport: { result: 'rolled-back', text: 'rolled back' },
  RecordRehearsals: null,
  TellNotRecorded: { MessageId: '3' },
  PublishResult: { MessageId: '2' },
};

/** @param answers a list is what a task answers time after time, the last of it from then on; `fails` is with which error. */
function goes(definition: Definition, answers: Answers = {}): Walk {
  return walk(definition, (task, nth): Answer => {
    const all = { ...usual, ...answers }[task];
    const one = Array.isArray(all) ? all[Math.min(nth, all.length) - 1] : all;
    return typeof one === 'object' && one !== null && 'fails' in one ? { error: String(one.fails) } : { result: one };
  });
}

const ends = (result: string): Answers => ({ CloseWindow: { result }, WriteReport: { result, text: result } });
const end = ['CloseWindow', 'WriteReport', 'PublishResult', 'WhatResult'];
const open = ['OpenWindow', 'IsOpen'];
const guardedOpen = [...open, 'CheckSchemaAtOpen'];
const back = ['RollBack', 'VerifyRollback', 'IsVerified'];

describe('a window that is opened', () => {
  it('gives OpenWindow the run and the input, and nothing of the input to anybody else', () => {
    expect(plain.StartAt).toBe('OpenWindow');
    expect(stateOf(plain, 'OpenWindow')).toMatchObject({
      Parameters: { run: { 'id.$': '$$.Execution.Name', 'execution.$': '$$.Execution.Id' }, 'release.$': '$' },
      ResultSelector: { 'opened.$': '$' },
    });
    expect(stateOf(plain, 'OpenWindow').ResultPath).toBeUndefined();
  });

  it.each([
    ['refused', { next: 'refused', error: 'NoGo', cause: 'there is no GO' }, 'FAILED', 'WindowRefused', 'NoGo'],
    ['not opened', { next: 'not-opened', reason: 'a rollback' }, 'SUCCEEDED', 'NotOpened', undefined],
  ])('ends at once where it is %s', (_name, OpenWindow, status, last, error) => {
    const way = goes(guard, { OpenWindow });
    expect(way).toMatchObject({ status, states: [...open, last] });
    expect(way.error).toBe(error);
  });

  it('says in the words of OpenWindow why it was refused', () => {
    const OpenWindow = { next: 'refused', error: 'NoGo', cause: 'there is no GO' };
    expect(goes(plain, { OpenWindow })).toMatchObject({ error: 'NoGo', cause: 'there is no GO' });
  });

  it('fails where it could not be opened: whatever of it is there is swept', () => {
    expect(goes(plain, { OpenWindow: failure })).toMatchObject({ status: 'FAILED', states: ['OpenWindow'] });
  });

  it('is watched whatever the schema guard sees then, or whether it could look at all', () => {
    for (const CheckSchemaAtOpen of [{ state: 'dirty' }, failure, timeout]) {
      expect(goes(guard, { CheckSchemaAtOpen }).states.slice(0, 4)).toEqual([...guardedOpen, 'Watch']);
    }
    expect(Object.keys(plain.States)).not.toContain('CheckSchemaAtOpen');
  });

  it('is not kept from being watched by a database that does not answer', () => {
    const slow = definitionOf(synthesize(guardedWith({}, { checkDeadlineSeconds: 120 })), 'Window');
    expect(stateOf(slow, 'CheckSchemaAtOpen').TimeoutSeconds).toBe(20);
    expect(stateOf(slow, 'CheckSchema').TimeoutSeconds).toBe(130);
  });
});

describe('Watch', () => {
  it('waits for its token, a minute at most, with the run and the token and nothing else', () => {
    expect(stateOf(plain, 'Watch')).toMatchObject({
      Resource: expect.stringMatching(/lambda:invoke\.waitForTaskToken$/),
      TimeoutSeconds: 60,
      Parameters: { Payload: { run: { 'id.$': '$$.Execution.Name' }, 'token.$': '$$.Task.Token' } },
      ResultPath: '$.watch',
    });
  });

  it('looks again after a minute: that is one transition', () => {
    expect(goes(plain, { Watch: [timeout, timeout, { next: 'trigger' }] }).states.slice(2, 6)).toEqual([
      'Watch',
      'Watch',
      'Watch',
      'WhatNext',
    ]);
  });

  it('takes at most 300 transitions for an hour in which nothing happens', () => {
    // It looks at the start and after each minute; the last look is after the grace.
    const looks = Array.from({ length: 61 }, () => timeout);
    for (const definition of each()) {
      const way = goes(definition, { Watch: [...looks, { next: 'end' }], ...ends('healthy') });
      expect(way.status).toBe('SUCCEEDED');
      expect(way.states.at(-1)).toBe('Healthy');
      expect(way.transitions).toBeLessThanOrEqual(300);
      // The guard has a look at the schema, the third records rehearsals.
      expect(way.transitions).toBe(definition === plain ? 71 : 72);
    }
  });

  it.each([
    ['an event', { next: 'look' }],
    ["a person's decision", { item: 'roll-back-data-loss', status: 'approved' }],
    ['nothing', null],
    ['a word', 'trigger'],
    ['something new', { next: 'rest' }],
  ])('looks at once again where %s ended it', (_name, answer) => {
    const way = goes(plain, { Watch: [answer, { next: 'end' }], ...ends('healthy') });
    expect(way.states).toEqual([...open, 'Watch', 'WhatNext', 'Watch', 'WhatNext', ...end, 'Healthy']);
  });

  it.each(['end', 'superseded'])('closes the window where it answers %s', (next) => {
    const way = goes(guard, { Watch: { next }, ...ends('superseded') });
    expect(way.states).toEqual([...guardedOpen, 'Watch', 'WhatNext', ...end, 'Superseded']);
  });

  it('that fails tells people once until it looks again, waits, and is tried again', () => {
    const way = goes(plain, { Watch: [failure, timeout, failure, failure, { next: 'end' }], ...ends('inconclusive') });
    expect(way.states).toEqual([
      ...open,
      ...['Watch', 'IsWatchFailureTold', 'TellWatchFailed', 'WaitToWatch'],
      'Watch',
      ...['Watch', 'IsWatchFailureTold', 'TellWatchFailed', 'WaitToWatch'],
      ...['Watch', 'IsWatchFailureTold', 'WaitToWatch'],
      ...['Watch', 'WhatNext'],
      ...end,
      'Inconclusive',
    ]);
  });

  it('that fails is tried again also where nobody could be told, and tells it then', () => {
    const TellWatchFailed = [failure, { MessageId: '1' }];
    const { states } = goes(plain, { Watch: [failure, failure, { next: 'end' }], TellWatchFailed, ...ends('healthy') });
    expect(states.filter((name) => name === 'TellWatchFailed')).toHaveLength(2);
  });

  it('never spins: half a minute lies between two failures', () => {
    expect(stateOf(plain, 'WaitToWatch')).toMatchObject({ Type: 'Wait', Seconds: 30 });
    const [, all] = stateOf(plain, 'Watch').Catch ?? [];
    expect(all).toMatchObject({ ErrorEquals: ['States.ALL'], Next: 'IsWatchFailureTold' });
  });

  it('is not tried again at once when its minute is up', () => {
    const retried = (stateOf(plain, 'Watch').Retry ?? []).flatMap(({ ErrorEquals }) => ErrorEquals);
    expect(retried).toContain('States.TaskFailed');
    expect(retried).not.toContain('States.Timeout');
  });

  it('that fails pages people without its cause, in words that SNS and States.Format take', () => {
    const [service, name] = ['s'.repeat(48), 'e'.repeat(32)];
    const runbook = "https://acme.example/it's/{a}/runbook";
    const config = definePreflight({
      service,
      environments: { [name]: { ...environment, rollback: { ...rollback, runbook } } },
    });
    const long = definitionOf(synthesize(config, { environment: name }), 'Window');
    const { Parameters } = stateOf(long, 'TellWatchFailed');
    expect(Parameters).toMatchObject({
      MessageAttributes: { urgency: { StringValue: 'page' }, run: { 'StringValue.$': '$$.Execution.Name' } },
    });
    const { Subject, 'Message.$': message } = Parameters as { Subject: string; 'Message.$': string };
    expect(Subject.length).toBeLessThanOrEqual(100);
    expect(message).not.toContain('Cause');
    const template =
      /^States\.Format\('(.*)', \$\$\.Execution\.Name, \$\.watchFailure\.Error\)$/.exec(message)?.[1] ?? '';
    expect(template.replaceAll('{}', '')).not.toMatch(/['{}\\]/);
    expect(template).toContain('https://acme.example/it%27s/%7Ba%7D/runbook#inconclusive');
  });
});

describe('a verification', () => {
  const verify = { next: 'verify' };

  it('is made when Watch says that one is due, with the run and nothing else, and then Watch looks again', () => {
    const way = goes(verified, { Watch: [verify, timeout, verify, { next: 'end' }], ...ends('healthy') });
    const once = ['Watch', 'WhatNext', 'VerifyDeployment'];
    const last = ['CloseWindow', 'WriteReport', 'RecordRehearsals', 'PublishResult', 'WhatResult', 'Healthy'];
    expect(way.states).toEqual([...open, ...once, 'Watch', ...once, 'Watch', 'WhatNext', ...last]);
    expect(stateOf(verified, 'VerifyDeployment')).toMatchObject({
      Parameters: { run: { 'id.$': '$$.Execution.Name' } },
      ResultPath: null,
    });
  });

  it('leaves nothing in the payload, whatever becomes of it: the window is watched on', () => {
    for (const VerifyDeployment of [failure, timeout, { next: 'trigger' }, 'trigger']) {
      const way = goes(verified, { Watch: [verify, { next: 'end' }], VerifyDeployment, ...ends('inconclusive') });
      expect(way.states.slice(2, 7)).toEqual(['Watch', 'WhatNext', 'VerifyDeployment', 'Watch', 'WhatNext']);
      expect(way.error).toBe('Inconclusive');
    }
  });

  it('triggers nothing by itself: the rollback comes from Watch', () => {
    const way = goes(verified, { Watch: [verify, { next: 'trigger' }] });
    expect(way.states.slice(4, 8)).toEqual(['VerifyDeployment', 'Watch', 'WhatNext', 'RollBack']);
    expect(nextOf(stateOf(verified, 'VerifyDeployment'))).toEqual(['Watch', 'Watch']);
  });

  it("is tried again for Lambda's own failures alone: it repeats by itself what failed", () => {
    const retried = (definition: Definition) =>
      (stateOf(definition, 'VerifyDeployment').Retry ?? []).flatMap(({ ErrorEquals }) => ErrorEquals);
    expect(retried(verified).filter((name) => !/^Lambda\.[A-Z]\w+Exception$/.test(name))).toEqual([]);
    expect(retried(verified)).not.toContain('Lambda.ResourceNotReadyException');
    const inside = verifiedWith({ criteria: probing(inNetwork) }, {}, { network: vpc });
    expect(retried(definitionOf(synthesize(inside), 'Window'))).toContain('Lambda.ResourceNotReadyException');
  });

  it('is not there where nothing is looked at from outside: Watch would look again', () => {
    expect(Object.keys(plain.States)).not.toContain('VerifyDeployment');
    const way = goes(plain, { Watch: [verify, { next: 'end' }], ...ends('healthy') });
    expect(way.states.slice(2, 6)).toEqual(['Watch', 'WhatNext', 'Watch', 'WhatNext']);
  });
});

describe('a trigger', () => {
  it('goes straight to RollBack where there is no schema guard', () => {
    const way = goes(plain);
    expect(way).toMatchObject({ status: 'FAILED', error: 'RolledBack', cause: 'rolled back' });
    expect(way.states).toEqual([...open, 'Watch', 'WhatNext', ...back, ...end, 'RolledBack']);
  });

  it('goes through the schema guard where there is one', () => {
    const way = goes(guard);
    const asked = ['CheckSchema', 'DecideRollback', 'MayRollBack'];
    expect(way.states).toEqual([...guardedOpen, 'Watch', 'WhatNext', ...asked, ...back, ...end, 'RolledBack']);
  });

  it('lets DecideRollback decide also where the schema could not be looked at, and hands over why', () => {
    const way = goes(guard, { CheckSchema: failure });
    expect(way.states).toContain('MayRollBack');
    expect(stateOf(guard, 'CheckSchema').Catch).toEqual([
      { ErrorEquals: ['States.ALL'], ResultPath: '$.schema.failure', Next: 'DecideRollback' },
    ]);
    expect(stateOf(guard, 'DecideRollback').Parameters).toMatchObject({ 'schema.$': '$.schema' });
  });

  it('asks people where the decision is a question, and then decides again', () => {
    const ask = { next: 'ask', ask: { run: 'window.run-7', item: 'roll-back-despite-schema' } };
    for (const AskPeople of [{ status: 'approved' }, timeout]) {
      const { states } = goes(guard, { DecideRollback: [ask, { next: 'back' }], AskPeople });
      expect(states.slice(6, 12)).toEqual(
        ['DecideRollback', 'MayRollBack', 'AskPeople', 'DecideRollback', 'MayRollBack', 'RollBack'].slice(0, 6),
      );
    }
    expect(stateOf(guard, 'AskPeople')).toMatchObject({
      TimeoutSeconds: 1805,
      Parameters: {
        Payload: { 'run.$': '$.decision.ask.run', 'item.$': '$.decision.ask.item', 'token.$': '$$.Task.Token' },
      },
      ResultPath: null,
    });
  });

  it('changes nothing where the decision is to stay, or is none', () => {
    for (const next of ['stay', 'perhaps']) {
      const { states } = goes(guard, { DecideRollback: { next }, ...ends('rollback-failed') });
      expect(states).not.toContain('RollBack');
      expect(states.slice(-6)).toEqual(['MayRollBack', ...end, 'RollbackFailed']);
    }
  });

  it('is followed until the function says that it is verified, or that the time is up', () => {
    const again = { next: 'again' };
    const way = goes(plain, { VerifyRollback: [again, again, { next: 'failed' }], ...ends('rollback-failed') });
    const wait = ['VerifyRollback', 'IsVerified', 'WaitToVerify'];
    expect(way.states.slice(5)).toEqual([...wait, ...wait, 'VerifyRollback', 'IsVerified', ...end, 'RollbackFailed']);
    expect(stateOf(plain, 'WaitToVerify')).toMatchObject({ Seconds: 10 });
  });

  it.each(['DecideRollback', 'AskPeople', 'RollBack', 'VerifyRollback'])(
    'whose %s fails is closed, and the execution fails',
    (task) => {
      const ask = { next: 'ask', ask: { run: 'window.run-7', item: 'roll-back-despite-schema' } };
      const DecideRollback = task === 'AskPeople' ? ask : { next: 'back' };
      const way = goes(guard, { DecideRollback, [task]: failure, ...ends('rollback-failed') });
      expect(way.states.slice(-6)).toEqual([task, ...end, 'RollbackFailed']);
      expect(way.error).toBe('RollbackFailed');
    },
  );

  it('is tried for a minute where RollBack, VerifyRollback or CloseWindow fail, since nothing is done twice', () => {
    for (const name of ['RollBack', 'VerifyRollback', 'CloseWindow', 'DecideRollback']) {
      expect(stateOf(guard, name).Retry?.[1]).toMatchObject({
        ErrorEquals: ['States.TaskFailed', 'States.Timeout'],
        IntervalSeconds: 2,
        BackoffRate: 2,
        MaxAttempts: 5,
      });
    }
  });
});

describe('the end', () => {
  it.each([
    ['healthy', 'SUCCEEDED', 'Healthy'],
    ['rolled-back', 'FAILED', 'RolledBack'],
    ['rollback-failed', 'FAILED', 'RollbackFailed'],
    ['inconclusive', 'FAILED', 'Inconclusive'],
    ['superseded', 'FAILED', 'Superseded'],
    ['nobody knows this result', 'FAILED', 'Inconclusive'],
  ])('of a window that is %s has %s at %s', (result, status, last) => {
    const way = goes(plain, { Watch: { next: 'end' }, ...ends(result) });
    expect(way).toMatchObject({ status, ...(status === 'FAILED' ? { error: last, cause: result } : {}) });
    expect(way.states.at(-1)).toBe(last);
  });

  it('is no healthy one without its report', () => {
    const way = goes(plain, { Watch: { next: 'end' }, ...ends('healthy'), WriteReport: failure });
    expect(way).toMatchObject({ status: 'FAILED', error: 'ReportNotWritten' });
    expect(stateOf(plain, 'ReportNotWritten').CausePath).toContain('$.closed.result');
  });

  it('is the same where nobody could be told', () => {
    const way = goes(plain, { Watch: { next: 'end' }, ...ends('healthy'), PublishResult: failure });
    expect(way.states.at(-1)).toBe('Healthy');
  });

  it('pages people where the window could not be closed, and fails: it is swept', () => {
    for (const TellNotClosed of [{ MessageId: '3' }, failure]) {
      const way = goes(plain, { CloseWindow: failure, TellNotClosed });
      expect(way).toMatchObject({ status: 'FAILED', error: 'WindowNotClosed' });
      expect(way.states.slice(-3)).toEqual(['CloseWindow', 'TellNotClosed', 'WindowNotClosed']);
    }
    const { Parameters } = stateOf(plain, 'TellNotClosed');
    expect(Parameters).toMatchObject({ MessageAttributes: { urgency: { StringValue: 'page' } } });
    expect(JSON.stringify(Parameters)).toContain('#rollback-failed');
  });

  it('tells the conclusion as JSON, with the result to filter by, and a subject that SNS takes', () => {
    const [service, name] = ['s'.repeat(48), 'e'.repeat(32)];
    const config = definePreflight({ service, environments: { [name]: { ...environment, rollback } } });
    const { Parameters } = stateOf(definitionOf(synthesize(config, { environment: name }), 'Window'), 'PublishResult');
    expect(Parameters).toMatchObject({
      'Message.$': 'States.JsonToString($.conclusion)',
      MessageAttributes: { result: { DataType: 'String', 'StringValue.$': '$.conclusion.result' } },
    });
    const subject = /States\.Format\('(.*)', /.exec(JSON.stringify(Parameters))?.[1]?.replace('{}', 'rollback-failed');
    expect(subject).toBe(`${service} ${name}: rollback-failed`);
    expect(subject?.length).toBeLessThanOrEqual(100);
  });
});

describe('what a window proved', () => {
  const ending = { Watch: { next: 'end' } };

  it('is recorded once its report is stored, whatever its result, where another environment is rehearsed there', () => {
    for (const result of ['healthy', 'rolled-back', 'inconclusive']) {
      const { states } = goes(verified, { ...ending, ...ends(result) });
      expect(states.slice(4, 8)).toEqual(['CloseWindow', 'WriteReport', 'RecordRehearsals', 'PublishResult']);
    }
    expect(stateOf(verified, 'RecordRehearsals')).toMatchObject({ ResultPath: null });
    expect(goes(verified, { ...ending, ...ends('healthy'), WriteReport: failure }).states).not.toContain(
      'RecordRehearsals',
    );
    expect(Object.keys(plain.States)).not.toContain('RecordRehearsals');
  });

  it('tells people where it could not be recorded, and the result stands', () => {
    for (const TellNotRecorded of [{ MessageId: '3' }, failure]) {
      const way = goes(verified, { ...ending, ...ends('healthy'), RecordRehearsals: failure, TellNotRecorded });
      expect(way.status).toBe('SUCCEEDED');
      expect(way.states.slice(6, 9)).toEqual(['RecordRehearsals', 'TellNotRecorded', 'PublishResult']);
    }
    const { Parameters } = stateOf(verified, 'TellNotRecorded');
    expect(Parameters).toMatchObject({
      Subject: 'shop-api production: not recorded',
      MessageAttributes: { urgency: { StringValue: 'notice' }, run: { 'StringValue.$': '$$.Execution.Name' } },
    });
    expect(JSON.stringify(Parameters)).toContain('preflight rehearsal record');
    expect(JSON.stringify(Parameters)).not.toMatch(/Cause|Runbook/);
  });
});

describe('whatever happens', () => {
  it('every way that does not end in Healthy or NotOpened fails the execution', () => {
    for (const { States } of each()) {
      const last = Object.entries(States).filter(([, state]) => nextOf(state).length === 0);
      const failing = last.filter(([, { Type }]) => Type === 'Fail').map(([name]) => name);
      const others = last.filter(([name]) => !failing.includes(name)).map(([name, { Type }]) => `${name} ${Type}`);
      expect(others.toSorted()).toEqual(['Healthy Succeed', 'NotOpened Succeed']);
      expect(Object.values(States).filter(({ End }) => End === true)).toEqual([]);
    }
  });

  it('Healthy is reached through CloseWindow and WriteReport alone', () => {
    for (const definition of each()) {
      expect(reached(definition, definition.StartAt, ['CloseWindow'])).not.toContain('Healthy');
      expect(reached(definition, definition.StartAt, ['WriteReport'])).not.toContain('Healthy');
    }
  });

  it('nothing leads from a trigger past CloseWindow, but the end of the execution by its time', () => {
    const after = [
      [plain, 'RollBack', ['RollBack', 'VerifyRollback', 'IsVerified', 'WaitToVerify']],
      [
        guard,
        'CheckSchema',
        [
          'CheckSchema',
          'DecideRollback',
          'MayRollBack',
          'AskPeople',
          'RollBack',
          'VerifyRollback',
          'IsVerified',
          'WaitToVerify',
        ],
      ],
    ] as const;
    for (const [definition, first, expected] of after) {
      const between = reached(definition, first, ['CloseWindow']);
      expect(between.toSorted()).toEqual([...expected].toSorted());
      // None of them ends anything, and none fails the execution.
      for (const name of between) {
        const state = stateOf(definition, name);
        expect(nextOf(state).length, name).toBeGreaterThan(0);
        if (state.Type === 'Task') expect(state.Catch?.at(-1)?.ErrorEquals, name).toEqual(['States.ALL']);
      }
      expect(reached(definition, first, [])).toContain('CloseWindow');
    }
  });

  it('RollBack is reached by a trigger alone, and where there is a guard by its decision alone', () => {
    const leading = (definition: Definition) =>
      Object.entries(definition.States)
        .filter(([, state]) => nextOf(state).includes('RollBack'))
        .map(([name]) => name);
    expect(leading(plain)).toEqual(['WhatNext']);
    expect(leading(guard)).toEqual(['MayRollBack']);
    expect(stateOf(plain, 'WhatNext').Choices?.filter(({ Next }) => Next === 'RollBack')).toHaveLength(1);
  });

  it('each state says what it is for, and no Parallel has to be stopped', () => {
    for (const { States } of each()) {
      for (const [name, { Comment, Type }] of Object.entries(States)) {
        expect(Comment, name).toBeDefined();
        expect(['Task', 'Choice', 'Wait', 'Succeed', 'Fail']).toContain(Type);
      }
    }
  });
});

describe('the time of an execution', () => {
  const longestOf = (definition: Definition, { looks = 60, item = 0 } = {}): number => {
    const waits = Object.values(definition.States).map(({ Seconds = 0 }) => Seconds);
    const tasks = tasksOf(definition).map((task) => {
      if (task.name === 'AskPeople') return longestWaitSeconds(task, 15) - item;
      return longestSeconds(task) * (task.name === 'DecideRollback' ? 2 : 1);
    });
    return looks + [...tasks, ...waits].reduce((sum, seconds) => sum + seconds, 0);
  };

  it.each([
    ['a window', () => watchedWith(), 3600 + 30 + 600],
    ['a longer one', () => watchedWith({ lasts: '4h', grace: '2m', recovery: '1h' }), 4 * 3600 + 120 + 3600],
  ])('is above the longest that %s can take, and not far above', (_name, config, own) => {
    const definition = definitionOf(synthesize(config()), 'Window');
    const spare = definition.TimeoutSeconds - own - longestOf(definition);
    expect(definition.TimeoutSeconds).toBe(own + 3300);
    expect(spare).toBeGreaterThan(0);
    expect(spare).toBeLessThan(900);
  });

  it('has room for a schema guard in a network, its longest deadline, and people', () => {
    const slow = guardedWith(
      { asks: { ...guarded.asks, expiresAfter: '2h' }, verifiesEvery: '1m' },
      { network: vpc, checkDeadlineSeconds: 120 },
    );
    const definition = definitionOf(synthesize(slow), 'Window');
    const spare = definition.TimeoutSeconds - 4230 - 7200 - longestOf(definition, { item: 7200 });
    expect(definition.TimeoutSeconds).toBe(4230 + 3300 + 2520 + 7200);
    expect(spare).toBeGreaterThan(0);
    expect(spare).toBeLessThan(900);
  });

  it('has room for a last verification in a network, the longest there can be, and for recording', () => {
    const verification = { tries: 3, every: '15s' } as const;
    const slow = verifiedWith(
      { verification, criteria: probing(inNetwork) },
      {},
      { network: vpc, checkDeadlineSeconds: 20 },
    );
    const definition = definitionOf(synthesize(slow, { recordsRehearsalsIn: [rehearsalTable()] }), 'Window');
    expect(stateOf(definition, 'VerifyDeployment').TimeoutSeconds).toBe(3 * 20 + 2 * 15 + 10 + 5);
    const spare = definition.TimeoutSeconds - 4230 - longestOf(definition);
    expect(definition.TimeoutSeconds).toBe(4230 + 3300 + 1140 + 300);
    expect(spare).toBeGreaterThan(0);
    expect(spare).toBeLessThan(900);
  });

  it('wakes a function in a network that went idle, for a minute', () => {
    const inNetwork = definitionOf(synthesize(guardedWith({}, { network: vpc })), 'Window');
    const idle = (definition: Definition, name: string) =>
      stateOf(definition, name).Retry?.filter(({ ErrorEquals }) =>
        ErrorEquals.includes('Lambda.ResourceNotReadyException'),
      );
    expect(idle(inNetwork, 'CheckSchema')).toEqual([
      expect.objectContaining({ IntervalSeconds: 10, BackoffRate: 1, MaxAttempts: 6 }),
    ]);
    expect(idle(inNetwork, 'CheckSchemaAtOpen')).toEqual([]);
    expect(idle(guard, 'CheckSchema')).toEqual([]);
  });

  it('follows what the configuration says of its looks', () => {
    const short = definitionOf(
      synthesize(watchedWith({ looksEvery: '10s', lasts: '5m', verifiesEvery: '5s' })),
      'Window',
    );
    expect(stateOf(short, 'Watch').TimeoutSeconds).toBe(10);
    expect(stateOf(short, 'WaitToWatch').Seconds).toBe(10);
    expect(stateOf(short, 'WaitToVerify').Seconds).toBe(5);
  });
});

/** Every state that is reached from one, itself included, without entering those that stop the walk. */
function reached({ States }: Definition, from: string, stop: readonly string[]): string[] {
  const found = new Set<string>();
  const visit = (name: string): void => {
    if (found.has(name) || stop.includes(name)) return;
    found.add(name);
    const state = States[name];
    if (state !== undefined) nextOf(state).forEach(visit);
  };
  visit(from);
  return [...found];
}
