import type { AlarmDefinition } from '../domain/window/alarm.ts';

/** Below so many requests of a period an alarm judges nothing. */
export interface RequestFloor {
  /** The id of the series that counts the requests. */
  readonly counts: string;
  readonly atLeast: number;
}

type WithSeries = Pick<AlarmDefinition, 'series' | 'returns'>;

/** How all floors are written: `IF(requests >= 40, …)`, in what the alarm returns (lib/config/criteria: error-rate, latency-series). */
const written = /^IF\((?<counts>[a-z]\w*) >= (?<atLeast>\d+(?:\.\d+)?),/;

/** @returns undefined for an alarm without one. */
export function requestFloor({ series, returns }: WithSeries): RequestFloor | undefined {
  const returned = series.find(({ id }) => id === returns);
  if (returned === undefined || !('expression' in returned)) return undefined;
  const { counts, atLeast } = written.exec(returned.expression)?.groups ?? {};
  return counts === undefined ? undefined : { counts, atLeast: Number(atLeast) };
}

/** The same alarm with another floor; the alarm as it is where it has none. */
export function withRequestFloor<A extends WithSeries>(alarm: A, atLeast: number): A {
  const floor = requestFloor(alarm);
  if (floor === undefined) return alarm;
  const series = alarm.series.map((one) =>
    one.id === alarm.returns && 'expression' in one
      ? { ...one, expression: one.expression.replace(written, `IF(${floor.counts} >= ${atLeast},`) }
      : one,
  );
  return { ...alarm, series };
}
