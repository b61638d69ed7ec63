import type { FalseRate } from '../../lib/backtest/backtest.ts';
import { falseRate } from '../../lib/backtest/false-rate.ts';
import { batchesOf, firstOf, firstRollback } from './detect.ts';
import type { Profile } from './latencies.ts';
import { peers } from './peers.ts';
import { watchedAt } from './service.ts';
import { redAt } from './watch.ts';

/** How often something went off, of windows in which nothing was wrong. */
export interface FalseAlarms extends FalseRate {
  readonly profile: string;
  /** Requests a minute. */
  readonly level: number;
  /** A criterion, `first rollback` of all that roll back, or the name of another tool. */
  readonly by: string;
  /** What a red criterion does; absent of all others. */
  readonly response?: string;
}

export interface Healthy {
  readonly seed: number;
  readonly windows: number;
  readonly level: number;
  readonly profile: Profile;
}

/** Healthy windows, each seen by all criteria and by the others. */
export function falseAlarms({ seed, windows, level, profile }: Healthy): FalseAlarms[] {
  const watched = watchedAt(level);
  const counts = new Map<string, number>();
  const add = (by: string, at: Iterable<number>): void => {
    const red = [...at].filter((one) => !Number.isNaN(one)).length;
    counts.set(by, (counts.get(by) ?? 0) + red);
  };
  for (const runs of batchesOf(seed, { level, profile }, windows)) {
    const red = watched.map((one) => ({ one, at: redAt(runs, one) }));
    for (const { one, at } of red) add(one.id, at);
    add(firstRollback, firstOf(red.filter(({ one }) => one.response === 'rollback').map(({ at }) => at)));
    for (const { name, triggersAt } of peers) add(name, runs.map(triggersAt));
  }
  const responses = new Map<string, string>(watched.map(({ id, response }) => [id, response]));
  return [...counts].map(([by, count]) => {
    const response = responses.get(by);
    const where = { profile: profile.name, level, by };
    return { ...where, ...(response === undefined ? {} : { response }), ...falseRate(count, windows) };
  });
}
