import fc from 'fast-check';
import type { PostDeployCheckId } from '../../../lib/domain/checklist.ts';
import type { AlarmState } from '../../../lib/domain/window/alarm.ts';
import type { CriterionId } from '../../../lib/domain/window/criterion.ts';

/** Each criterion of the model has one alarm: two roll back, one asks, one only tells. */
export const watched = ['error-rate-critical', 'service-outage', 'data-loss', 'feature-broken'] as const;
export type Watched = (typeof watched)[number] & CriterionId;

/** Of its checks one rolls back, and one only tells. */
export const verified = ['user-login', 'response-times'] as const satisfies readonly PostDeployCheckId[];

/** All times are seconds since the first deployment. */
export interface Story {
  /** Decides how long each call takes, what goes wrong, and which notifications are lost, late or come twice. */
  readonly seed: number;
  /** How often a call goes wrong. */
  readonly faults: number;
  /** How long a function may run; longer than a look, so that looks overlap. In seconds. */
  readonly timeout: number;
  readonly changes: readonly { readonly alarm: Watched; readonly at: number; readonly state: AlarmState }[];
  /** From when to when an alarm is silenced, or is not there. */
  readonly unseen: readonly {
    readonly alarm: Watched;
    readonly at: number;
    readonly lasts: number;
    readonly how: 'silenced' | 'deleted';
  }[];
  readonly outages: readonly { readonly at: number; readonly lasts: number }[];
  readonly commands: readonly { readonly command: 'trigger' | 'close' | 'drill'; readonly at: number }[];
  /** Whether the window is verified, and from when to when a check fails, or cannot be looked at. */
  readonly isVerified: boolean;
  readonly broken: readonly {
    readonly check: (typeof verified)[number];
    readonly at: number;
    readonly lasts: number;
    readonly how: 'fail' | 'error' | 'hangs' | 'now and then';
  }[];
  /** How long after they are asked people decide, and what. */
  readonly decision: { readonly after: number; readonly choice: 'approve' | 'reject' } | undefined;
  /** When the next version is deployed. */
  readonly next: number | undefined;
  /** Whether an alarm goes back to OK once it was rolled back. */
  readonly recovers: boolean;
}

/** A window of the model is open for so long. */
export const lasts = 150;
const moment = fc.integer({ min: -60, max: lasts + 60 });
const rarely = <T>(arbitrary: fc.Arbitrary<T>, often: number): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: often - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const few = <T>(arbitrary: fc.Arbitrary<T>, often: number): fc.Arbitrary<readonly T[]> =>
  rarely(arbitrary, often).map((one) => (one === undefined ? [] : [one]));

const anyStory: fc.Arbitrary<Story> = fc.record({
  seed: fc.nat(2 ** 31 - 1),
  faults: fc.constantFrom(0, 0, 0.02, 0.1),
  timeout: fc.constantFrom(20, 20, 120),
  changes: fc.array(
    fc.record({
      alarm: fc.constantFrom(...watched, 'error-rate-critical' as const),
      at: moment,
      state: fc.constantFrom<AlarmState>('ALARM', 'ALARM', 'OK', 'INSUFFICIENT_DATA'),
    }),
    { maxLength: 4 },
  ),
  unseen: few(
    fc.record({
      alarm: fc.constantFrom(...watched),
      at: moment,
      lasts: fc.integer({ min: 1, max: 150 }),
      how: fc.constantFrom('silenced', 'deleted'),
    }),
    6,
  ),
  outages: few(fc.record({ at: moment, lasts: fc.integer({ min: 1, max: 200 }) }), 6),
  commands: few(fc.record({ command: fc.constantFrom('trigger', 'close', 'drill', 'drill'), at: moment }), 4),
  // It takes twice the time.
  isVerified: fc.constantFrom(true, false, false),
  broken: few(
    fc.record({
      check: fc.constantFrom(...verified),
      at: moment,
      lasts: fc.integer({ min: 1, max: 300 }),
      how: fc.constantFrom('fail', 'fail', 'error', 'hangs', 'now and then'),
    }),
    2,
  ),
  decision: rarely(fc.record({ after: fc.nat(120), choice: fc.constantFrom('approve', 'approve', 'reject') }), 2),
  next: rarely(fc.integer({ min: 0, max: lasts + 60 }), 5),
  recovers: fc.boolean(),
});

/** An alarm that changes so often that looks overlap, and another that is unseen only for a moment. */
export const crowded: fc.Arbitrary<Story> = fc
  .tuple(anyStory, fc.nat(lasts), fc.integer({ min: 1, max: 5 }))
  .map(([one, at, unseenFor]) => ({
    ...one,
    ...{ faults: 0.02, timeout: 120, outages: [], commands: [], next: undefined },
    changes: [5, 20, 35, 61, 75, 90, 121, 135].map((moment, index) => ({
      alarm: 'feature-broken',
      at: moment,
      state: index % 2 === 0 ? 'ALARM' : 'OK',
    })),
    unseen: [{ alarm: 'service-outage', at, lasts: unseenFor, how: 'silenced' }],
  }));

export const story = fc.oneof({ weight: 19, arbitrary: anyStory }, { weight: 1, arbitrary: crowded });
