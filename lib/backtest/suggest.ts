import type { FalseRate, Suggestion, Tried } from './backtest.ts';
import type { HistoryAlarm } from './history-alarm.ts';
import type { WindowSpan } from './replay-window.ts';
import { requestFloor } from './request-floor.ts';
import { floorsToTry, rulesToTry } from './settings-to-try.ts';
import { trySettings } from './try-settings.ts';

/** The goal: false rollbacks of 1,000 healthy windows. */
const mostFalse = 1;

/** Other settings of an alarm, tried on the healthy windows, and which of them to take. */
export function suggest(alarm: HistoryAlarm, healthy: readonly WindowSpan[]): Suggestion {
  const { criterion, definition } = alarm.planned;
  const rules = rulesToTry(definition);
  const tried = floorsToTry(definition).flatMap((floor) => trySettings(alarm, floor, rules, healthy));
  const { datapointsToAlarm, evaluationPeriods } = definition;
  const floor = requestFloor(definition)?.atLeast;
  const configured = tried.findIndex(
    (one) => one.datapoints === `${datapointsToAlarm} of ${evaluationPeriods}` && one.requestsAtLeast === floor,
  );
  const suggested = fastest(tried, configured);
  return {
    criterion: criterion.id,
    alarm: definition.name,
    tried,
    configured,
    ...(suggested === undefined ? {} : { suggested }),
    why: whyOf(tried, configured, suggested),
  };
}

/**
 * The fastest of those with few false rollbacks. One that misses more faults than what is configured is none the better for being fast:
 * it is taken only where no other is left.
 */
export function fastest(tried: readonly Tried[], configured: number): number | undefined {
  const allowed = tried[configured]?.missed ?? 0;
  const keys = tried.flatMap((one, index) => {
    const { falseRollbacks, detectionSeconds, missed } = one;
    if (falseRollbacks.healthy === 0 || falseRollbacks.per1000 > mostFalse || detectionSeconds === null) return [];
    const isConfigured = index === configured;
    const key = [Number(missed > allowed), detectionSeconds, falseRollbacks.per1000, missed, Number(!isConfigured)];
    return [{ index, key }];
  });
  return keys.toSorted((a, b) => compare(a.key, b.key) || a.index - b.index)[0]?.index;
}

function compare(one: readonly number[], other: readonly number[]): number {
  for (const [index, value] of one.entries()) {
    const difference = value - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function whyOf(tried: readonly Tried[], configured: number, suggested: number | undefined): string {
  const [now, then] = [tried[configured], suggested === undefined ? undefined : tried[suggested]];
  if (now === undefined || now.falseRollbacks.healthy === 0)
    return 'There is no healthy window to try other settings on.';
  if (then === undefined)
    return `None of the ${tried.length} settings has ${mostFalse} false rollback per 1,000 healthy windows at most and is red for half of the faults; what is configured, ${words(now)}.`;
  if (suggested === configured)
    return `What is configured is the fastest of ${tried.length} settings with ${mostFalse} false rollback per 1,000 healthy windows at most: ${words(now)}.`;
  return `${capital(words(then))}; what is configured, ${words(now)}.`;
}

/** `2 of 3 from 40 requests on: red 180 s after the onset (median), misses 0.0 % of the faults, false in 1 of 8,760 windows (0.0 to 0.6 per 1,000)` */
function words({ datapoints, requestsAtLeast, falseRollbacks, detectionSeconds, missed }: Tried): string {
  const floor = requestsAtLeast === undefined ? '' : ` from ${requestsAtLeast} requests on`;
  const red =
    detectionSeconds === null
      ? 'is not red for half of the faults'
      : `red ${detectionSeconds} s after the onset (median)`;
  return `${datapoints}${floor}: ${red}, misses ${(100 * missed).toFixed(1)} % of the faults, false in ${rateWords(falseRollbacks)}`;
}

function rateWords({ rolledBack, healthy, low, high }: FalseRate): string {
  return `${rolledBack} of ${healthy.toLocaleString('en-US')} windows (${low.toFixed(1)} to ${high.toFixed(1)} per 1,000)`;
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
