import * as z from 'zod/mini';
import { defaultResponse, responses } from '../../domain/window/criterion.ts';
import { fits } from '../fits.ts';
import { limitedMetric } from '../presets/any-metric.ts';
import { existingAlarm } from '../presets/existing-alarm.ts';
import { connectionsOfRds, rds } from '../presets/rds-instance.ts';
import type { WatchedAlarmSettings } from '../window-settings.ts';
import type { AlarmContext } from './define-alarm.ts';
import { limitedMetricParts } from './limited-metric-parts.ts';
import { loadParts } from './load-parts.ts';
import { timing } from './timing.ts';
import { isOftenEnough, noService, tooOften, watchOf } from './watch.ts';
import { watchedAlarms } from './watched-alarms.ts';

const instead =
  'knows nothing of database connections: watch the database, { rds: { instance, maxConnections } }, or a metric of the pool, { metric: { … } }';

const watch = watchOf(
  {
    rds: z.extend(rds, {
      /** What the pools may open together, or the database's own max_connections where that is less. */
      maxConnections: z.int().check(z.minimum(1), z.maximum(262_143)),
      /** More than that is as good as exhausted. */
      abovePercent: z._default(z.number().check(z.minimum(50), z.lt(100)), 90),
    }),
    metric: limitedMetric,
    alarm: existingAlarm,
  },
  {
    ...noService(instead),
    probe: `a probe ${instead}`,
  },
);

export const dbPoolExhausted = z
  .strictObject({
    watch,
    ...timing('2 of 3'),
    response: z._default(z.enum(responses), defaultResponse('db-pool-exhausted')),
  })
  .check(fits(isOftenEnough, 'period', tooOften));
type Settings = z.output<typeof dbPoolExhausted>;

const why = 'since a pool that is full for one period recovers by itself';

export function dbPoolAlarms(context: AlarmContext, settings: Settings): WatchedAlarmSettings[] {
  return watchedAlarms(context, settings.watch, (one) => {
    if ('metric' in one) return limitedMetricParts(one.metric, settings, why);
    const { maxConnections, abovePercent } = one.rds;
    const limit = {
      above: (maxConnections * abovePercent) / 100,
      inWords: `${abovePercent} % of ${maxConnections}`,
    };
    return loadParts(connectionsOfRds(one.rds), limit, settings, { datapoints: why });
  });
}
