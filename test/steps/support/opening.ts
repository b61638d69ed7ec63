import type { WindowSettings } from '../../../lib/config/window-settings.ts';
import type { Run } from '../../../lib/domain/gate.ts';
import { SourceError } from '../../../lib/domain/source-error.ts';
import type { OpenedWindow } from '../../../lib/domain/window/payload.ts';
import type { NoTarget, RollbackTarget } from '../../../lib/domain/window/window.ts';
import type { RollbackStrategy } from '../../../lib/rollback/strategy.ts';
import { closeWindow } from '../../../lib/steps/close-window.ts';
import { openWindow } from '../../../lib/steps/open-window.ts';
import { memoryAlarms } from '../../support/memory-alarms.ts';
import { memoryApprovalStore } from '../../support/memory-approval-store.ts';
import { memoryNotices } from '../../support/memory-notices.ts';
import { memoryWaitingTasks } from '../../support/memory-waiting-tasks.ts';
import { memoryWindowStore } from '../../support/memory-window-store.ts';
import { release } from '../../support/release.ts';
import { windowSample, windowSettingsSample } from '../../support/window-samples.ts';

const signal = new AbortController().signal;
export const openedAt = windowSample.openedAt;
export const topic = 'arn:aws:sns:eu-central-1:111122223333:alarms';
export const serving = { version: '8' };

/** Another execution of the same state machine. */
export function runNamed(id: string, startedAt = openedAt): Run {
  return { id, execution: `arn:aws:states:eu-central-1:111122223333:execution:window:${id}`, startedAt };
}

/** Everything that a window opens and closes with; all alarms are OK, there is a GO, and a target. */
export type Opening = Awaited<ReturnType<typeof opening>>;

/** @param outside what each call to anything waits for; it rejects where that call is not to come through. */
export async function opening(outside?: (call: string) => Promise<void>) {
  const failing = new Set<string>();
  const befores = new Map<string, () => Promise<void>>();
  const network = async (call: string): Promise<void> => {
    await outside?.(call);
    const act = befores.get(call);
    befores.delete(call);
    await act?.();
    if (failing.has(call)) throw failureOf(call);
  };
  const store = memoryWindowStore({ network });
  const approvals = memoryApprovalStore({ network });
  const alarms = memoryAlarms(network);
  const topics: string[] = [];
  const telling = {
    ...alarms,
    put: (...[alarm, actions, aborted]: Parameters<typeof alarms.put>) => {
      topics.push(actions.topic);
      return alarms.put(alarm, actions, aborted);
    },
  };
  const notices = memoryNotices(network);
  const tasks = memoryWaitingTasks(network);
  let target: RollbackTarget | NoTarget | Error = windowSample.target;
  const strategy: Pick<RollbackStrategy, 'findTarget' | 'serving'> = {
    async findTarget(_deployment, remembered) {
      await network('findTarget');
      if (target instanceof Error) throw target;
      if (remembered === undefined || 'problem' in target) return target;
      return { ...target, details: { ...target.details, ...remembered } };
    },
    async serving() {
      await network('serving');
      return serving;
    },
  };
  for (const { alarms: own } of windowSettingsSample.criteria)
    for (const { name } of own) alarms.set(name, 'OK', '2026-11-20T00:00:00.000Z');
  if (windowSample.baseline !== undefined) alarms.setBaseline(windowSample.baseline);
  await store.saveGo({ run: 'gate-1', fingerprint: windowSample.fingerprint, expiresAt: '2026-11-23T10:30:00.000Z' });

  const dependencies = { store, approvals, alarms, notices, tasks, signal };
  return {
    ...dependencies,
    /** What each alarm that was made notifies. */
    topics,
    /** Names of calls that fail from now on, as the source of each does. */
    failing,
    /** Does something once, right before the next call of that name. */
    before: (call: string, act: () => Promise<void>): void => void befores.set(call, act),
    setTarget(next: RollbackTarget | NoTarget | Error): void {
      target = next;
    },
    open(
      run: Run = windowSample.run,
      settings: Partial<WindowSettings> = {},
      input: unknown = release,
      now = openedAt,
    ): Promise<OpenedWindow> {
      const more = { gos: store, strategy: strategy as RollbackStrategy, alarmTopic: topic, now: new Date(now) };
      return openWindow(
        { run, release: input },
        { ...windowSettingsSample, ...settings },
        { ...dependencies, alarms: telling, ...more },
      );
    },
    close: (run: Run = windowSample.run, now = '2026-11-23T11:00:31.000Z') =>
      closeWindow({ run }, { ...dependencies, runbook: windowSettingsSample.runbook, now: new Date(now) }),
  };
}

function failureOf(call: string): Error {
  if (call !== 'complete') return new SourceError(`${call} failed`);
  return Object.assign(new Error('step functions did not end the task'), { name: 'TaskNotCompletedError' });
}

/**
 * Ends whatever runs at the n-th call, counted from 1, and every call after that: a function that ends takes all it does
 * with it. Until `arm` is called, and after `disarm`, calls come through.
 */
export function crashingNetwork() {
  let left = Number.POSITIVE_INFINITY;
  return {
    network: async (call: string): Promise<void> => {
      left -= 1;
      if (left <= 0) throw new Error(`crashed at ${call}`);
    },
    arm: (n: number): void => {
      left = n;
    },
    /** @returns whether it has crashed. */
    disarm: (): boolean => {
      const crashed = left <= 0;
      left = Number.POSITIVE_INFINITY;
      return crashed;
    },
  };
}
