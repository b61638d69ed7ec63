import { describe, expect, it } from 'vitest';
import type { DecidedItem, Vote } from '../../lib/domain/approvals/approval.ts';
import type { ClosedApprovals } from '../../lib/domain/gate.ts';
import type { OpenedApprovals } from '../../lib/steps/open-approvals.ts';
import { fakeAws, type Look, stackOutputs } from './support/fake-aws.ts';
import { gateRun } from './support/gate-run.ts';
import { gate } from './support/run-gate.ts';

const running = { status: 'RUNNING' } as const;
const openedAt = '2026-11-23T12:00:00.000Z';
const expiresAt = '2026-11-23T16:00:00.000Z';
const taskToken = 'AQCEAAAAKgAAAAMAAAAAAAAAAtaskTokenOfTheCanary';

const ask = [{ id: 'support-briefed', kind: 'manual', title: 'Support knows what changes' }];

const opened: OpenedApprovals = {
  items: [{ id: 'support-briefed', title: 'Support knows what changes', expiresAt, expiresAfterSeconds: 14_400 }],
  console: 'https://console.example/runs/run-1',
  notification: { subject: 'shop-api 1.42.0 waits for you', message: '{}' },
};

const approved: Vote = {
  by: 'Mona Lisa (mona@acme.example)',
  person: 'mona',
  choice: 'approve',
  at: '2026-11-23T12:10:00.000Z',
  comment: 'they know',
};

const decidedItem = (changes: Partial<DecidedItem> = {}): DecidedItem => ({
  id: 'support-briefed',
  kind: 'manual',
  title: 'Support knows what changes',
  quorum: 1,
  status: 'approved',
  openedAt,
  expiresAt,
  decidedAt: '2026-11-23T12:10:00.000Z',
  votes: [approved],
  ...changes,
});

/** What the history holds while people are asked: the task's token stands in it. */
const waitingTask = {
  type: 'TaskScheduled',
  taskScheduledEventDetails: {
    resourceType: 'lambda',
    resource: 'invoke.waitForTaskToken',
    region: 'eu-central-1',
    parameters: JSON.stringify({ Payload: { run: 'run-1', item: 'support-briefed', token: taskToken } }),
  },
};

/** A gate that asks one item, by its looks: what was found, the question, what people said, and the end. */
async function attended(item: DecidedItem, stale: ClosedApprovals['stale'] = []) {
  const { groups, decision, conclusion } = await gateRun();
  const closed: ClosedApprovals = { items: [item], stale };
  const last = { ...decision, approvals: [item] };
  const question = { ask, groups: decision.groups };
  const first: Look = { ...running, answers: [...groups, question, opened], events: [waitingTask] };
  const refreshed = groups.filter(({ group }) => stale.includes(group));
  const end: Look = { status: 'SUCCEEDED', output: conclusion, answers: [closed, ...refreshed, last, conclusion] };
  return { first, end, question, closed, decision: last, conclusion, groups };
}

