import * as z from 'zod/mini';
import { otherwise } from './otherwise.ts';

/** An item, or a whole group, that this environment does not check. The report lists it with the reason. */
export const offSchema = z.strictObject(
  {
    off: z.string().check(z.trim(), z.minLength(10, 'must give the reason in a sentence of at least 10 characters')),
  },
  otherwise("must be off('reason')"),
);
export type Off = z.infer<typeof offSchema>;

/** Switches a check or a group off. The reason stands in every report. */
export function off(reason: string): Off {
  return { off: reason };
}

export function isOff(value: unknown): value is Off {
  return typeof value === 'object' && value !== null && 'off' in value;
}
