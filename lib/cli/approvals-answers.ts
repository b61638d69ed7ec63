import * as z from 'zod/mini';
import { itemStatuses } from '../domain/approvals/approval.ts';
import { outcomes } from '../domain/outcome.ts';

/*
 * What the approval API answers (`lib/console/api.ts`), as far as the command line uses it. Nothing of it is taken as
 * promised: the address may be another's, and a gate of another version may answer.
 */

const instant = z.iso.datetime();

const vote = z.object({
  by: z.string(),
  choice: z.enum(['approve', 'reject']),
  at: instant,
  comment: z.string(),
  until: z.optional(z.string()),
  breakGlass: z.optional(z.literal(true)),
});

const item = z.object({
  id: z.string(),
  run: z.string(),
  kind: z.enum(['manual', 'waiver']),
  title: z.string(),
  instructions: z.string(),
  quorum: z.int().check(z.positive()),
  failure: z.optional(
    z.object({ outcome: z.enum(['fail', 'error']), summary: z.string(), longestDays: z.int().check(z.nonnegative()) }),
  ),
  status: z.enum(itemStatuses),
  openedAt: instant,
  expiresAt: instant,
  decidedAt: z.optional(instant),
  votes: z.array(vote),
  service: z.string(),
  environment: z.string(),
  version: z.string(),
  commit: z.string(),
  may: z.boolean(),
  whyNot: z.optional(z.string()),
  mayBreakGlass: z.boolean(),
});
/** An item as the person sees it who asks. */
export type SeenItem = z.infer<typeof item>;

const you = z.object({ name: z.string() });

export const pendingAnswer = z.object({ you, items: z.array(item), more: z.boolean() });
export type SeenPending = z.infer<typeof pendingAnswer>;

export const runAnswer = z.object({
  you,
  run: z.object({
    service: z.string(),
    environment: z.string(),
    release: z.object({
      version: z.string(),
      commit: z.string(),
      images: z.array(z.string()),
      requestedBy: z.string(),
    }),
    closedAt: z.optional(instant),
  }),
  links: z.object({
    commit: z.optional(z.string()),
    compare: z.optional(z.string()),
    pullRequest: z.optional(z.string()),
  }),
  groups: z.array(
    z.object({
      checks: z.array(z.object({ id: z.string(), title: z.string(), outcome: z.enum(outcomes), summary: z.string() })),
    }),
  ),
  items: z.array(item),
});
export type SeenRun = z.infer<typeof runAnswer>;

export const decisionAnswer = z.object({ item, message: z.string() });
export type SeenDecision = z.infer<typeof decisionAnswer>;

export const refusalAnswer = z.object({
  error: z.object({
    kind: z.enum(['invalid', 'unauthenticated', 'forbidden', 'unknown', 'decided', 'closed', 'failed']),
    message: z.string(),
    problems: z._default(z.array(z.object({ path: z.string(), message: z.string() })), []),
  }),
});
export type SeenRefusal = z.infer<typeof refusalAnswer>['error'];
