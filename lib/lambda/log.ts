import { Logger } from '@aws-lambda-powertools/logger';
import type { Run } from '../domain/gate.ts';

/** Structured log lines of one run: each carries the run's id, so that a run is found across all functions. */
export function logOf(step: string, run: Run): Logger {
  return new Logger({ serviceName: step, persistentLogAttributes: { run: run.id } });
}
