import type { EvaluationRule } from '../alarms/evaluation-rule.ts';
import type { AlarmDefinition } from '../domain/window/alarm.ts';
import { requestFloor } from './request-floor.ts';

/** M of N: those of the criteria's defaults, and what is common beside them. */
const usual = [
  [1, 1],
  [2, 2],
  [2, 3],
  [3, 3],
  [3, 5],
  [4, 5],
  [5, 10],
] as const;

/** Of what is configured: below it, as it is, and above it. */
const floorFactors = [0.5, 1, 2, 4] as const;

/** Also what is configured, where it is none of them. */
export function rulesToTry({ missingData, datapointsToAlarm, evaluationPeriods }: AlarmDefinition): EvaluationRule[] {
  const configured = [datapointsToAlarm, evaluationPeriods] as const;
  const isUsual = usual.some(([m, n]) => m === datapointsToAlarm && n === evaluationPeriods);
  return [...usual, ...(isUsual ? [] : [configured])].map(([m, n]) => ({
    datapointsToAlarm: m,
    evaluationPeriods: n,
    missingData,
  }));
}

/** Floors, the smallest first; one undefined where the alarm has none. */
export function floorsToTry(definition: AlarmDefinition): readonly (number | undefined)[] {
  const floor = requestFloor(definition)?.atLeast;
  if (floor === undefined) return [undefined];
  return [...new Set(floorFactors.map((factor) => (factor === 1 ? floor : Math.max(1, Math.round(factor * floor)))))];
}
