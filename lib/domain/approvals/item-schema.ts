import * as z from 'zod/mini';
import { type CheckId, checkTitles, groupIds } from '../checklist.ts';
import { type DecidedItem, type FailedOutcome, itemStatuses, type Vote, type Waiver } from './approval.ts';

/*
 * What people decided, as reports hold it, and as it comes from other functions and from the store. A report refuses an
 * unknown key; of what comes in, one is left behind.
 */

const instant = z.iso.datetime();
const day = z.iso.date();
export const checkIdSchema = z.enum(Object.keys(checkTitles) as [CheckId, ...CheckId[]]);
const failedOutcome = z.enum(['fail', 'error'] as const satisfies readonly FailedOutcome[]);

const failureShape = { outcome: failedOutcome, summary: z.string(), longestDays: z.number() };

const voteShape = {
  by: z.string(),
  person: z.string(),
  choice: z.enum(['approve', 'reject'] as const satisfies readonly Vote['choice'][]),
  at: instant,
  comment: z.string(),
  until: z.optional(day),
  breakGlass: z.optional(z.literal(true)),
};

/** A waiver beside the check that it is of. */
const givenShape = {
  by: z.array(z.string()),
  at: instant,
  reason: z.string(),
  until: z.optional(day),
  run: z.string(),
  breakGlass: z.optional(z.literal(true)),
};

export const checkWaiverSchema = z.strictObject(givenShape);

/** An item in a report. `unanswered`: people could not be asked, or what is said of their answer cannot be believed. */
export const reportedItemSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['manual', 'waiver']),
  title: z.string(),
  quorum: z.number(),
  /** Absent for an item of the team's own. */
  group: z.optional(z.enum(groupIds)),
  failure: z.optional(z.strictObject(failureShape)),
  status: z.enum([...itemStatuses, 'unanswered']),
  openedAt: z.optional(instant),
  expiresAt: z.optional(instant),
  decidedAt: z.optional(instant),
  votes: z.array(z.strictObject(voteShape)),
  /** Why it does not count; only where that is not what people said. */
  problem: z.optional(z.string()),
});

const answeredItemSchema = z.object({
  id: z.string(),
  kind: z.enum(['manual', 'waiver']),
  failure: z.optional(z.object(failureShape)),
  status: z.enum(itemStatuses),
  openedAt: instant,
  expiresAt: instant,
  decidedAt: z.optional(instant),
  votes: z.array(z.object(voteShape)),
});
export type AnsweredItem = z.infer<typeof answeredItemSchema>;

/** What an item's answer says, as far as it is one. */
export function answeredItem(answer: DecidedItem): AnsweredItem | undefined {
  const parsed = answeredItemSchema.safeParse(answer);
  return parsed.success ? parsed.data : undefined;
}

const waiverSchema = z.object({ ...givenShape, check: checkIdSchema, outcome: failedOutcome });

/** Those of the waivers that are some. */
export function readableWaivers(waivers: readonly Waiver[]): Waiver[] {
  const given: readonly unknown[] = Array.isArray(waivers) ? waivers : [];
  return given.flatMap((one) => {
    const parsed = waiverSchema.safeParse(one);
    return parsed.success ? [JSON.parse(JSON.stringify(parsed.data)) as Waiver] : [];
  });
}
