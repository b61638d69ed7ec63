import { setTimeout as pause } from 'node:timers/promises';
import type { TriggerSource } from '../lib/domain/window/window.ts';
import type { Sandbox } from '../sandbox/launcher.ts';
import { versions } from '../sandbox/world/shop-function.ts';
import { newName } from '../test/e2e/support/gate-client.ts';
import type { WindowClient } from '../test/e2e/support/windows.ts';

const criterion = 'error-rate-critical';

/** One rollback, in milliseconds. */
export interface TimedRollback {
  /** From the moment at which the alarm is made red until its trigger is in the table. */
  readonly recorded: number;
  /** And until RollBack is entered, as the execution's history says. */
  readonly started: number;
  /** From there until the alias points to the version before. */
  readonly moved: number;
  readonly by: TriggerSource | undefined;
}

/** Deploys the release, out of quarantine, opens a window, makes an alarm red, and waits until all is as it was before. */
export async function rollBackOnce(sandbox: Sandbox, windows: WindowClient): Promise<TimedRollback> {
  await windows.ready();
  const run = newName();
  const executionArn = await windows.open(run);
  await lookedAt(windows, run);
  const redAt = Date.now();
  await sandbox.alarms.set([criterion], 'ALARM');
  while ((await sandbox.shop.serves()) !== versions.previous) await pause(5);
  const movedAt = Date.now();
  await sandbox.alarms.set([criterion], 'OK');
  const { history, execution } = await windows.end(executionArn);
  if (execution.error !== 'RolledBack') throw new Error(`the window ended as ${execution.error}: ${execution.cause}`);
  const startedAt = history.find(({ stateEnteredEventDetails: entered }) => entered?.name === 'RollBack')?.timestamp;
  if (startedAt === undefined) throw new Error('the window never came to RollBack');
  const { trigger } = (await windows.store.window(run)) ?? {};
  return {
    recorded: Date.parse(trigger?.recordedAt ?? '') - redAt,
    started: startedAt.getTime() - redAt,
    moved: movedAt - startedAt.getTime(),
    by: trigger?.by,
  };
}

/** Resolves when a window waits for something to happen. */
export async function lookedAt(windows: WindowClient, run: string): Promise<void> {
  while ((await windows.store.window(run))?.lookedAt === undefined) await pause(20);
}
