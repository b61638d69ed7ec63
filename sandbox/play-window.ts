import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { askedRunOf } from '../lib/domain/window/asked.ts';
import { type WindowStore, windowStore } from '../lib/stores/window-store.ts';
import { credentials, region } from './aws-environment.ts';
import { SandboxError } from './failure.ts';
import type { Sandbox } from './launcher.ts';
import { decide, isAsked } from './play-script.ts';
import type { Scenario, WindowScenario, WindowStep } from './scenario.ts';
import { openWindow } from './window.ts';
import { versions } from './world/shop-function.ts';
import type { TrafficState } from './world/traffic.ts';

export const healthyWindow: WindowScenario = {
  script: [],
  expect: { result: 'healthy', serves: versions.release },
};

export interface WindowPlay {
  readonly world: Scenario['world'];
  /** The window's run. */
  readonly run: string;
  /** Whether the scenario's people decide, and not whoever started it. */
  readonly yes: boolean;
  readonly tell: (line: string) => void;
  /** Aborted when the window has ended. */
  readonly ended: AbortSignal;
}

/** Does what happens in a window, as soon as it is open and has looked for the first time, until it has ended. */
export async function playWindow(
  sandbox: Sandbox,
  { script }: Pick<WindowScenario, 'script'>,
  play: WindowPlay,
): Promise<void> {
  const store = windowsOf(sandbox);
  if (await until(async () => (await store.window(play.run))?.lookedAt !== undefined, play)) {
    await Promise.all([sandbox.visit(), passMinutes(sandbox, play), playSteps(sandbox, script, play)]);
  }
}

/** A window lasts seconds here, and an alarm looks at minutes: four of them pass in a second. */
const minuteLasts = 250;

/** Lets minutes pass until the window has ended. What was wrong with the traffic ends with it. */
async function passMinutes({ minutes }: Sandbox, { ended, tell }: WindowPlay): Promise<void> {
  while (!ended.aborted) {
    const lasts = pause(minuteLasts);
    for (const { name, to, reason } of await minutes.pass()) tell(`${name}: ${to}: ${reason}`);
    await lasts;
  }
  await minutes.become({});
}

export async function playSteps(sandbox: Sandbox, steps: readonly WindowStep[], play: WindowPlay): Promise<void> {
  for (const step of steps) {
    if (play.ended.aborted) return;
    await playStep(sandbox, step, play);
  }
}

export function windowsOf({ endpoint, deployed }: Pick<Sandbox, 'endpoint' | 'deployed'>): WindowStore {
  return windowStore(deployed.windows, new DynamoDBClient({ endpoint, region, credentials }));
}

async function playStep(sandbox: Sandbox, step: WindowStep, play: WindowPlay): Promise<void> {
  const { alarms, shop } = sandbox;
  const { world, run, tell } = play;
  if ('waitSeconds' in step) await pause(step.waitSeconds * 1000);
  else if ('world' in step) await sandbox.apply({ world: { ...world, ...step.world } });
  else if ('traffic' in step) {
    await sandbox.minutes.become(step.traffic, step.whateverServes);
    tell(`traffic: ${trafficWords(step.traffic)}`);
  } else if ('alarms' in step) {
    await alarms.set(step.alarms, step.become);
    tell(`${step.alarms.join(', ')}: ${step.become}`);
  } else if ('tellAgain' in step) await alarms.tellAgain(step.tellAgain);
  else if ('deleteAlarm' in step) {
    await alarms.delete(step.deleteAlarm);
    tell(`${step.deleteAlarm}: somebody deletes its alarm`);
  } else if ('deliver' in step) {
    await alarms.deliver(step.deliver);
    tell(`notifications of alarms ${step.deliver ? 'arrive again' : 'are lost'}`);
  } else if ('deploy' in step) {
    await shop.deploy(step.deploy);
    tell(`${step.deploy} is deployed`);
  } else if ('openAnother' in step) await openAnother(sandbox, play);
  else if ('untilAlarms' in step) await until(() => alarms.are(step.untilAlarms, step.are), play);
  else if ('untilServes' in step) await until(async () => (await shop.serves()) === step.untilServes, play);
  else if (play.yes && (await until(() => isAsked(sandbox, askedRunOf(run), step.item), play)))
    await decide(sandbox, askedRunOf(run), step, tell);
}

function trafficWords(change: Partial<TrafficState>): string {
  const changes = Object.entries(change).map(([name, value]) => `${name} ${value}`);
  return changes.length === 0 ? 'as usual' : changes.join(', ');
}

async function openAnother(sandbox: Sandbox, { run, tell }: WindowPlay): Promise<void> {
  const { code, stdout } = await openWindow(sandbox, `${run}-2`, { detach: true });
  if (code !== 0) throw new SandboxError(`the second window could not be opened (exit code ${code})\n${stdout}`);
  tell(`another window is open: ${run}-2`);
}

/** @returns whether it came to that before the window ended. */
async function until(isSo: () => Promise<boolean>, { ended }: Pick<WindowPlay, 'ended'>): Promise<boolean> {
  while (!ended.aborted) {
    if (await isSo()) return true;
    await pause(50);
  }
  return false;
}
