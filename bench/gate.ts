import { setTimeout as pause } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { type Report, reportSchema } from '../lib/domain/report.ts';
import { credentials, region } from '../sandbox/aws-environment.ts';
import { fetchReport } from '../sandbox/gate.ts';
import type { Sandbox } from '../sandbox/launcher.ts';
import release from '../sandbox/release.json' with { type: 'json' };
import { scenarios } from '../sandbox/scenarios/index.ts';
import { median, type Row } from './row.ts';
import { branchesOf, longestPath, type Machine } from './transitions.ts';

const warmRuns = 7;
const slowRuns = 3;
/** Step Functions Standard, us-east-1: $0.025 per 1,000 state transitions. */
const usdPerTransition = 0.025 / 1000;

interface Timed {
  readonly seconds: number;
  /** Durations of the checks that ran, in seconds. */
  readonly checks: readonly number[];
  /** From the first check's start to the last one's end, in seconds. */
  readonly groups: number;
}

/** The deployed gate: what it adds to its slowest check, and what it gains over one check after another. */
export async function gateBench(sandbox: Sandbox, tell: (progress: string) => void): Promise<Row[]> {
  const client = new SFNClient({ endpoint: sandbox.endpoint, region, credentials });
  const healthy = await runs('healthy', warmRuns);
  const slow = await runs('slow', slowRuns);
  const { definition } = await client.send(new DescribeStateMachineCommand({ stateMachineArn: sandbox.deployed.gate }));
  const machine = JSON.parse(definition ?? '') as Machine;
  const transitions = longestPath(machine);
  client.destroy();
  const checks = healthy[0]?.checks.length ?? 0;
  const aStateEach = transitions - branchesOf(machine) + checks;
  return [
    {
      what: 'gate, healthy and warm: execution minus its slowest check',
      value: median(healthy.map((run) => run.seconds - Math.max(...run.checks))),
      unit: 's',
      atMost: 1,
      baseline: { what: 'whole execution', value: median(healthy.map((run) => run.seconds)) },
      note: `median of ${warmRuns} runs; the emulator waits 0.15 s before each execution`,
    },
    {
      what: `the ${checks} checks of healthy, deployed: the functions' part of a gate`,
      value: median(healthy.map((run) => run.groups)),
      unit: 's',
      baseline: { what: 'one after another', value: median(healthy.map((run) => sum(run.checks))) },
      note: 'from the first check to the last; one after another: the sum of their times',
    },
    {
      what: `gate, slow: ${checks} checks of a second each`,
      value: median(slow.map((run) => run.seconds)),
      unit: 's',
      atMost: 3,
      baseline: { what: 'one after another', value: median(slow.map((run) => sum(run.checks))) },
      note: `median of ${slowRuns} runs, ${slow[0]?.checks.length} checks ran`,
    },
    {
      what: 'state transitions of a gate, longest path',
      value: transitions,
      unit: 'transitions',
      atMost: 25,
      baseline: { what: 'a state for each check', value: aStateEach },
    },
    {
      what: 'Step Functions price of the transitions',
      value: transitions * usdPerTransition * 1000,
      unit: 'USD per 1,000 gates',
      baseline: { what: 'a state for each check', value: aStateEach * usdPerTransition * 1000 },
      note: '$0.025 per 1,000 transitions (Standard, us-east-1)',
    },
  ];

  async function runs(name: 'healthy' | 'slow', count: number): Promise<Timed[]> {
    const scenario = scenarios[name];
    if (scenario === undefined) throw new Error(`no scenario ${name}`);
    await sandbox.apply(scenario);
    tell(`gate, ${name}: a run to warm up, then ${count}`);
    const timed: Timed[] = [];
    for (let index = 0; index <= count; index += 1) {
      timed.push(await runOnce(`bench-${name}-${index}-${Date.now()}`));
      // Octokit keeps a second between writes, as GitHub asks: no two gates of a pipeline set a status that close together.
      await pause(1000);
    }
    return timed.slice(1);
  }

  async function runOnce(name: string): Promise<Timed> {
    const start = new StartExecutionCommand({
      stateMachineArn: sandbox.deployed.gate,
      name,
      input: JSON.stringify(release),
    });
    const { executionArn } = await client.send(start);
    for (;;) {
      const { status, startDate, stopDate, cause } = await client.send(new DescribeExecutionCommand({ executionArn }));
      if (status === 'RUNNING') {
        await pause(50);
        continue;
      }
      if (status !== 'SUCCEEDED') throw new Error(`the gate ended as ${status}: ${cause}`);
      const { report } = await fetchReport(sandbox, name);
      return {
        seconds: ((stopDate?.getTime() ?? 0) - (startDate?.getTime() ?? 0)) / 1000,
        checks: durations(report),
        groups: spanOf(report),
      };
    }
  }
}

/** Seconds that each check that ran took. */
export function durations(report: Report): number[] {
  const { groups } = reportSchema.parse(report);
  return groups
    .flatMap((group) => group.checks)
    .flatMap((check) => (check.durationMs === undefined ? [] : [check.durationMs / 1000]));
}

function spanOf(report: Report): number {
  const ran = report.groups.flatMap((group) => group.checks).filter(({ startedAt }) => startedAt !== undefined);
  const starts = ran.map(({ startedAt = '' }) => Date.parse(startedAt));
  const ends = ran.map(({ startedAt = '', durationMs = 0 }) => Date.parse(startedAt) + durationMs);
  return (Math.max(...ends) - Math.min(...starts)) / 1000;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