describe('preflight gate, while people are asked', () => {
  it('says what waits, until when, and how to decide; then who decided what', async () => {
    const { first, end } = await attended(decidedItem());
    const aws = await fakeAws({ outputs: stackOutputs, looks: [running, first, running, end] });
    const ran = await gate(['--name', 'run-1'], aws);

    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain(
      [
        'people are asked, and the gate waits for them:',
        `  support-briefed: Support knows what changes, until ${expiresAt}`,
        'to decide: https://console.example/runs/run-1',
        '  or: preflight approvals approve ITEM --run run-1 --env production',
        '  or: preflight approvals reject ITEM --run run-1 --env production --comment TEXT\n',
      ].join('\n'),
    );
    expect(ran.stderr).toContain('waiting for 1 decision\n');
    expect(ran.stderr).toContain(
      [
        'people have decided:',
        '  support-briefed approved',
        '    approved by Mona Lisa (mona@acme.example) at 2026-11-23T12:10:00.000Z: they know\n',
      ].join('\n'),
    );
    expect(ran.stderr.match(/people are asked/g)).toHaveLength(1);
    expect(ran.stdout).toMatch(/ GO /);
  });

  it('has what people decided in its JSON, and no token of a task anywhere', async () => {
    const { first, end } = await attended(decidedItem());
    const aws = await fakeAws({ outputs: stackOutputs, looks: [first, end] });
    const ran = await gate(['--name', 'run-1', '--json'], aws);

    expect(JSON.parse(ran.stdout)).toMatchObject({
      verdict: 'go',
      approvals: [
        {
          id: 'support-briefed',
          title: 'Support knows what changes',
          status: 'approved',
          quorum: 1,
          votes: [{ by: 'Mona Lisa (mona@acme.example)', choice: 'approve', at: approved.at, comment: 'they know' }],
        },
      ],
    });
    expect(JSON.parse(ran.stdout)).not.toHaveProperty('breakGlass');
    expect(`${ran.stdout}${ran.stderr}`).not.toContain('taskToken');
  });

  it('does not take the question for a verdict', async () => {
    const { first, conclusion } = await attended(decidedItem());
    const failed: Look = { status: 'FAILED', error: 'NoGo', cause: conclusion.text };
    const ran = await gate(['--json'], await fakeAws({ outputs: stackOutputs, looks: [first, failed] }));

    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.stdout)).toMatchObject({ verdict: 'no-go', checks: [], approvals: [] });
  });

  it('says who rejected, and what nobody decided in time', async () => {
    const rejection = { ...approved, choice: 'reject', comment: 'they do not\u001B[31m' } as const;
    const rejected = await attended(decidedItem({ status: 'rejected', votes: [rejection] }));
    const expired = await attended(decidedItem({ status: 'expired', quorum: 2 }));
    const runs = [rejected, expired].map(async ({ first, end }) =>
      gate([], await fakeAws({ outputs: stackOutputs, looks: [first, { ...end, status: 'FAILED', error: 'NoGo' }] })),
    );
    const [ofRejected, ofExpired] = await Promise.all(runs);

    expect(ofRejected?.code).toBe(1);
    expect(ofRejected?.stderr).toContain(
      '  support-briefed rejected\n    rejected by Mona Lisa (mona@acme.example) at 2026-11-23T12:10:00.000Z: they do not [31m\n',
    );
    expect(ofExpired?.code).toBe(1);
    expect(ofExpired?.stderr).toContain('  support-briefed expired: in time, 1 of 2 approved it\n');
  });

  it('shows what is looked at again, since it was seen too long ago', async () => {
    const { first, end } = await attended(decidedItem(), ['environment']);
    const ran = await gate([], await fakeAws({ outputs: stackOutputs, looks: [first, end] }));

    expect(ran.stderr).toContain('looking again at environment, which may have changed\n');
    expect(ran.stderr.match(/✔ pass +runtime-flags/g)).toHaveLength(2);
    expect(ran.stderr).toMatch(/ 2\/3 {2}✔ pass +runtime-flags.*\n.*writing the report/);
  });

  it('tells nobody to decide what was decided before it looked', async () => {
    const { first, end } = await attended(decidedItem());
    const both = { ...end, answers: [...(first.answers ?? []), ...(end.answers ?? [])] };
    const ran = await gate([], await fakeAws({ outputs: stackOutputs, looks: [both] }));

    expect(ran.code).toBe(0);
    expect(ran.stderr).not.toContain('people are asked');
    expect(ran.stderr).toContain('people have decided:');
  });

  it('says on Ctrl-C how to decide, and how to read the report later', async () => {
    const { first } = await attended(decidedItem());
    const aws = await fakeAws({ outputs: stackOutputs, looks: [first] });
    const ran = await gate(['--name', 'run-1', '--json'], { ...aws, interruptAt: 'waiting for 1 decision' });

    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain(
      'stopped following; the gate goes on by itself; it waits for people: https://console.example/runs/run-1, or preflight approvals approve ITEM --run run-1 --env production. When it has ended: preflight report run-1 --env production',
    );
    expect(JSON.parse(ran.stdout)).toMatchObject({ run: 'run-1', console: 'https://console.example/runs/run-1' });
  });

  it('comes to a no-go where people could not be asked', async () => {
    const { groups, question } = await attended(decidedItem());
    const { decision, conclusion } = await gateRun('fail');
    const failure = { failure: { Error: 'Lambda.Unknown', Cause: 'no table' } };
    const answers = [...groups, question, failure, decision, conclusion];
    const end = { status: 'FAILED', error: 'NoGo', cause: conclusion.text, answers } as const;
    const ran = await gate(['--json'], await fakeAws({ outputs: stackOutputs, looks: [end] }));

    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.stdout)).toMatchObject({ verdict: 'no-go', blocking: ['memory'], approvals: [] });
  });
});

describe('preflight gate, where emergency powers decided', () => {
  const vote = { ...approved, breakGlass: true, comment: 'the shop is down' } as const;

  it('says so loudly, as text and beside JSON', async () => {
    const { first, end } = await attended(decidedItem({ votes: [vote] }));
    const looks = [first, end];
    const text = await gate([], await fakeAws({ outputs: stackOutputs, looks }));
    const json = await gate(['--json'], await fakeAws({ outputs: stackOutputs, looks }));

    expect([text.code, json.code]).toEqual([0, 0]);
    expect(text.stdout).toMatch(/ BREAK GLASS \n {2}support-briefed .*\n[\s\S]* GO /);
    expect(json.stderr).toContain(
      ' BREAK GLASS  this verdict rests on emergency powers: support-briefed\n  support-briefed: BREAK GLASS: approved by Mona Lisa (mona@acme.example) at 2026-11-23T12:10:00.000Z: the shop is down\n',
    );
    expect(JSON.parse(json.stdout)).toMatchObject({
      breakGlass: ['support-briefed'],
      approvals: [{ votes: [{ breakGlass: true, comment: 'the shop is down' }] }],
    });
  });

  it('also where they were used in an earlier run, which the conclusion tells', async () => {
    const { decision, conclusion } = await gateRun();
    const output = { ...conclusion, breakGlass: ['memory'] };
    const looks: Look[] = [{ status: 'SUCCEEDED', output, answers: [decision, output] }];
    const ran = await gate(['--json'], await fakeAws({ outputs: stackOutputs, looks }));

    expect(ran.stderr).toContain(' BREAK GLASS  this verdict rests on emergency powers: memory\n');
    expect(JSON.parse(ran.stdout)).toMatchObject({ verdict: 'go', breakGlass: ['memory'] });
  });
});
