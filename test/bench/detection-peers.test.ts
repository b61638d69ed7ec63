import { describe, expect, it } from 'vitest';
import {
  type ArgoMetric,
  argoTriggersAt,
  fiveMinutesTriggersAt,
  flaggerTriggersAt,
  soonestAt,
} from '../../bench/detection/peers.ts';
import { lost } from '../../bench/detection/simulate.ts';
import { type HandMade, handMadeRun } from '../support/detection-run.ts';

/** Windows open at minute 30. */
const at = (minute: number): number => 60 * minute;
const failing = (from: number, to = 1000) => ({ failed: (minute: number) => (minute >= from && minute < to ? 20 : 0) });
const silentFrom = (from: number): HandMade => ({
  requests: (minute) => (minute < from ? 100 : Number.NaN),
  failed: (minute) => (minute < from ? 0 : Number.NaN),
});

describe('Argo Rollouts', () => {
  const example: ArgoMetric = { interval: 5, over: 5, successAtLeast: 0.95, failureLimit: 3, consecutiveErrorLimit: 4 };
  const triggersAt = (given: HandMade, changes: Partial<ArgoMetric> = {}) =>
    argoTriggersAt(handMadeRun(given), { ...example, ...changes });

  it('fails with the fourth failed measurement where the limit is 3', () => {
    // Measured at 30, 35, 40, 45 …; from 32 on all fails, which 35 sees in three of its five minutes.
    expect(triggersAt(failing(32))).toBe(at(50));
  });

  it('counts failed measurements although others between them succeed', () => {
    const now = (minute: number) => Math.floor((minute - 31) / 5) % 2 === 0;
    expect(triggersAt({ failed: (minute) => (now(minute) ? 20 : 0) })).toBe(at(65));
  });

  it('fails with the first one where the limit is 0', () => {
    expect(triggersAt(failing(32), { interval: 1, failureLimit: 0 })).toBe(at(34));
  });

  it('does not fail at the threshold itself', () => {
    expect(triggersAt({ failed: () => 5 })).toBeNaN();
  });

  it('gives up with the fifth measurement that cannot be taken, one after another', () => {
    // 40 is the first that finds nothing in its five minutes.
    expect(triggersAt(silentFrom(35))).toBe(at(60));
    const often = (minute: number) => (Math.floor(minute / 5) % 4 === 0 ? 100 : Number.NaN);
    expect(triggersAt({ requests: often })).toBeNaN();
  });
});

describe('Flagger', () => {
  const example = { threshold: 5, successAtLeast: 99, durationAtMost: 500 };
  const triggersAt = (given: HandMade, changes: Partial<typeof example> = {}) =>
    flaggerTriggersAt(handMadeRun(given), { ...example, ...changes });

  it('rolls back in the run after the fifth failed check', () => {
    // Minute 40 is checked at 41, the fifth at 45.
    expect(triggersAt(failing(40))).toBe(at(46));
  });

  it('counts failed checks although others between them pass', () => {
    expect(triggersAt({ failed: (minute) => (minute >= 40 && minute % 2 === 0 ? 20 : 0) })).toBe(at(50));
    expect(triggersAt(failing(40, 44))).toBeNaN();
  });

  it('takes no values for a failed check', () => {
    expect(triggersAt(silentFrom(40))).toBe(at(46));
    expect(triggersAt({ later: (minute) => (minute >= 40 && minute < 45 ? lost : 0) })).toBe(at(46));
  });

  it('fails a check whose duration is too long', () => {
    expect(triggersAt({ p99: (minute) => (minute >= 40 ? 501 : 500) })).toBe(at(46));
  });

  it('passes at the threshold itself', () => {
    expect(triggersAt({ failed: () => 1 })).toBeNaN();
    expect(triggersAt({ failed: () => 2 }, { successAtLeast: 95 })).toBeNaN();
  });
});

describe('one alarm of five minutes', () => {
  const above5 = ({ requests, failed }: { requests: number; failed: number }) => failed / requests > 0.05;
  const triggersAt = (given: HandMade) => fiveMinutesTriggersAt(handMadeRun(given), above5);

  it('is evaluated each minute, with what has come until then', () => {
    // At 42 minutes 37 to 40 can be seen: 20 of 400 is not above 5 %. At 43, 40 of 400 is.
    expect(triggersAt(failing(40))).toBe(at(43) + 1);
  });

  it('waits for a datapoint that is late', () => {
    expect(triggersAt({ ...failing(40), later: (minute) => (minute === 40 || minute === 41 ? 2 : 0) })).toBe(
      at(44) + 1,
    );
  });

  it('says nothing of silence', () => {
    expect(triggersAt(silentFrom(40))).toBeNaN();
  });

  it('stops what begins while it is red', () => {
    expect(triggersAt(failing(0))).toBe(at(30) + 1);
  });
});

describe('the lower bound', () => {
  it('is the end of the minute of the onset, the ingest delay and the trigger', () => {
    expect(soonestAt(handMadeRun({ onset: at(40) + 10 }))).toBe(at(42) + 1);
  });
});
