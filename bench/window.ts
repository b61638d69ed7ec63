import type { SandboxTimes } from '../sandbox/addresses.ts';
import type { Sandbox } from '../sandbox/launcher.ts';
import release from '../sandbox/release.json' with { type: 'json' };
import { gateClient } from '../test/e2e/support/gate-client.ts';
import { type WindowClient, windowClient } from '../test/e2e/support/windows.ts';
import { median, percentile, type Row } from './row.ts';
import { healthyHour } from './window-hour.ts';
import { rollBackOnce, type TimedRollback } from './window-rollback.ts';

const rollbacks = 20;

/** Looks so far apart that it is the alarm's notification that triggers. */
export const windowBenchTimes: Partial<SandboxTimes> = {
  window: {
    lasts: '14s',
    looksEvery: '5s',
    grace: '1s',
    recovery: '15s',
    verifiesEvery: '1s',
    // So late that no rollback meets it, and no look that is counted.
    verification: { at: ['12s'], every: '1s' },
  },
};

/** The rollback window on a sandbox with these times: how soon it goes back, and what an hour of it takes. */
export async function windowBench(sandbox: Sandbox, tell: (progress: string) => void): Promise<Row[]> {
  const { report } = await gateClient(sandbox).decide(release);
  if (report.verdict !== 'go') throw new Error('the gate says no-go: no window can be opened');
  const windows = windowClient({ sandbox, release });
  return [...(await goBack(sandbox, windows, tell)), ...(await healthyHour(sandbox, windows, tell))];
}

async function goBack(sandbox: Sandbox, windows: WindowClient, tell: (progress: string) => void): Promise<Row[]> {
  tell(`from a red alarm to the rollback: ${rollbacks} windows, after one to warm up`);
  const all: TimedRollback[] = [];
  for (let index = 0; index <= rollbacks; index += 1) all.push(await rollBackOnce(sandbox, windows));
  const [first, ...timed] = all;
  const started = timed.map((one) => one.started);
  const moved = timed.map((one) => one.moved);
  const byNotification = timed.filter(({ by }) => by === 'notification').length;
  const recorded = { what: 'the trigger is recorded', value: median(timed.map((one) => one.recorded)) };
  return [
    {
      what: 'from a red alarm to RollBack, median',
      value: median(started),
      unit: 'ms',
      baseline: recorded,
      note: `${rollbacks} windows, ${byNotification} of them by the alarm's notification, the others by a look`,
    },
    {
      what: 'from a red alarm to RollBack, p95',
      value: percentile(started, 0.95),
      unit: 'ms',
      atMost: 2000,
      baseline: recorded,
      note: "from SetAlarmState's call; CloudWatch's own evaluation comes before it, and takes minutes",
    },
    {
      what: 'from a red alarm to RollBack, in the first window',
      value: first?.started ?? Number.NaN,
      unit: 'ms',
      baseline: recorded,
      note: 'none of the functions has run before, as after hours without an alarm',
    },
    {
      what: 'from RollBack to the alias that points back, p95',
      value: percentile(moved, 0.95),
      unit: 'ms',
      baseline: { what: 'median', value: median(moved) },
      note: 'the quarantine is written first',
    },
  ];
}
