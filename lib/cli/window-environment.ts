import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Environment } from '../config/environment.ts';
import { isOff } from '../config/off.ts';
import type { Problem } from '../domain/problem.ts';
import { askedRunOf } from '../domain/window/asked.ts';
import { type WindowStore, windowStore } from '../stores/window-store.ts';
import { stackOutput } from './gate-stack.ts';
import { inTime } from './in-time.ts';
import { longestName } from './run-name.ts';

/** As much of the store as the command line reads: never a task's token. */
export type SeenStore = Pick<WindowStore, 'current' | 'window' | 'events'>;

/** What people are asked in a window lies under a longer name, which must not be longer than that of any run. */
export const longestWindowName = longestName - askedRunOf('').length;

/** What tells people the name of a window's run. */
export const windowTeller = 'preflight window open';

/** Whether the environment has a window at all; nothing is said of one that is not known. */
export function windowProblems(environment: Environment | undefined): Problem[] {
  if (environment === undefined || !isOff(environment.rollback)) return [];
  const message = `${environment.name} has no rollback window: ${environment.rollback.off}`;
  return [{ path: '--env', message }];
}

/** The windows of an environment, in the table that its stack names. */
export async function windowsOf(environment: Environment): Promise<SeenStore> {
  return seenStore(await stackOutput(environment, 'windows'));
}

export function seenStore(table: string): SeenStore {
  return windowStore(table, new DynamoDBClient({ ...inTime }));
}
