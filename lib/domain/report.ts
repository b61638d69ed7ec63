import * as z from 'zod/mini';
import { checkIdSchema, checkWaiverSchema, reportedItemSchema } from './approvals/item-schema.ts';
import { checklist, groupIds } from './checklist.ts';
import type { GatePayload } from './gate.ts';
import { outcomes } from './outcome.ts';
import { quarantineName } from './quarantine.ts';
import type { Fingerprint, Release } from './release.ts';
import { releaseSchema } from './release.ts';
import type { Decision } from './verdict.ts';

const instant = z.iso.datetime();

const evidenceSchema = z.strictObject({
  where: z.string(),
  observed: z.string(),
  expected: z.string(),
  when: z.optional(z.string()),
});

/** As a group's function answers it: it cannot waive itself. */
const answeredCheckSchema = z.strictObject({
  id: checkIdSchema,
  group: z.enum(groupIds),
  title: z.string(),
  outcome: z.enum(outcomes),
  summary: z.string(),
  evidence: z.array(evidenceSchema),
  remediation: z.optional(z.string()),
  startedAt: z.optional(instant),
  durationMs: z.optional(z.number().check(z.nonnegative())),
});

const checkSchema = z.extend(answeredCheckSchema, {
  /** Who accepted its failure: it failed, but keeps nothing back. */
  waiver: z.optional(checkWaiverSchema),
});

/** Whether a group's answer is one that a report may hold: of a known outcome, and nothing missing. */
export function isAnswered(check: unknown): boolean {
  return answeredCheckSchema.safeParse(check).success;
}

/** The window that rolled the release back, when, and its trigger in words. */
const quarantineSchema = z.strictObject({ run: z.string(), at: instant, reason: z.string(), version: z.string() });

const groupSchema = z.strictObject({
  group: z.enum(groupIds),
  title: z.string(),
  startedAt: z.optional(instant),
  endedAt: z.optional(instant),
  checks: z.array(checkSchema),
});

/**
 * What a run leaves behind: all that an auditor needs months later. Markdown and HTML are made from it.
 * `docs/report.schema.json` is this schema; a change that breaks readers gets a new `schema` number.
 */
export const reportSchema = z.strictObject({
  schema: z.literal('preflight-report/1'),
  service: z.string(),
  environment: z.string(),
  run: z.strictObject({ id: z.string(), execution: z.optional(z.string()), startedAt: instant, decidedAt: instant }),
  /** Absent for a run in a terminal that named no release. */
  release: z.optional(releaseSchema),
  fingerprint: z.optional(
    z.strictObject({ commit: z.string(), images: z.array(z.string()), configuration: z.string() }),
  ),
  verdict: z.enum(['go', 'no-go']),
  summary: z.string(),
  /** Until when the GO holds. */
  expiresAt: z.optional(instant),
  /** `quarantine`, then check ids in the checklist's order, then items of the team's own, and answers that nobody asked for. */
  blocking: z.array(z.string()),
  groups: z.array(groupSchema),
  /** What people were asked, and what they said; absent where nobody was asked. */
  approvals: z.optional(z.array(reportedItemSchema)),
  /** Why nobody looked up who wrote the release, so that its authors may have decided too. */
  authorsOff: z.optional(z.string()),
  /** Absent unless the release was rolled back before, and nobody lifted that. */
  quarantine: z.optional(quarantineSchema),
});
export type Report = z.infer<typeof reportSchema>;
export type ReportedCheck = Report['groups'][number]['checks'][number];
export type ReportedItem = NonNullable<Report['approvals']>[number];

export interface ReportInput {
  readonly service: string;
  readonly environment: string;
  readonly run: GatePayload['run'];
  readonly release?: Release;
  readonly fingerprint?: Fingerprint;
  readonly decision: Decision;
  /** As the configuration says; told where people were asked. */
  readonly authorsOff?: string;
}

export function buildReport({ decision, authorsOff, ...input }: ReportInput): Report {
  const { service, environment, run, release, fingerprint } = input;
  const { decidedAt, groups, verdict, summary, blocking, expiresAt, approvals, quarantine } = decision;
  const report = {
    schema: 'preflight-report/1' as const,
    service,
    environment,
    run: { ...run, decidedAt },
    release,
    fingerprint,
    verdict,
    summary,
    expiresAt,
    blocking,
    groups: groups.map((group) => ({ ...group, title: checklist[group.group].title })),
    approvals,
    authorsOff: approvals === undefined ? undefined : authorsOff,
    quarantine,
  };
  // Through JSON: absent instead of undefined, as it is written and read back.
  return JSON.parse(JSON.stringify(report)) as Report;
}

/** The checks that keep the release back, with what to do about each. */
export function blockingChecks(report: Report): ReportedCheck[] {
  return report.groups.flatMap((group) => group.checks).filter((check) => report.blocking.includes(check.id));
}

/** Items of the team's own that keep the release back. */
export function blockingItems({ approvals = [], blocking }: Report): ReportedItem[] {
  return approvals.filter((item) => item.group === undefined && blocking.includes(item.id));
}

/** Names in `blocking` that are neither a check nor an item of this report, nor its quarantine: answers that nobody asked for. */
export function unaskedOf(report: Report): string[] {
  const checks = report.groups.flatMap((group) => group.checks);
  const ids = new Set<string>([...checks, ...(report.approvals ?? [])].map(({ id }) => id));
  if (report.quarantine !== undefined) ids.add(quarantineName);
  return report.blocking.filter((name) => !ids.has(name));
}
