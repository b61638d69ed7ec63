import type { CheckGroup } from '../checks/define-group.ts';
import type { CheckResult, GroupResult } from '../domain/check-result.ts';
import type { CheckId } from '../domain/checklist.ts';
import type { Release } from '../domain/release.ts';
import type { Sources } from '../sources/sources.ts';
import { runCheck } from './run-check.ts';

export interface GroupInput {
  readonly group: CheckGroup;
  /** Settings by check id; a check that is not in it is off, and does not run. */
  readonly settings: Readonly<Partial<Record<CheckId, unknown>>>;
  readonly sources: Partial<Sources>;
  readonly release: Release;
  /** Absent in the gate, which looks before the deploy. */
  readonly deployedAt?: Date | undefined;
  readonly deadlineSeconds: number;
  readonly clock: () => Date;
  /** Told of each outcome as it comes. */
  readonly onResult?: (result: CheckResult) => void;
}

/** Runs a group's checks side by side. Never throws for what a check does. */
export async function runCheckGroup(input: GroupInput): Promise<GroupResult> {
  const { group, settings, clock, onResult } = input;
  const startedAt = clock().toISOString();
  const on = group.checks.filter((check) => settings[check.id] !== undefined);
  const checks = await Promise.all(
    on.map(async (check) => {
      const result = await runCheck({ ...input, group: group.id, check, settings: settings[check.id] });
      onResult?.(result);
      return result;
    }),
  );
  return { group: group.id, startedAt, endedAt: clock().toISOString(), checks };
}
