import { type Ended, type FollowInput, followExecution } from './follow-execution.ts';
import { answerIn, type GateAnswer } from './gate-events.ts';

/** Follows a run of the gate to its end, however long it waits for people. */
export async function followGate(input: Omit<FollowInput<GateAnswer>, 'answerIn'>): Promise<Ended> {
  const ended = await followExecution({ ...input, answerIn });
  if (ended === undefined) throw new Error('the gate was not followed to its end');
  return ended;
}
