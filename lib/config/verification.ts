import * as z from 'zod/mini';
import { type Lifetime, lifetime } from './lifetime.ts';
import { formed } from './one-of.ts';

/** Minutes in which what a deploy broke shows, and one before the hour is over. */
export const usualMoments = ['1m', '5m', '15m', '55m'] as const satisfies readonly Lifetime[];
const mostMoments = 12;

const moment = lifetime('12h');
const moments = z
  .array(moment, formed(`a list of moments after the opening, for example ['1m', '5m', '15m', '55m']`))
  .check(
    z.minLength(1),
    z.maxLength(mostMoments),
    z.refine(
      (seconds) => seconds.every((one, index) => index === 0 || one > (seconds[index - 1] ?? 0)),
      "must be in ascending order, each moment once, for example ['1m', '5m', '15m', '55m']",
    ),
  );

/** When and how the checks of the group `post-deploy` are looked at, and the probes of criteria. */
export const verificationSchema = z.strictObject(
  {
    /** Moments after the window's opening, none of them after its end. Left out: those of 1m, 5m, 15m and 55m that are in it. */
    at: z.optional(moments),
    /** How often something is looked at before it counts as failed. */
    tries: z._default(z.int().check(z.minimum(1), z.maximum(10)), 3),
    /** How long it waits between two tries. */
    every: z.prefault(lifetime('30s'), '5s'),
  },
  formed('{ at?, tries?, every? }'),
);
export type VerificationInput = z.input<typeof verificationSchema>;
type Verification = z.output<typeof verificationSchema>;

const usualSeconds = usualMoments.map((text) => moment.parse(text));

/** In seconds after the opening. @param lasts how long the window is open, in seconds. */
export function momentsOf({ at }: Pick<Verification, 'at'>, lasts: number): number[] {
  return at ?? usualSeconds.filter((seconds) => seconds <= lasts);
}

/** How long a verification takes where everything hangs, in seconds. */
export function longestVerification(
  { tries, every }: Pick<Verification, 'tries' | 'every'>,
  deadlineSeconds: number,
): number {
  return tries * deadlineSeconds + (tries - 1) * every;
}
