import type { AlarmDefinition } from '../../domain/window/alarm.ts';
import { watchedAlarm } from '../presets/existing-alarm.ts';
import type { WatchedAlarmSettings } from '../window-settings.ts';
import { type AlarmContext, type AlarmParts, defineAlarm } from './define-alarm.ts';

type Existing = { readonly alarm: Parameters<typeof watchedAlarm>[0] };

/** The alarms of a criterion: the team's own as they are, and one for each other thing that it watches. */
export function watchedAlarms<W extends object>(
  context: AlarmContext,
  watch: W | Existing | readonly (W | Existing)[],
  partsOf: (one: Exclude<W, Existing>) => AlarmParts,
): WatchedAlarmSettings[] {
  const all = listOf(watch);
  return all.map((one, index) => {
    if (isExisting(one)) return watchedAlarm(one.alarm);
    const number = all.length === 1 ? undefined : index + 1;
    return madeByStack(defineAlarm(context, partsOf(one as Exclude<W, Existing>), number));
  });
}

export const listOf = <T extends object>(watch: T | readonly T[]): readonly T[] =>
  Array.isArray(watch) ? watch : [watch as T];

const isExisting = (one: object): one is Existing => 'alarm' in one;

/**
 * Each alarm of the stack says what a period without data is. INSUFFICIENT_DATA means then that CloudWatch could not tell at all, or
 * that it was told to say so.
 */
function madeByStack(definition: AlarmDefinition): WatchedAlarmSettings {
  return { name: definition.name, madeBy: 'stack', needsData: true, definition };
}
