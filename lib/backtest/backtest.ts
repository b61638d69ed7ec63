import type { CriterionId, Response, Severity } from '../domain/window/criterion.ts';

/** What `preflight backtest` answers; times are ISO 8601. */
export interface BacktestReport {
  readonly schema: 'preflight-backtest/1';
  readonly service: string;
  readonly environment: string;
  readonly from: string;
  readonly to: string;
  /** Of how many minutes of these there is a datapoint of any metric, and of how many none. */
  readonly minutes: { readonly all: number; readonly withData: number };
  /** How long each window lasts, in seconds, and how late a datapoint can be seen. */
  readonly windowSeconds: number;
  readonly lateSeconds: number;
  /** Why windows were opened when they were: `every 1h`, `12 deployments` */
  readonly opened: string;
  readonly windows: readonly ReplayedWindow[];
  /** Windows that were asked for, and that the history does not hold all of; absent where it holds all of each. */
  readonly leftOut?: LeftOut;
  readonly criteria: readonly ReplayedCriterion[];
  /** Windows in which nothing was wrong, and how many of them would have rolled back; of none where nothing that rolls back was replayed. */
  readonly falseRollbacks: FalseRate;
  readonly suggestions: readonly Suggestion[];
}

export interface LeftOut {
  /** Opened before the history had what their alarms look back at. */
  readonly early: number;
  /** How far that is, in seconds: the longest evaluation range, or the hour before. */
  readonly lookBackSeconds: number;
  /** Not over when the history ends. */
  readonly late: number;
}

export interface ReplayedWindow {
  readonly openedAt: string;
  /** Whether it overlaps a time that was said to be an incident: a rollback there is none too many. */
  readonly incident: boolean;
  /** The first change to red of an alarm of each criterion. A criterion that rolls back ends the window. */
  readonly red: readonly RedAlarm[];
  /** Alarms that were red when it opened: these count only once they are red anew. */
  readonly redAtOpening: readonly string[];
  /** Absent where it would not have rolled back. */
  readonly rolledBack?: RedAlarm;
}

export interface RedAlarm {
  readonly criterion: CriterionId;
  readonly alarm: string;
  readonly response: Response;
  readonly at: string;
  readonly threshold: number;
  /** The values of its evaluation range that were there, oldest first, and the minutes that they are of. */
  readonly values: readonly { readonly at: string; readonly value: number | null }[];
}

export interface ReplayedCriterion {
  readonly id: CriterionId;
  readonly title: string;
  readonly severity: Severity;
  readonly response: Response;
  /** Why it was not replayed: off, people alone, an alarm of the team's own, no data. */
  readonly notReplayed?: string;
  /** What of it could not be replayed although the rest was: probes, one alarm of several, an hour before without data. */
  readonly gaps: readonly string[];
  /** In how many windows it was red. */
  readonly red: number;
}

/** Of so many healthy windows, so many rolled back; per 1,000, with the bounds of the 95 % interval (Wilson's). */
export interface FalseRate {
  readonly healthy: number;
  readonly rolledBack: number;
  readonly per1000: number;
  readonly low: number;
  readonly high: number;
}

/** Other settings of one alarm, on the same history. */
export interface Suggestion {
  readonly criterion: CriterionId;
  readonly alarm: string;
  readonly tried: readonly Tried[];
  /** Index in `tried` of what is configured. */
  readonly configured: number;
  /** Index of the fastest of those with one false rollback per 1,000 at most; absent where none is. */
  readonly suggested?: number;
  /** A sentence: why. */
  readonly why: string;
}

export interface Tried {
  /** `2 of 3` */
  readonly datapoints: string;
  /** The fewest requests of a period; absent where the alarm has no floor. */
  readonly requestsAtLeast?: number;
  readonly falseRollbacks: FalseRate;
  /**
   * How long a fault of twice the threshold, or silence, set into each healthy window takes to be red: the median, in seconds, what was missed
   * being later than all else; null where half of them or more were. Windows in which it was red already at the onset do not count.
   */
  readonly detectionSeconds: number | null;
  /** Share of the windows in which that fault was not red before their end: 0 to 1. */
  readonly missed: number;
}
