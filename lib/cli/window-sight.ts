import type { Environment } from '../config/environment.ts';
import { windowSettings } from '../config/window-settings.ts';
import { reportedChecks } from '../domain/window/reported-verifications.ts';
import type { SeenWindow } from './window-feed.ts';
import { nextDue } from './window-looks.ts';
import type { WindowSight } from './window-page.ts';
import { reportFromTable } from './window-reports.ts';
import { isTold } from './window-screen.ts';
import { conditionOf } from './window-state.ts';
import { type AlarmValue, readValues } from './window-values.ts';

/** How a window stands at this moment. @param values those that were read last. */
export function sightOf(
  seen: SeenWindow,
  environment: Environment,
  now: Date,
  values: readonly AlarmValue[],
): WindowSight {
  const grace = windowSettings(environment)?.times.grace ?? 0;
  const condition = conditionOf(seen.record, now, grace * 1000);
  return { ...seen, report: reportFromTable(seen, environment), values, condition };
}

/** The latest value of each of its alarms; of a window that is closed none, since what is now says nothing of it. */
export async function valuesOf(
  { record }: SeenWindow,
  environment: Environment,
  now: Date,
): Promise<readonly AlarmValue[]> {
  const settings = windowSettings(environment);
  return settings === undefined || record.closed !== undefined ? [] : readValues(record, settings, now);
}

/** What a program is told of it beside its report. */
export function sightAsJson({ record, events, values }: WindowSight) {
  return {
    values,
    checks: (reportedChecks(record) ?? []).map(({ verifications, ...check }) => ({
      ...check,
      last: verifications.at(-1) ?? null,
    })),
    nextVerificationAt: nextDue(record) ?? null,
    told: events.filter(isTold),
  };
}
