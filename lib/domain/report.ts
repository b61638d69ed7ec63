import * as z from 'zod/mini';
import { type CheckId, checklist, checkTitles, groupIds } from './checklist.ts';
import type { GatePayload } from './gate.ts';
import { outcomes } from './outcome.ts';
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

const checkSchema = z.strictObject({
  id: z.enum(Object.keys(checkTitles) as [CheckId, ...CheckId[]]),
  group: z.enum(groupIds),
  title: z.string(),
  outcome: z.enum(outcomes),
  summary: z.string(),
  evidence: z.array(evidenceSchema),
  remediation: z.optional(z.string()),
  startedAt: z.optional(instant),
  durationMs: z.optional(z.number().check(z.nonnegative())),
});

/** Whether an answer is one that a report may hold: of a known outcome, and nothing missing. */
export function isReportable(check: unknown): boolean {
  return checkSchema.safeParse(check).success;
}

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
  /** Check ids, in the checklist's order. */
  blocking: z.array(z.string()),
  groups: z.array(groupSchema),
});
export type Report = z.infer<typeof reportSchema>;
export type ReportedCheck = Report['groups'][number]['checks'][number];

export interface ReportInput {
  readonly service: string;
  readonly environment: string;
  readonly run: GatePayload['run'];
  readonly release?: Release;
  readonly fingerprint?: Fingerprint;
  readonly decision: Decision;
}

export function buildReport({ service, environment, run, release, fingerprint, decision }: ReportInput): Report {
  const { decidedAt, groups, verdict, summary, blocking, expiresAt } = decision;
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
  };
  // Through JSON: absent instead of undefined, as it is written and read back.
  return JSON.parse(JSON.stringify(report)) as Report;
}

/** The checks that keep the release back, with what to do about each. */
export function blockingChecks(report: Report): ReportedCheck[] {
  return report.groups.flatMap((group) => group.checks).filter((check) => report.blocking.includes(check.id));
}

/** Names in `blocking` that are no check of this report: answers that nobody asked for. */
export function unaskedOf(report: Report): string[] {
  const ids = new Set<string>(report.groups.flatMap((group) => group.checks.map((check) => check.id)));
  return report.blocking.filter((name) => !ids.has(name));
}
