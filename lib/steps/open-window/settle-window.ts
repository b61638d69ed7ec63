import type { BaselineSettings, WindowSettings } from '../../config/window-settings.ts';
import { SourceError } from '../../domain/source-error.ts';
import { baselineIn, ownAlarm, ownAlarmPrefix, whyNoBaseline } from '../../domain/window/own-alarm.ts';
import type { WindowRecord } from '../../domain/window/window.ts';
import { reasonWords } from '../../domain/window/words.ts';
import type { RollbackStrategy } from '../../rollback/strategy.ts';
import type { Alarms } from '../../sources/alarms.ts';
import type { WaitingTasks } from '../../stores/waiting-task.ts';
import type { WindowStore } from '../../stores/window-store.ts';

export interface SettleWindowDependencies {
  readonly store: WindowStore;
  readonly alarms: Pick<Alarms, 'put' | 'named' | 'remove'>;
  readonly strategy: Pick<RollbackStrategy, 'serving'>;
  readonly tasks: Pick<WaitingTasks, 'complete'>;
  readonly alarmTopic: string;
  readonly signal: AbortSignal;
}

/**
 * What follows from a window that is in the store: its own alarm is made, what earlier windows left is deleted, what serves
 * now is remembered, and the window that it took over from is told. Each may be done again; what does not succeed does not
 * keep the window from watching.
 * @returns what did not succeed, in words for people.
 */
export async function settleWindow(
  record: WindowRecord,
  { criteria, times }: Pick<WindowSettings, 'criteria' | 'times'>,
  dependencies: SettleWindowDependencies,
): Promise<readonly string[]> {
  const baseline = baselineIn(criteria);
  const remarks = await Promise.all([
    endSuperseded(record, times.look, dependencies),
    makeAndClear(record, baseline, dependencies),
    rememberServing(record, dependencies),
  ]);
  return remarks.flat();
}

async function orRemark(what: string, act: () => Promise<void>): Promise<string[]> {
  try {
    await act();
    return [];
  } catch (cause) {
    if (!(cause instanceof SourceError)) throw cause;
    return [`${what}: ${reasonWords(cause.message)}`];
  }
}

/** One after the other: CloudWatch takes three calls a second that change alarms (its documentation, "Service quotas"). */
async function makeAndClear(
  record: WindowRecord,
  settings: BaselineSettings | undefined,
  { store, alarms, alarmTopic, signal }: SettleWindowDependencies,
): Promise<string[]> {
  if (settings === undefined) return [];
  const made = await orRemark(`the alarm ${record.ownAlarm} could not be made; Watch says if it stays so`, async () => {
    if (record.ownAlarm === undefined || record.baseline === undefined) return;
    await alarms.put(ownAlarm(record.baseline, settings, record.run.id), { topic: alarmTopic }, signal);
  });
  const cleared = await orRemark('alarms that earlier windows left could not be deleted', async () => {
    const named = await alarms.named(ownAlarmPrefix(settings), signal);
    // Read after that list: a window that opened since has made its alarm after it, or is the current one here.
    const current = await store.current();
    const kept = new Set([
      record.ownAlarm,
      current?.ownAlarm,
      ...record.criteria.flatMap((criterion) => criterion.alarms),
    ]);
    const left = named.filter((name) => !kept.has(name));
    if (left.length > 0) await alarms.remove(left, signal);
  });
  return [...withoutBaseline(record, settings), ...made, ...cleared];
}

/** Where other alarms watch the criterion too, that it has no baseline makes it no less watched; people are told all the same. */
function withoutBaseline({ criteria, ownAlarm: own, baseline, blind = [] }: WindowRecord, settings: BaselineSettings) {
  const isWatched = criteria.some(({ id, notWatched }) => id === 'response-time' && notWatched === undefined);
  const why = whyNoBaseline(baseline, settings);
  if (own !== undefined || !isWatched || why === undefined) return [];
  return blind.some(({ what }) => what === settings.alarm.name)
    ? []
    : [`response-time has its other alarms alone: ${why}`];
}

/** For the next window, whose rollback would go back to this. */
function rememberServing(
  { release }: WindowRecord,
  { store, strategy, signal }: SettleWindowDependencies,
): Promise<string[]> {
  return orRemark('what serves now could not be seen, so that the next window may not know it', async () => {
    const serving = await strategy.serving(signal);
    if (serving !== undefined) await store.remember(release.commit, serving);
  });
}

/** Says in the old window's time line too that it is over, and ends its Watch, which would find that out at its next look. */
async function endSuperseded(
  { run, supersedes, openedAt }: WindowRecord,
  look: number,
  { store, tasks }: SettleWindowDependencies,
): Promise<string[]> {
  if (supersedes === undefined) return [];
  await store.addEvents(supersedes, [{ at: openedAt, kind: 'ended', text: `the window ${run.id} takes over` }]);
  const token = await store.token(supersedes);
  if (token === undefined) return [];
  try {
    await tasks.complete(token, { next: 'superseded' });
    return [];
  } catch (cause) {
    if (!(cause instanceof Error && cause.name === 'TaskNotCompletedError')) throw cause;
    return [`the window ${supersedes} was not told that it is over, and finds out within ${look} seconds`];
  }
}
