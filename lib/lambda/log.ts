import { Logger } from '@aws-lambda-powertools/logger';
import type { Run } from '../domain/gate.ts';

/** Structured log lines of one run: each carries the run's id, so that a run is found across all functions. */
export function logOf(step: string, run: Pick<Run, 'id'>): Logger {
  return new Logger({ serviceName: step, persistentLogAttributes: { run: run.id } });
}

/** Of a function that serves many runs: each line names its own. */
export function logOfService(name: string): Logger {
  return new Logger({ serviceName: name });
}
