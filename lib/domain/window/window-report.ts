import * as z from 'zod/mini';
import { reportedItemSchema } from '../approvals/item-schema.ts';
import { releaseSchema } from '../release.ts';
import { alarmStates } from './alarm.ts';
import { criterionIds, responses, severities } from './criterion.ts';
import {
  drillSchema,
  postDeployIds,
  probesSchema,
  verificationSchema,
  watchedCheckSchema,
} from './reported-schemas.ts';
import { rollbackSteps } from './rollback-steps.ts';
import { endReasons, eventKinds, schemaStates, triggerSources, windowResults } from './window.ts';

const instant = z.iso.datetime();
const seconds = z.number().check(z.nonnegative());
const state = z.enum(alarmStates);
const details = z.record(z.string(), z.string());

const sightingShape = { state, since: instant, reason: z.string(), silenced: z.optional(z.string()) };

const alarmSchema = z.strictObject({
  name: z.string(),
  /** As it was seen last; absent where nobody ever saw it. */
  seen: z.optional(z.strictObject(sightingShape)),
  /** Its states from the window's opening on. `not-red`: which of the two others it had, nobody wrote down. */
  states: z.array(z.strictObject({ state: z.enum([...alarmStates, 'not-red']), from: instant, to: instant })),
  redAtOpen: z.optional(z.literal(true)),
});

const criterionSchema = z.strictObject({
  id: z.enum(criterionIds),
  title: z.string(),
  severity: z.enum(severities),
  response: z.enum(responses),
  /** Empty where people alone watch it, or probes. */
  alarms: z.array(alarmSchema),
  /** Absent where it has none. */
  probes: z.optional(probesSchema),
  notWatched: z.optional(z.string()),
});

const triggerSchema = z.strictObject({
  criterion: z.optional(z.enum(criterionIds)),
  /** The check that failed, where a verification triggered. */
  check: z.optional(z.enum(postDeployIds)),
  alarm: z.optional(z.string()),
  reason: z.string(),
  at: instant,
  recordedAt: instant,
  by: z.enum(triggerSources),
  person: z.optional(z.string()),
});

const rollbackSchema = z.strictObject({
  startedAt: instant,
  detail: z.string(),
  doneAt: z.optional(instant),
  recoveredAt: z.optional(instant),
  verifiedAt: z.optional(instant),
  failure: z.optional(z.string()),
  handle: z.optional(details),
});

const eventSchema = z.strictObject({
  at: instant,
  kind: z.enum(eventKinds),
  text: z.string(),
  alarm: z.optional(z.string()),
  state: z.optional(state),
});

/**
 * What a rollback window leaves behind. Markdown, HTML and JUnit are made from it. `docs/window.schema.json` is this schema; a
 * change that breaks readers gets a new `schema` number.
 */
export const windowReportSchema = z.strictObject({
  schema: z.literal('preflight-window/1'),
  service: z.string(),
  environment: z.string(),
  /** `open` stands only in what tells of a window that goes on; a stored report has another. */
  result: z.enum([...windowResults, 'open']),
  /** How it ended and why, in one sentence without its full stop. */
  summary: z.string(),
  run: z.strictObject({ id: z.string(), execution: z.optional(z.string()), startedAt: instant }),
  release: releaseSchema,
  fingerprint: z.strictObject({ commit: z.string(), images: z.array(z.string()), configuration: z.string() }),
  openedAt: instant,
  /** Until then a criterion could trigger. */
  endsAt: instant,
  closedAt: z.optional(instant),
  /** When Watch looked last. */
  lookedAt: z.optional(instant),
  /** When, and why, nothing could trigger any more. */
  ended: z.optional(
    z.strictObject({
      at: instant,
      why: z.enum(endReasons),
      reason: z.optional(z.string()),
      by: z.optional(z.string()),
    }),
  ),
  /** The run of the gate that said go. */
  go: z.optional(z.strictObject({ run: z.string(), expiresAt: instant })),
  /** Why there need not be one. */
  withoutGo: z.optional(z.string()),
  supersedes: z.optional(z.string()),
  supersededBy: z.optional(z.strictObject({ run: z.string(), at: instant })),
  /** All eight, in the checklist's order. */
  criteria: z.array(criterionSchema),
  /** The checks of the group `post-deploy`, in the checklist's order; absent in reports of an earlier version. */
  checks: z.optional(z.array(watchedCheckSchema)),
  /** What was looked at from outside, by its moments; absent where nothing was to be. */
  verifications: z.optional(z.array(verificationSchema)),
  /** A rollback that somebody provoked to see that it works. */
  drill: z.optional(drillSchema),
  redAtOpen: z.array(z.strictObject({ name: z.string(), ...sightingShape })),
  /** p95 of the hour before, and the threshold that was made of it, both in milliseconds. */
  baseline: z.optional(
    z.strictObject({
      p95Ms: z.number(),
      samples: z.number(),
      from: instant,
      to: instant,
      thresholdMs: z.optional(z.number()),
      alarm: z.optional(z.string()),
    }),
  ),
  trigger: z.optional(triggerSchema),
  /** What the schema guard saw last; absent where it did not look. */
  schemaGuard: z.optional(
    z.strictObject({
      state: z.enum(schemaStates),
      summary: z.string(),
      at: instant,
    }),
  ),
  /** Why there is no schema guard. */
  schemaGuardOff: z.optional(z.string()),
  /** What a rollback would go, or went, back to; or why there would be no going back. */
  target: z.union([
    z.strictObject({ strategy: z.string(), what: z.string(), details }),
    z.strictObject({ problem: z.string() }),
  ]),
  rollback: z.optional(rollbackSchema),
  /** From the trigger on; each takes its `seconds` since the one before it. Without `at`, it did not come to that. */
  steps: z.array(
    z.strictObject({ step: z.enum(rollbackSteps), at: z.optional(instant), seconds: z.optional(seconds) }),
  ),
  /** From the trigger to the verified rollback. */
  tookSeconds: z.optional(seconds),
  blind: z.array(z.strictObject({ what: z.string(), why: z.string(), from: instant, to: z.optional(instant) })),
  /** What people were asked, and what they said; absent where nobody was asked. */
  approvals: z.optional(z.array(reportedItemSchema)),
  /** Everything that happened, in the order of its times; what was ignored, too. */
  events: z.array(eventSchema),
  /** What people are to do now. */
  next: z.array(z.strictObject({ text: z.string(), link: z.optional(z.string()), command: z.optional(z.string()) })),
});
export type WindowReport = z.infer<typeof windowReportSchema>;
export type ReportedCriterion = WindowReport['criteria'][number];
export type ReportedAlarm = ReportedCriterion['alarms'][number];
export type ReportedVerification = NonNullable<WindowReport['verifications']>[number];
export type ReportedVerifiedItem = ReportedVerification['items'][number];
export type ReportedWatchedCheck = NonNullable<WindowReport['checks']>[number];
