import * as z from 'zod/mini';
import { checklist } from './checklist.ts';
import { commitSchema } from './release.ts';
import { requesterSchema } from './requester.ts';

/** What staging proves: each item of the group `staging-rehearsal` is a step of the rehearsal. */
export const rehearsalSteps = checklist['staging-rehearsal'].checks;
export type RehearsalStep = (typeof rehearsalSteps)[number];

export const rehearsalStatuses = ['ok', 'failed'] as const;

/** One step of a rehearsal, as whoever ran it recorded it. Written once, never changed. */
export const rehearsalSchema = z.strictObject({
  service: z.string(),
  /** Where it was rehearsed: `staging`. */
  environment: z.string(),
  commit: commitSchema,
  step: z.enum(rehearsalSteps),
  status: z.enum(rehearsalStatuses),
  /** Who recorded it, as kind:name. */
  by: requesterSchema,
  /** When it was recorded, ISO 8601 in UTC with milliseconds. */
  at: z.iso.datetime({ precision: 3 }),
  /** Where more is to be seen: the pipeline's run. */
  link: z.optional(
    z.url({ protocol: /^https?$/, error: 'must be an address that begins with https:// or http://' }).check(
      z.maxLength(500),
      // It is shown to whoever reads the report.
      z.refine((link) => !hasUser(link), 'must be an address without user and password'),
    ),
  ),
});
export type Rehearsal = z.output<typeof rehearsalSchema>;

function hasUser(link: string): boolean {
  if (!URL.canParse(link)) return false;
  const { username, password } = new URL(link);
  return `${username}${password}` !== '';
}

/** How the table keeps rehearsals: the names of its keys, and of the index in which those of a step lie by their time. */
export const rehearsalKeys = { partition: 'partition', order: 'order', byTime: 'by-time', time: 'at' } as const;

/** The part of the key that all rehearsals of one step share. */
export function rehearsalPartition({
  service,
  environment,
  step,
}: Pick<Rehearsal, 'service' | 'environment' | 'step'>) {
  return `${service}#${environment}#${step}`;
}

/** Within a partition: those of one commit beside each other, the newest last. */
export function rehearsalOrder({ commit, at }: Pick<Rehearsal, 'commit' | 'at'>): string {
  return `${rehearsalPrefix(commit)}${at}`;
}

/** With which the order of each rehearsal of a commit begins. */
export function rehearsalPrefix(commit: string): string {
  return `${commit}#`;
}
