import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  type HistoryEvent,
  paginateGetExecutionHistory,
  paginateListExecutions,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { CheckId } from '../../../lib/domain/checklist.ts';
import type { Report, ReportedCheck } from '../../../lib/domain/report.ts';
import { credentials, region } from '../../../sandbox/aws-environment.ts';
import { readReport } from '../../../sandbox/gate.ts';
import type { Sandbox } from '../../../sandbox/launcher.ts';

/** An execution of the gate that has ended. */
export interface EndedRun {
  readonly name: string;
  readonly execution: DescribeExecutionOutput;
  readonly history: readonly HistoryEvent[];
}

export interface DecidedRun extends EndedRun {
  readonly report: Report;
  /** The checks that ran. */
  readonly checks: Readonly<Record<CheckId, ReportedCheck>>;
}

/** Runs the gate through the Step Functions API, as a pipeline without the command line does. */
export function gateClient(sandbox: Sandbox) {
  const settings = { endpoint: sandbox.endpoint, region, credentials };
  const client = new SFNClient(settings);
  const s3 = new S3Client(settings);
  const stateMachineArn = sandbox.deployed.gate;
  return { start, run, decide, executions, reports };

  /** @param input the execution's input: a release, or what pretends to be one. @returns the execution. */
  async function start(input: unknown, name: string): Promise<string> {
    const text = typeof input === 'string' ? input : JSON.stringify(input);
    const { executionArn = '' } = await client.send(new StartExecutionCommand({ stateMachineArn, name, input: text }));
    return executionArn;
  }

  /** Starts a run and follows it to its end. */
  async function run(input: unknown, name = newName()): Promise<EndedRun> {
    const executionArn = await start(input, name);
    let execution = await client.send(new DescribeExecutionCommand({ executionArn }));
    while (execution.status === 'RUNNING') {
      await pause(100);
      execution = await client.send(new DescribeExecutionCommand({ executionArn }));
    }
    const history: HistoryEvent[] = [];
    for await (const page of paginateGetExecutionHistory({ client }, { executionArn })) {
      history.push(...(page.events ?? []));
    }
    return { name, execution, history };
  }

  /** A run that comes to a verdict, with its report from the bucket. */
  async function decide(release: unknown, name = newName()): Promise<DecidedRun> {
    const ended = await run(release, name);
    const report = await readReport(sandbox, ended.name);
    const checks = report.groups.flatMap((group) => group.checks).filter((check) => check.outcome !== 'skipped');
    return {
      ...ended,
      report,
      checks: Object.fromEntries(checks.map((check) => [check.id, check])) as DecidedRun['checks'],
    };
  }

  /** How many executions have this name. */
  async function executions(name: string): Promise<number> {
    let count = 0;
    for await (const page of paginateListExecutions({ client }, { stateMachineArn })) {
      count += (page.executions ?? []).filter((one) => one.name === name).length;
    }
    return count;
  }

  /** Every version of every object that a run has written. */
  async function reports(name: string): Promise<string[]> {
    const Prefix = `reports/${name}/`;
    const { Versions = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket: sandbox.deployed.reports, Prefix }),
    );
    return Versions.map(({ Key = '' }) => Key.slice(Prefix.length)).toSorted();
  }
}

export const newName = (): string => `e2e-${randomBytes(6).toString('hex')}`;

/** What went into a state. */
export function stateInput(history: readonly HistoryEvent[], state: string): Record<string, unknown> {
  const entered = history.find((event) => event.stateEnteredEventDetails?.name === state);
  return JSON.parse(entered?.stateEnteredEventDetails?.input ?? '{}') as Record<string, unknown>;
}

export type GateClient = ReturnType<typeof gateClient>;

/** Outcome of each check that ran. */
export function outcomesOf(report: Pick<Report, 'groups'>): Partial<Record<CheckId, string>> {
  const checks = report.groups.flatMap((group) => group.checks).filter((check) => check.outcome !== 'skipped');
  return Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome]));
}
