import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import type { Report, ReportedItem } from '../../lib/domain/report.ts';
import { sandboxTimes, timesVariable, usualTimes } from '../../sandbox/addresses.ts';
import { differences } from '../../sandbox/expectation.ts';
import type { Sandbox } from '../../sandbox/launcher.ts';
import type { People } from '../../sandbox/people.ts';
import { dayFromNow, playScript } from '../../sandbox/play-script.ts';
import { run } from '../../sandbox/processes.ts';
import type { Scenario, ScriptStep } from '../../sandbox/scenario.ts';
import { scenarios } from '../../sandbox/scenarios/index.ts';
import { isUserName } from '../../sandbox/world/users.ts';
import { freePort } from '../support/free-port.ts';

describe('the times of the configuration', () => {
  const before = process.env[timesVariable];
  afterEach(() => {
    if (before === undefined) delete process.env[timesVariable];
    else process.env[timesVariable] = before;
  });

  test.each([
    ['{"expiresAfter":"20s","window":{"lasts":"5s"}}', { ...usualTimes, expiresAfter: '20s', window: { lasts: '5s' } }],
    [undefined, usualTimes],
    ['', usualTimes],
  ])('%o in the environment', (given, times) => {
    if (given === undefined) delete process.env[timesVariable];
    else process.env[timesVariable] = given;
    expect(sandboxTimes()).toEqual(times);
  });
});

describe('what a scenario expects of people', () => {
  const expected = { verdict: 'go', outcomes: {}, approvals: { 'support-briefed': 'approved' } } as const;
  const reportWith = (approvals?: readonly Partial<ReportedItem>[]): Report =>
    ({ verdict: 'go', groups: [], approvals }) as unknown as Report;

  test.each([
    ['as it should be', [{ id: 'support-briefed', status: 'approved' }], []],
    ['otherwise', [{ id: 'support-briefed', status: 'expired' }], ['support-briefed: expired instead of approved']],
    ['not asked', [], ['support-briefed: nobody was asked']],
    [
      'asked about more',
      [
        { id: 'support-briefed', status: 'approved' },
        { id: 'memory', status: 'rejected' },
      ],
      ['memory: rejected instead of not asked'],
    ],
  ] as const)('%s', (_what, approvals, different) => {
    expect(differences(reportWith(approvals), { expect: expected })).toEqual(different);
  });

  test('nobody, where it says nothing of them', () => {
    expect(differences(reportWith(), { expect: { verdict: 'go', outcomes: {} } })).toEqual([]);
  });
});

describe('a script', () => {
  const unknown = { status: 404, answer: { error: { kind: 'unknown', message: 'there is no such run' } } } as const;
  const refusal = { status: 403, answer: { error: { kind: 'forbidden', message: 'you wrote it' } } } as const;
  const taken = { status: 200, answer: { message: 'approved' } } as const;

  function sandboxThat(answers: readonly unknown[]) {
    const asked: unknown[] = [];
    let looked = 0;
    const people: Pick<People, 'see' | 'decide'> = {
      // The first time, the run has not come so far.
      see: () => {
        looked += 1;
        return Promise.resolve((looked === 1 ? unknown : { status: 200, answer: { items: [{}] } }) as never);
      },
      decide: (...given) => {
        const answer = answers[asked.length];
        asked.push(given);
        return Promise.resolve(answer as never);
      },
    };
    const worlds: unknown[] = [];
    const apply = (world: unknown): Promise<void> => {
      worlds.push(world);
      return Promise.resolve();
    };
    return { sandbox: { people, apply } as unknown as Sandbox, asked, worlds };
  }

  const play = (sandbox: Sandbox, script: readonly ScriptStep[], signal = new AbortController().signal) => {
    const said: string[] = [];
    const scenario: Pick<Scenario, 'script' | 'world'> = { script, world: { redis: { status: 'ready' } } };
    return playScript(sandbox, { scenario, run: 'r-1', tell: (line) => void said.push(line), ended: signal }).then(
      () => said,
    );
  };

  test('is played step by step, and each answer told', async () => {
    const { sandbox, asked, worlds } = sandboxThat([refusal, taken]);
    const said = await play(sandbox, [
      { as: 'author', item: 'memory', decision: 'approve', refused: /wrote/ },
      { world: { metrics: { workerDiskUsedPercent: 93 } } },
      { as: 'first-approver', item: 'memory', decision: 'approve', comment: 'Fine.', untilDays: 2 },
    ]);
    expect(said).toEqual(['author: approve memory: you wrote it', 'first-approver: approve memory: approved']);
    expect(asked).toEqual([
      ['r-1', 'memory', 'author', { decision: 'approve' }],
      ['r-1', 'memory', 'first-approver', { decision: 'approve', comment: 'Fine.', until: dayFromNow(2) }],
    ]);
    // What the scenario began with stays.
    expect(worlds).toEqual([{ world: { redis: { status: 'ready' }, metrics: { workerDiskUsedPercent: 93 } } }]);
  });

  test.each([
    ['refused though it should be taken', refusal, undefined],
    ['taken though it should be refused', taken, /wrote/],
    ['refused for another reason', refusal, /expired/],
  ])('fails at once where a decision is %s', async (_what, answer, refused) => {
    const { sandbox } = sandboxThat([answer]);
    const step = { as: 'author', item: 'memory', decision: 'approve' } as const;
    await expect(play(sandbox, [refused === undefined ? step : { ...step, refused }])).rejects.toThrow(
      /the gate did not take it as this scenario says: author: approve memory: .+ \(HTTP \d+\)$/,
    );
  });

  test('is not played where the run ends without asking', async () => {
    const { sandbox, asked } = sandboxThat([]);
    const step = { as: 'author', item: 'memory', decision: 'approve' } as const;
    expect(await play(sandbox, [step], AbortSignal.abort())).toEqual([]);
    expect(asked).toEqual([]);
  });
});

test('every script names people that there are, and items that its scenario expects', () => {
  const scripted = Object.entries(scenarios).filter(([, { script }]) => script !== undefined);
  expect(scripted.length).toBeGreaterThan(4);
  for (const [name, { script = [], expect: expected, environment }] of scripted) {
    expect(environment, name).toBe('production-attended');
    for (const step of script) {
      if (!('as' in step)) continue;
      expect(isUserName(step.as), `${name}: ${step.as}`).toBe(true);
      expect(Object.keys(expected.approvals ?? {}), name).toContain(step.item);
    }
  }
});

describe('node sandbox/token.ts', () => {
  const program = fileURLToPath(new URL('../../sandbox/token.ts', import.meta.url));

  test.each([[[]], [['somebody']], [['__proto__']]])('names who there is for %o', async (args) => {
    const ended = await run(process.execPath, [program, ...args]);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('who is author, first-approver, second-approver, incident-commander');
  });

  test('says that there is no sandbox', async () => {
    const env = { ...process.env, PREFLIGHT_SANDBOX_PORT: String(await freePort()) };
    const ended = await run(process.execPath, [program, 'author'], { env });
    expect(ended).toMatchObject({ code: 3, stdout: '' });
    expect(ended.stderr).toMatch(/^nobody can sign in at http:\/\/localhost:\d+: is the sandbox up\? /);
  });
});
