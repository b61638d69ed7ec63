import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { approvalTable } from '../../../sandbox/approval-table.ts';
import { credentials, region } from '../../../sandbox/aws-environment.ts';
import type { Sandbox } from '../../../sandbox/launcher.ts';
import type { People } from '../../../sandbox/people.ts';
import { playScript } from '../../../sandbox/play-script.ts';
import type { Scenario } from '../../../sandbox/scenario.ts';
import { type DecidedRun, newName } from './gate-client.ts';
import type { Production } from './use-sandbox.ts';

/** A run that waits for people. */
export interface WaitingRun {
  readonly name: string;
  /** Resolves with its report when it has come to a verdict. */
  readonly decided: Promise<DecidedRun>;
}

export function peopleOf({ people }: Sandbox): People {
  if (people === undefined) throw new Error('nobody is asked in this sandbox');
  return people;
}

/** Plays a scenario: its world, its gate and its people. */
export async function play({ sandbox, gate, release }: Production, scenario: Scenario): Promise<DecidedRun> {
  await sandbox.apply(scenario);
  const run = newName();
  const ended = new AbortController();
  const [decided] = await Promise.all([
    gate.decide(release, run).finally(() => ended.abort()),
    playScript(sandbox, { scenario, run, tell: () => undefined, ended: ended.signal }),
  ]);
  return decided;
}

/** Starts a run and resolves when its items can be decided. */
export async function startWaiting({ sandbox, gate, release }: Production): Promise<WaitingRun> {
  const name = newName();
  const decided = gate.decide(release, name);
  // Some tests end a run without asking what became of it.
  decided.catch(() => undefined);
  for (;;) {
    const { answer } = await peopleOf(sandbox).see(name, 'first-approver');
    if ('items' in answer) return { name, decided };
    await pause(100);
  }
}

/** Decides whatever a run still waits for, so that it ends. */
export async function approveAll({ sandbox }: Production, run: string): Promise<void> {
  const people = peopleOf(sandbox);
  const { answer } = await people.see(run, 'first-approver');
  const items = 'items' in answer ? answer.items.filter(({ status }) => status === 'open') : [];
  for (const { id } of items) {
    for (const as of ['first-approver', 'second-approver'] as const) {
      await people.decide(run, id, as, { decision: 'approve', comment: 'to end this run' });
    }
  }
}

export type Row = Readonly<Record<string, unknown>>;

/** Everything in the table of approvals, sorted. */
export async function approvalRows(sandbox: Sandbox): Promise<Row[]> {
  const client = new DynamoDBClient({ endpoint: sandbox.endpoint, region, credentials });
  const rows: Row[] = [];
  const TableName = await approvalTable(sandbox);
  for await (const page of paginateScan({ client }, { TableName, ConsistentRead: true })) {
    rows.push(...(page.Items ?? []).map((item) => unmarshall(item)));
  }
  return rows.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}

/** Every task token that the table holds. */
export function taskTokensIn(rows: readonly Row[]): string[] {
  return rows.flatMap(({ token }) => (typeof token === 'string' ? [token] : []));
}
