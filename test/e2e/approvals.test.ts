import { SendTaskFailureCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { PendingAnswer } from '../../lib/console/api.ts';
import { credentials, region } from '../../sandbox/aws-environment.ts';
import { differences } from '../../sandbox/expectation.ts';
import { dayFromNow } from '../../sandbox/play-script.ts';
import type { Scenario } from '../../sandbox/scenario.ts';
import { scenarios } from '../../sandbox/scenarios/index.ts';
import { approvalRows, approveAll, peopleOf, play, startWaiting, taskTokensIn } from './support/attended.ts';
import { newName } from './support/gate-client.ts';
import { subscribeQueue, type TopicQueue } from './support/topic-queue.ts';
import { useSandbox } from './support/use-sandbox.ts';

const production = useSandbox({ environment: 'production-attended' });
const approve = { decision: 'approve' } as const;
let requests: TopicQueue;

beforeAll(async () => {
  const { sandbox } = production();
  requests = await subscribeQueue(sandbox, sandbox.deployed.approvals ?? '', 'approval-requests');
});

afterEach(async () => {
  await production().sandbox.apply({ world: {} });
});

/** Those whose times are shortened are played in approvals-in-time.test.ts, those with a rollback window in window-attended.test.ts. */
const played = Object.entries(scenarios).filter(
  ([, { environment, times, window }]) =>
    environment === 'production-attended' && times === undefined && window === undefined,
);

test('there are such scenarios', () => {
  expect(played.map(([name]) => name)).toEqual(['manual-items', 'rejected', 'author-approves', 'waiver']);
});

test.each(played)('scenario %s ends as it says, with every decision in the report', async (_name, scenario) => {
  const { execution, report } = await play(production(), scenario);
  expect(differences(report, scenario)).toEqual([]);
  expect(execution.status).toBe(scenario.expect.verdict === 'go' ? 'SUCCEEDED' : 'FAILED');
  const decisions = (scenario.script ?? []).flatMap((step) =>
    'item' in step && step.refused === undefined ? [`${step.item} ${step.decision} ${step.comment ?? ''}`] : [],
  );
  const recorded = (report.approvals ?? []).flatMap(({ id, votes }) =>
    votes.map(({ choice, comment }) => `${id} ${choice} ${comment}`),
  );
  expect(recorded.toSorted()).toEqual(decisions.toSorted());
});

describe('a waiver', () => {
  test('that was given until a day holds in the next run too, which asks nobody about it and reports it', async () => {
    // The scenario above gave it; here it is asked for by the world alone.
    const { sandbox, gate, release } = production();
    const { world } = scenarios['waiver'] as Scenario;
    await sandbox.apply({ world });
    const { name, decided } = await startWaiting(production());
    const { answer } = await peopleOf(sandbox).see(name, 'first-approver');
    expect('items' in answer && answer.items.map(({ id }) => id)).toEqual(['blocking-issues', 'support-briefed']);
    await approveAll(production(), name);
    const { report, checks } = await decided;
    expect(report.verdict).toBe('go');
    expect(checks['backup-recency']).toMatchObject({
      outcome: 'fail',
      waiver: { by: ['Mona Lisa', 'Ada Lovelace'].map((who) => expect.stringContaining(who)), until: dayFromNow(2) },
    });
    expect(checks['backup-recency'].waiver?.run).not.toBe(name);
    // An `error` is another thing: who accepted an old backup did not accept that nobody can look.
    await sandbox.apply({ world: { faults: { 'rds:DescribeDBSnapshots': 'server-error' } } });
    const other = newName();
    const running = gate.decide(release, other);
    await expect.poll(async () => (await peopleOf(sandbox).see(other, 'author')).status, { timeout: 20_000 }).toBe(200);
    const seen = (await peopleOf(sandbox).see(other, 'first-approver')).answer;
    expect('items' in seen && seen.items.find(({ id }) => id === 'backup-recency')).toMatchObject({
      kind: 'waiver',
      failure: { outcome: 'error' },
    });
    for (const item of ['backup-recency', 'blocking-issues', 'support-briefed']) {
      await peopleOf(sandbox).decide(other, item, 'first-approver', { decision: 'reject', comment: 'Look first.' });
    }
    expect((await running).report).toMatchObject({ verdict: 'no-go' });
  });

  test('longer than is allowed is refused, and so is one without a reason', async () => {
    const { sandbox } = production();
    await sandbox.apply({ world: { metrics: { workerDiskUsedPercent: 93 } } });
    const { name, decided } = await startWaiting(production());
    const decide = (body: object) =>
      peopleOf(sandbox).decide(name, 'disk-space', 'first-approver', { ...approve, ...body });
    expect(await decide({})).toMatchObject({ status: 400, answer: { error: { kind: 'invalid' } } });
    const comment = 'The disk is replaced tonight.';
    expect(await decide({ comment, until: dayFromNow(30) })).toMatchObject({ status: 400 });
    expect(await decide({ comment })).toMatchObject({ status: 200 });
    await approveAll(production(), name);
    const { report, checks } = await decided;
    expect(report.verdict).toBe('go');
    expect(checks['disk-space']).toMatchObject({ outcome: 'fail', waiver: { reason: comment, run: name } });
    expect(checks['disk-space'].waiver).not.toHaveProperty('until');
  });
});

test('where something blocks that nobody may waive, nobody is asked', async () => {
  const { sandbox, gate, release } = production();
  await sandbox.apply({ world: { redis: { status: 'loading' } } });
  const { name, report, history } = await gate.decide(release);
  expect(report).toMatchObject({ verdict: 'no-go', blocking: ['services-running'] });
  const manual = report.groups.flatMap(({ checks }) => checks).find(({ id }) => id === 'blocking-issues');
  expect(manual).toMatchObject({ outcome: 'skipped', summary: expect.stringMatching(/^not asked: /) });
  const states = history.flatMap((event) => event.stateEnteredEventDetails?.name ?? []);
  expect(states).not.toContain('OpenApprovals');
  expect((await peopleOf(sandbox).see(name, 'first-approver')).status).toBe(404);
});

test('subscribers hear what is asked and where, and opening the address decides nothing', async () => {
  const { sandbox } = production();
  const { name, decided } = await startWaiting(production());
  const notice = JSON.parse(await requests.heardOf(name));
  expect(notice).toMatchObject({
    event: 'approvals-needed',
    run: name,
    environment: 'production-attended',
    items: [
      { id: 'blocking-issues', approvers: { groups: ['release-managers'] }, quorum: 1 },
      { id: 'support-briefed', quorum: 2 },
    ],
  });
  expect(notice.page).toBe(`${peopleOf(sandbox).console}/runs/${name}`);
  const page = await fetch(notice.page);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  const { answer } = await peopleOf(sandbox).see(name, 'first-approver');
  expect('items' in answer && answer.items.every(({ status, votes }) => status === 'open' && votes.length === 0)).toBe(
    true,
  );
  await approveAll(production(), name);
  expect((await decided).report.verdict).toBe('go');
});

describe('who comes too late', () => {
  test('is told who decided and when, and changes nothing', async () => {
    const { sandbox } = production();
    const { name, decided } = await startWaiting(production());
    const people = peopleOf(sandbox);
    await people.decide(name, 'blocking-issues', 'first-approver', approve);
    const late = await people.decide(name, 'blocking-issues', 'second-approver', {
      decision: 'reject',
      comment: 'I see it otherwise.',
    });
    expect(late.status).toBe(409);
    expect('error' in late.answer && late.answer.error).toEqual({
      kind: 'decided',
      message: expect.stringMatching(/^already decided by Mona Lisa \(mona@acme\.example\) at [\dT:.-]+Z: approved$/),
    });
    // Only its own request, sent once more, is no other decision.
    expect(await people.decide(name, 'blocking-issues', 'first-approver', approve)).toMatchObject({ status: 200 });
    await approveAll(production(), name);
    const { report } = await decided;
    const item = report.approvals?.find(({ id }) => id === 'blocking-issues');
    expect(item).toMatchObject({ status: 'approved', votes: [{ choice: 'approve' }] });
    const afterwards = await people.decide(name, 'support-briefed', 'incident-commander', {
      ...approve,
      breakGlass: true,
      comment: 'It is over, though.',
    });
    expect(afterwards).toMatchObject({ status: 409, answer: { error: { kind: 'decided' } } });
  });

  test('after the execution was stopped is told that nothing waits any more, and it is listed no longer', async () => {
    const { sandbox, gate, release } = production();
    const people = peopleOf(sandbox);
    const name = newName();
    const executionArn = await gate.start(release, name);
    await expect.poll(async () => (await people.see(name, 'author')).status, { timeout: 20_000 }).toBe(200);
    await expect.poll(() => tokensOf(name), { timeout: 20_000 }).toHaveLength(2);
    const client = new SFNClient({ endpoint: sandbox.endpoint, region, credentials });
    await client.send(new StopExecutionCommand({ executionArn }));
    // AWS closes the tasks of an execution that is stopped; the emulator forgets to.
    for (const taskToken of await tokensOf(name)) await client.send(new SendTaskFailureCommand({ taskToken }));
    expect(await pendingRuns()).toContain(name);
    const decided = await people.decide(name, 'blocking-issues', 'first-approver', approve);
    expect(decided).toMatchObject({ status: 409, answer: { error: { kind: 'closed' } } });
    expect(await pendingRuns()).not.toContain(name);
  });
});

/** The task tokens that the table holds for a run. */
async function tokensOf(run: string): Promise<string[]> {
  const rows = await approvalRows(production().sandbox);
  return taskTokensIn(rows.filter((row) => JSON.stringify(row).includes(run)));
}

/** The runs that have something on the list of what waits. */
async function pendingRuns(): Promise<string[]> {
  const people = peopleOf(production().sandbox);
  const headers = { authorization: `Bearer ${await people.tokenFor('author')}` };
  const { items } = (await (await fetch(`${people.console}/api/approvals`, { headers })).json()) as PendingAnswer;
  return items.map(({ run }) => run);
}

describe('two people at the same moment', () => {
  test('approve and reject: one decision is recorded, the other is told', async () => {
    const { sandbox } = production();
    const { name, decided } = await startWaiting(production());
    const people = peopleOf(sandbox);
    const answers = await Promise.all([
      people.decide(name, 'blocking-issues', 'first-approver', approve),
      people.decide(name, 'blocking-issues', 'second-approver', { decision: 'reject', comment: 'Not this one.' }),
    ]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    const refused = answers.find(({ status }) => status === 409)?.answer;
    expect(refused && 'error' in refused && refused.error.message).toMatch(/^already decided by .+ at /);
    await approveAll(production(), name);
    const { report } = await decided;
    const item = report.approvals?.find(({ id }) => id === 'blocking-issues');
    expect(item?.votes).toHaveLength(1);
    expect(report.verdict).toBe(item?.status === 'approved' ? 'go' : 'no-go');
  });

  test('both approve what takes two: both count', async () => {
    const { sandbox } = production();
    const { name, decided } = await startWaiting(production());
    const people = peopleOf(sandbox);
    const answers = await Promise.all([
      people.decide(name, 'support-briefed', 'first-approver', approve),
      people.decide(name, 'support-briefed', 'second-approver', approve),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    await approveAll(production(), name);
    const { report } = await decided;
    const item = report.approvals?.find(({ id }) => id === 'support-briefed');
    expect(item).toMatchObject({ status: 'approved', votes: [{}, {}] });
    expect(new Set(item?.votes.map(({ by }) => by)).size).toBe(2);
  });

  test('the same person twice is one of two', async () => {
    const { sandbox } = production();
    const { name, decided } = await startWaiting(production());
    const people = peopleOf(sandbox);
    const decide = () => people.decide(name, 'support-briefed', 'first-approver', approve);
    const answers = await Promise.all([decide(), decide()]);
    for (const { status } of answers) expect(status).toBe(200);
    const { answer } = await people.see(name, 'author');
    const item = 'items' in answer ? answer.items.find(({ id }) => id === 'support-briefed') : undefined;
    expect(item).toMatchObject({ status: 'open', votes: [{ choice: 'approve' }] });
    expect(item?.votes).toHaveLength(1);
    await approveAll(production(), name);
    await decided;
  });
});

test('emergency powers decide alone, where they are asked for and with a reason; the report and the topic say so', async () => {
  const { sandbox } = production();
  const results = await subscribeQueue(sandbox, sandbox.deployed.results, 'break-glass-results');
  const { name, decided } = await startWaiting(production());
  const people = peopleOf(sandbox);
  const commander = (item: string, body: object) =>
    people.decide(name, item, 'incident-commander', { ...approve, ...body });
  expect(await commander('support-briefed', {})).toMatchObject({ status: 403 });
  expect(await commander('support-briefed', { breakGlass: true })).toMatchObject({ status: 400 });
  const powers = { breakGlass: true, comment: 'The shop is down, and this brings it back.' };
  expect(
    await people.decide(name, 'support-briefed', 'first-approver', { ...approve, ...powers, breakGlass: true }),
  ).toMatchObject({
    status: 403,
  });
  for (const item of ['blocking-issues', 'support-briefed']) {
    expect(await commander(item, powers)).toMatchObject({ status: 200 });
  }
  const { report } = await decided;
  expect(report.verdict).toBe('go');
  for (const { votes } of report.approvals ?? []) {
    expect(votes).toMatchObject([{ breakGlass: true, by: expect.stringContaining('Grace Hopper') }]);
  }
  const told = JSON.parse(await results.heardOf(name));
  expect(told).toMatchObject({ headline: 'break-glass go', breakGlass: ['blocking-issues', 'support-briefed'] });
  expect(told.text).toContain('BREAK GLASS');
});
