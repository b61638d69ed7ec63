import type { GateSettings } from '../config/function-settings.ts';
import type { GatePayload } from '../domain/gate.ts';
import { type Decision, decideVerdict as decide } from '../domain/verdict.ts';

export type DecideVerdictInput = Pick<GatePayload, 'run' | 'groups'>;

/** Holds the groups' answers against what the configuration expects. */
export function decideVerdict({ groups }: DecideVerdictInput, settings: GateSettings, now: Date): Decision {
  const { expected, goExpiresMinutes } = settings;
  return decide({ expected, answers: groups, now, goExpiresMinutes });
}
