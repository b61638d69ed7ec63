import { setTimeout as pause } from 'node:timers/promises';
import {
  DescribeStateMachineCommand,
  type HistoryEvent,
  paginateGetExecutionHistory,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { credentials, region } from '../sandbox/aws-environment.ts';
import type { Sandbox } from '../sandbox/launcher.ts';
import type { People } from '../sandbox/people.ts';
import release from '../sandbox/release.json' with { type: 'json' };
import { manualItems } from '../sandbox/scenarios/manual-items.ts';
import { consolePage, longList } from './console.ts';
import { median, percentile, type Row } from './row.ts';
import { longestPath, type Machine } from './transitions.ts';

const decisions = 7;

/** The approval step on a sandbox of the attended environment: how soon a run moves on, the console's page, and its list. */
export async function approvalsBench(sandbox: Sandbox, tell: (progress: string) => void): Promise<Row[]> {
  const { people } = sandbox;
  if (people === undefined) throw new Error('nobody is asked in this sandbox');
  await sandbox.apply(manualItems);
  return [
    ...(await moveOn(sandbox, people, tell)),
    await transitions(sandbox),
    ...(await consolePage(people, tell)),
    ...(await longList(sandbox, people, tell)),
  ];
}

/** From the moment at which the last decision is sent to the state after all of them. */
async function moveOn(sandbox: Sandbox, people: People, tell: (progress: string) => void): Promise<Row[]> {
  tell(`from a decision to the run moving on: ${decisions} runs, after one to warm up`);
  const client = new SFNClient({ endpoint: sandbox.endpoint, region, credentials });
  const seconds: number[] = [];
  const answered: number[] = [];
  for (let index = 0; index <= decisions; index += 1) {
    const run = `bench-approvals-${index}-${Date.now()}`;
    const start = new StartExecutionCommand({
      stateMachineArn: sandbox.deployed.gate,
      name: run,
      input: JSON.stringify(release),
    });
    const { executionArn = '' } = await client.send(start);
    await untilAsked(people, run);
    await approve(people, run, 'support-briefed', 'first-approver');
    await approve(people, run, 'support-briefed', 'second-approver');
    // The token is at hand, as for whoever signed in before.
    const token = await people.tokenFor('first-approver');
    const sent = Date.now();
    await post(people, `runs/${run}/items/blocking-issues`, token);
    answered.push((Date.now() - sent) / 1000);
    seconds.push((await enteredAt(client, executionArn, 'CloseApprovals')).getTime() / 1000 - sent / 1000);
    // Octokit keeps a second between writes of statuses.
    await pause(1000);
  }
  client.destroy();
  return [
    {
      what: 'from the last decision to the run moving on, p95',
      value: percentile(seconds.slice(1), 0.95),
      unit: 's',
      atMost: 2,
      baseline: { what: 'the API has answered', value: median(answered.slice(1)) },
      note: `median ${median(seconds.slice(1)).toFixed(2)} s; ${decisions} runs`,
    },
  ];
}

async function untilAsked(people: People, run: string): Promise<void> {
  for (;;) {
    const { status, answer } = await people.see(run, 'first-approver');
    if (status === 200 && 'items' in answer && answer.items.length > 0) break;
    await pause(50);
  }
  // Tokens are stored a moment later: only then something waits.
  await pause(1500);
}

async function approve(people: People, run: string, item: string, as: 'first-approver' | 'second-approver') {
  const { status, answer } = await people.decide(run, item, as, { decision: 'approve', comment: 'bench' });
  if (status !== 200) throw new Error(`${item} was not approved: ${JSON.stringify(answer)}`);
}

async function post({ console }: People, path: string, token: string): Promise<void> {
  const answer = await fetch(`${console}/api/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ decision: 'approve', comment: 'bench' }),
  });
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}

async function enteredAt(client: SFNClient, executionArn: string, state: string): Promise<Date> {
  for (;;) {
    const events: HistoryEvent[] = [];
    for await (const page of paginateGetExecutionHistory({ client }, { executionArn })) {
      events.push(...(page.events ?? []));
    }
    const entered = events.find(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name === state);
    if (entered?.timestamp !== undefined) return entered.timestamp;
    await pause(20);
  }
}

/** Waiting costs nothing: what is paid are the states around it. */
async function transitions({ endpoint, deployed }: Sandbox): Promise<Row> {
  const client = new SFNClient({ endpoint, region, credentials });
  const { definition } = await client.send(new DescribeStateMachineCommand({ stateMachineArn: deployed.gate }));
  client.destroy();
  const machine = JSON.parse(definition ?? '') as Machine;
  const asked = { RequestApprovals: 3, RefreshEvidence: 2 };
  return {
    what: 'state transitions of a gate that asks for 3 items, longest path',
    value: longestPath(machine, asked),
    unit: 'transitions',
    baseline: { what: 'for 1 item, all evidence fresh', value: longestPath(machine, { RequestApprovals: 1 }) },
    note: 'two groups look again',
  };
}
