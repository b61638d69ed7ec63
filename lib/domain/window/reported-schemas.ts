import * as z from 'zod/mini';
import { checklist } from '../checklist.ts';
import { criterionIds, responses, severities } from './criterion.ts';

/** The parts of a window's report that tell of verifications and drills. */

const instant = z.iso.datetime();

export const postDeployIds = checklist['post-deploy'].checks;

const evidenceSchema = z.strictObject({
  where: z.string(),
  observed: z.string(),
  expected: z.string(),
  when: z.optional(z.string()),
});

/** What a verification saw of one check, or of a criterion's probes. */
const seenShape = {
  /** `fail`: each try failed. `error`: it could not be looked at. */
  outcome: z.enum(['pass', 'warn', 'fail', 'error']),
  summary: z.string(),
  /** How often it was looked at. */
  tries: z.int().check(z.nonnegative()),
  /** Whether it passed only when it was looked at again. */
  flaky: z.optional(z.literal(true)),
};

const verifiedItemSchema = z.strictObject({
  id: z.enum([...postDeployIds, ...criterionIds]),
  ...seenShape,
  /** What was seen in the last try; empty where it passed. */
  evidence: z.array(evidenceSchema),
  remediation: z.optional(z.string()),
});

/**
 * `made`: it has its items. `merged`: the next one stands for it too. `running`: it goes on. `overtaken`: a rollback, or the
 * window's end, came in between. `lost`: it was begun, and nobody knows what it saw. `missed`: it was due, and nobody began it.
 * `waiting`: it is not due yet. `not-due`: the window was over before.
 */
export const verificationStates = [
  'made',
  'merged',
  'running',
  'overtaken',
  'lost',
  'missed',
  'waiting',
  'not-due',
] as const;
export type VerificationState = (typeof verificationStates)[number];

export const verificationSchema = z.strictObject({
  dueAt: instant,
  state: z.enum(verificationStates),
  startedAt: z.optional(instant),
  endedAt: z.optional(instant),
  /** Empty but where it was made. */
  items: z.array(verifiedItemSchema),
});

const seenAtSchema = z.strictObject({ dueAt: instant, ...seenShape });

export const watchedCheckSchema = z.strictObject({
  id: z.enum(postDeployIds),
  title: z.string(),
  severity: z.enum(severities),
  response: z.enum(responses),
  /** Why no verification looked at it. */
  notWatched: z.optional(z.string()),
  /** What those that were made saw of it, in the order of their moments. */
  verifications: z.array(seenAtSchema),
});

/** The probes of a criterion. */
export const probesSchema = z.strictObject({
  names: z.array(z.string()),
  /** What the last verification saw of them; absent where none did. */
  last: z.optional(seenAtSchema),
});

export const drillSchema = z.strictObject({
  at: instant,
  by: z.string(),
  reason: z.string(),
  /** The alarm that was set to red for it. */
  alarm: z.string(),
});
