import { setTimeout as pause } from 'node:timers/promises';
import type { DecisionBody } from '../lib/console/api.ts';
import { SandboxError } from './failure.ts';
import type { Sandbox } from './launcher.ts';
import type { Decide, Scenario } from './scenario.ts';

export interface Play {
  /** Whose script it is. */
  readonly scenario: Pick<Scenario, 'script' | 'world'>;
  /** The run that waits. */
  readonly run: string;
  /** Told what somebody did, and what the gate said to it. */
  readonly tell: (line: string) => void;
  /** Aborted when the run has ended. */
  readonly ended: AbortSignal;
}

const day = 86_400_000;

/**
 * Does what a scenario's people do, as soon as the run waits for them.
 * @throws SandboxError when the gate does not take it as the scenario says: the run may then wait for long.
 */
export async function playScript(sandbox: Sandbox, { scenario, run, tell, ended }: Play): Promise<void> {
  const { script = [], world } = scenario;
  if (script.length === 0 || !(await waitsForPeople(sandbox, run, ended))) return;
  for (const step of script) {
    if ('waitSeconds' in step) await pause(step.waitSeconds * 1000);
    else if ('world' in step) await sandbox.apply({ world: { ...world, ...step.world } });
    else await decide(sandbox, run, step, tell);
  }
}

/** Whether people are asked; false where the run ends without them. */
async function waitsForPeople(sandbox: Sandbox, run: string, ended: AbortSignal): Promise<boolean> {
  while (!ended.aborted) {
    const { status, answer } = await peopleOf(sandbox).see(run, 'first-approver');
    if (status === 200 && 'items' in answer && answer.items.length > 0) return true;
    await pause(100);
  }
  return false;
}

/** Whether people can decide on an item now. */
export async function isAsked(sandbox: Sandbox, run: string, item: string): Promise<boolean> {
  const { status, answer } = await peopleOf(sandbox).see(run, 'first-approver');
  return status === 200 && 'items' in answer && answer.items.some(({ id, status: is }) => id === item && is === 'open');
}

/** @throws SandboxError when the gate does not take it as the step says. */
export async function decide(sandbox: Sandbox, run: string, step: Decide, tell: Play['tell']): Promise<void> {
  const { as, item, decision, comment, untilDays, refused } = step;
  const body: DecisionBody = {
    decision,
    ...(comment === undefined ? {} : { comment }),
    ...(untilDays === undefined ? {} : { until: dayFromNow(untilDays) }),
  };
  const { status, answer } = await peopleOf(sandbox).decide(run, item, as, body);
  const message = 'error' in answer ? answer.error.message : answer.message;
  const said = `${as}: ${decision} ${item}: ${message}`;
  tell(said);
  const isExpected = refused === undefined ? status === 200 : status !== 200 && refused.test(message);
  if (!isExpected) throw new SandboxError(`the gate did not take it as this scenario says: ${said} (HTTP ${status})`);
}

/** `2026-12-01` */
export function dayFromNow(days: number): string {
  return new Date(Date.now() + days * day).toISOString().slice(0, 10);
}

function peopleOf({ people }: Sandbox) {
  if (people === undefined) throw new SandboxError('nobody is asked in this environment');
  return people;
}
