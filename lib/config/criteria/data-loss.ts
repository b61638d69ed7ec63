import * as z from 'zod/mini';
import { defaultResponse, responses } from '../../domain/window/criterion.ts';
import { fits } from '../fits.ts';
import { limitedMetric } from '../presets/any-metric.ts';
import { existingAlarm } from '../presets/existing-alarm.ts';
import type { WatchedAlarmSettings } from '../window-settings.ts';
import type { AlarmContext } from './define-alarm.ts';
import { limitedMetricParts } from './limited-metric-parts.ts';
import { timing } from './timing.ts';
import { isOftenEnough, noService, tooOften, watchOf } from './watch.ts';
import { watchedAlarms } from './watched-alarms.ts';

const instead =
  "cannot tell which data should be there: watch a metric that can, { metric: { … } }, an alarm, { alarm: { name } }, or leave it to people, 'people'";

const watch = watchOf(
  { metric: limitedMetric, alarm: existingAlarm },
  {
    ...noService(instead),
    rds: `a database ${instead}`,
    probe: `a probe ${instead}`,
  },
  ["'people'"],
);

const byAlarm = z
  .strictObject({
    watch,
    ...timing('1 of 1'),
    response: z._default(z.enum(responses), defaultResponse('data-loss')),
  })
  .check(fits(isOftenEnough, 'period', tooOften));

/** Nothing but `preflight window trigger` tells of it then. */
export const dataLossByPeople = z.strictObject({ watch: z.literal('people') });
export const dataLoss = z.union([byAlarm, dataLossByPeople]);
type Settings = z.output<typeof dataLoss>;

export function dataLossAlarms(context: AlarmContext, settings: Settings): WatchedAlarmSettings[] {
  if (!('period' in settings)) return [];
  const why = 'since what is lost does not come back by itself';
  return watchedAlarms(context, settings.watch, (one) => limitedMetricParts(one.metric, settings, why));
}
