import * as z from 'zod/mini';
import { probeSchema } from '../../domain/probe.ts';
import { defaultResponse, responses } from '../../domain/window/criterion.ts';
import { fits } from '../fits.ts';
import { limitedMetric } from '../presets/any-metric.ts';
import { existingAlarm } from '../presets/existing-alarm.ts';
import type { WatchedAlarmSettings } from '../window-settings.ts';
import type { AlarmContext } from './define-alarm.ts';
import { limitedMetricParts } from './limited-metric-parts.ts';
import { namedApart, withoutProbes } from './probes.ts';
import { timing } from './timing.ts';
import { isOftenEnough, noService, tooOften, watchOf } from './watch.ts';
import { watchedAlarms } from './watched-alarms.ts';

const instead =
  'says nothing of one feature: watch a metric of its own, { metric: { … } }, an alarm, { alarm: { name } }, or ask for it, { probe: { url, … } }';

const watch = watchOf(
  { metric: limitedMetric, alarm: existingAlarm, probe: probeSchema },
  {
    ...noService(instead),
    rds: `a database ${instead}`,
  },
);

export const featureBroken = z
  .strictObject({
    watch,
    ...timing('3 of 5'),
    response: z._default(z.enum(responses), defaultResponse('feature-broken')),
  })
  .check(fits(isOftenEnough, 'period', tooOften), namedApart());
type Settings = z.output<typeof featureBroken>;

export function featureBrokenAlarms(context: AlarmContext, settings: Settings): WatchedAlarmSettings[] {
  const why = 'since a feature that fails now and then is not broken';
  return watchedAlarms(context, withoutProbes(settings.watch), (one) => limitedMetricParts(one.metric, settings, why));
}
