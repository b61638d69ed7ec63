import type { WindowRecord } from './window.ts';

/** What happens between an alarm that turns red and a rollback that is verified, in this order. */
export const rollbackSteps = ['recorded', 'schema', 'decided', 'started', 'served', 'recovered', 'verified'] as const;
export type RollbackStepName = (typeof rollbackSteps)[number];

/** One step, and what it took since the one before it; the first since the trigger happened. */
export interface RollbackStep {
  readonly step: RollbackStepName;
  /** Absent where it did not come to that. */
  readonly at?: string;
  /** To the millisecond, never negative: CloudWatch's clock is not ours. */
  readonly seconds?: number;
}

/**
 * Where the time went; nothing for a window without a trigger.
 * @param asked where people were asked whether to go back despite the schema: when they had decided, if they have.
 */
export function rollbackStepsOf(
  { trigger, schema, rollback }: Pick<WindowRecord, 'trigger' | 'schema' | 'rollback'>,
  asked?: { readonly decidedAt: string | undefined },
): RollbackStep[] {
  if (trigger === undefined) return [];
  // The guard may also have looked when the window opened.
  const looked = schema !== undefined && Date.parse(schema.at) >= Date.parse(trigger.recordedAt);
  const moments: (readonly [RollbackStepName, string | undefined])[] = [
    ['recorded', trigger.recordedAt],
    ...(looked ? [['schema', schema.at] as const] : []),
    ...(asked === undefined ? [] : [['decided', asked.decidedAt] as const]),
    ['started', rollback?.startedAt],
    ['served', rollback?.doneAt],
    ...(trigger.alarm === undefined ? [] : [['recovered', rollback?.recoveredAt] as const]),
    ['verified', rollback?.verifiedAt],
  ];
  let before = trigger.at;
  return moments.map(([step, at]) => {
    if (at === undefined) return { step };
    const seconds = secondsBetween(before, at);
    before = at;
    return { step, at, seconds };
  });
}

/** From one moment to another, to the millisecond; 0 where the clocks of two machines turn them around. */
export function secondsBetween(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from)) / 1000;
}
