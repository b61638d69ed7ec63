import type { AlarmDefinition, AlarmSighting } from '../domain/window/alarm.ts';
import type { Baseline } from '../domain/window/window.ts';

export interface BaselineQuery {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly millisecondsPerUnit: number;
}

/** CloudWatch's alarms. */
export interface Alarms {
  /**
   * Every one of these that exists, by its name, as CloudWatch has it at this moment, silenced or not.
   * @throws SourceError when CloudWatch cannot be asked.
   */
  look(names: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, AlarmSighting>>;
  /** Makes it, or makes it so again. @throws SourceError */
  put(alarm: AlarmDefinition, actions: { readonly topic: string }, signal: AbortSignal): Promise<void>;
  /**
   * Sets an alarm to red until CloudWatch evaluates it again, with all that a red one does: for a drill.
   * @throws SourceError
   */
  provoke(name: string, reason: string, signal: AbortSignal): Promise<void>;
  /** No longer there is as good. @throws SourceError */
  remove(names: readonly string[], signal: AbortSignal): Promise<void>;
  /** Names of all alarms that begin so. @throws SourceError */
  named(prefix: string, signal: AbortSignal): Promise<readonly string[]>;
  /** p95 and samples of the hour before `now`; undefined where there is no datapoint at all. @throws SourceError */
  baseline(query: BaselineQuery, now: Date, signal: AbortSignal): Promise<Baseline | undefined>;
}
