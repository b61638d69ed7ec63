import type * as z from 'zod/mini';
import type { AnyCheck, CheckDefinition } from '../../lib/checks/define-check.ts';
import type { CheckResult } from '../../lib/domain/check-result.ts';
import { type CheckId, checklist, groupIds } from '../../lib/domain/checklist.ts';
import type { Release } from '../../lib/domain/release.ts';
import type { SourceName, Sources } from '../../lib/sources/sources.ts';
import { runCheck } from '../../lib/steps/run-check.ts';
import { release } from './release.ts';

export const now = new Date('2026-11-23T12:00:00.000Z');

export interface Asked<Schema extends z.ZodMiniType, Needs extends SourceName> {
  /** As a person writes it: defaults are filled in as in the real configuration. */
  readonly config: z.input<Schema>;
  readonly sources: Pick<Sources, Needs>;
  readonly release?: Partial<Release>;
  readonly now?: Date;
  readonly deployedAt?: Date;
  readonly deadlineSeconds?: number;
}

/** Runs one check as the runner does, with settings as in the configuration and the given sources. */
export function ask<Id extends CheckId, Schema extends z.ZodMiniType, Needs extends SourceName>(
  check: CheckDefinition<Id, Schema, Needs>,
  asked: Asked<Schema, Needs>,
): Promise<CheckResult> {
  const group = groupIds.find((one) => (checklist[one].checks as readonly string[]).includes(check.id));
  const moment = asked.now ?? now;
  return runCheck({
    group: group ?? 'environment',
    check: check as AnyCheck,
    settings: check.config.parse(asked.config),
    sources: asked.sources as Partial<Sources>,
    release: { ...release, ...asked.release },
    deployedAt: asked.deployedAt,
    deadlineSeconds: asked.deadlineSeconds ?? 10,
    clock: () => moment,
  });
}
