import type { WindowSettings } from '../config/window-settings.ts';
import type { AlarmSighting } from '../domain/window/alarm.ts';
import { drillAlarms, drillHeadline, isDrill, whyUnfit } from '../domain/window/drill.ts';
import { whyOver } from '../domain/window/standing.ts';
import type { Drill, WindowRecord } from '../domain/window/window.ts';
import { reasonWords } from '../domain/window/words.ts';
import type { Alarms } from '../sources/alarms.ts';
import type { WindowStore } from '../stores/window-store.ts';
import { type CommandAnswer, refused, releaseWords } from './command-answer.ts';

export interface DrillWindowDependencies {
  readonly store: Pick<WindowStore, 'window' | 'saveDrill' | 'addEvents'>;
  readonly alarms: Pick<Alarms, 'look' | 'provoke'>;
  readonly now: Date;
  readonly signal: AbortSignal;
}

type Wanted = Pick<Drill, 'reason' | 'by'>;

/**
 * Provokes a rollback to see that it works: writes down that it is a drill, then sets an alarm to red. All that follows is what
 * would follow if it had turned red by itself. The same once more, after a lost answer or a crash, goes on where it was.
 * @throws SourceError where CloudWatch cannot be asked, or does not set the alarm.
 */
export async function drillWindow(
  { reason, by }: Wanted,
  record: WindowRecord,
  settings: Pick<WindowSettings, 'allowsDrills' | 'environment' | 'criteria'>,
  dependencies: DrillWindowDependencies,
): Promise<CommandAnswer> {
  const { environment, allowsDrills } = settings;
  if (allowsDrills !== true) {
    const how = `set rollback.allowsDrills in the configuration of an environment whose users may see a rollback`;
    return refused('invalid', `drills are not allowed in ${environment}; ${how}`);
  }
  const before = record.drill;
  if (before !== undefined) return goOn(before, { reason, by }, record, dependencies);
  const closed = whyNotNow(record);
  if (closed !== undefined) return refused('over', closed);
  const found = await fitAlarm(record, settings, dependencies);
  if ('problem' in found) return refused('unknown', found.problem);
  const drill: Drill = { at: dependencies.now.toISOString(), by, reason, alarm: found.alarm };
  const saved = await dependencies.store.saveDrill(record.run.id, drill);
  if (saved === 'saved') return provoke(drill, record, dependencies);
  const after = (await dependencies.store.window(record.run.id)) ?? record;
  if (saved === 'drilled before' && after.drill !== undefined)
    return goOn(after.drill, { reason, by }, after, dependencies);
  return refused('over', whyNotNow(after) ?? 'nothing can be provoked: the window is over');
}

function whyNotNow(record: WindowRecord): string | undefined {
  const over = whyOver(record);
  if (over !== undefined) return `nothing can be provoked: ${over}`;
  const { trigger } = record;
  return trigger && `${releaseWords(record)} is being rolled back already: ${reasonWords(trigger.reason)}`;
}

/** A drill is for one person to watch: another's is not theirs to go on with. */
async function goOn(
  drill: Drill,
  { reason, by }: Wanted,
  record: WindowRecord,
  dependencies: DrillWindowDependencies,
): Promise<CommandAnswer> {
  if (drill.by !== by || drill.reason !== reason) {
    return refused('over', `${drill.by} has begun a drill in this window at ${drill.at}: ${reasonWords(drill.reason)}`);
  }
  if (isDrill(record)) return done(drill, record);
  const closed = whyNotNow(record);
  return closed === undefined ? provoke(drill, record, dependencies) : refused('over', closed);
}

/** The first of them that would turn red, and tell so. */
async function fitAlarm(
  record: WindowRecord,
  { criteria }: Pick<WindowSettings, 'criteria'>,
  { alarms, signal }: DrillWindowDependencies,
): Promise<{ readonly alarm: string } | { readonly problem: string }> {
  const own = criteria.flatMap((one) => one.alarms.filter(({ madeBy }) => madeBy === 'stack').map(({ name }) => name));
  const names = drillAlarms(record, new Set(own));
  const seen = names.length === 0 ? new Map<string, AlarmSighting>() : await alarms.look(names, signal);
  const unfit: string[] = [];
  for (const alarm of names) {
    const why = whyUnfit(alarm, seen.get(alarm));
    if (why === undefined) return { alarm };
    unfit.push(why);
  }
  const why = unfit.length === 0 ? 'no criterion that rolls back has an alarm that Preflight made' : unfit.join('; ');
  return { problem: `there is no alarm that a drill could provoke: ${why}` };
}

async function provoke(
  drill: Drill,
  record: WindowRecord,
  { store, alarms, signal }: DrillWindowDependencies,
): Promise<CommandAnswer> {
  const { at, by, reason, alarm } = drill;
  const text = `${by} provokes it to see that the rollback works: ${reasonWords(reason)}`;
  await store.addEvents(record.run.id, [{ at, kind: 'drill', text, alarm }]);
  await alarms.provoke(alarm, `${drillHeadline}${by}: ${reasonWords(reason)}`, signal);
  return done(drill, record);
}

function done({ alarm }: Drill, record: WindowRecord): CommandAnswer {
  const message = `the alarm ${alarm} is provoked: ${releaseWords(record)} is rolled back as if it had turned red by itself`;
  return { outcome: 'done', run: record.run.id, message };
}
