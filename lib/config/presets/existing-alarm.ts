import * as z from 'zod/mini';
import type { WatchedAlarmSettings } from '../window-settings.ts';

/** An alarm that the team made itself, in the account and region of the gate. */
export const existingAlarm = z.strictObject({
  name: z
    .string()
    .check(
      z.minLength(1),
      z.maxLength(255),
      z.regex(/^[^\p{Cc}*?$]*$/u, "must be an alarm's name, without an asterisk, a question mark or a dollar sign"),
    ),
  /** Whether INSUFFICIENT_DATA means that nobody sees anything; `false` where it has no data as long as all is well. */
  needsData: z._default(z.boolean(), true),
});

export function watchedAlarm({ name, needsData }: z.output<typeof existingAlarm>): WatchedAlarmSettings {
  return { name, madeBy: 'existing', needsData };
}
