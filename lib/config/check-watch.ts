import * as z from 'zod/mini';
import type { PostDeployCheckId } from '../domain/checklist.ts';
import { type Response, responses, type Severity, severities } from '../domain/window/criterion.ts';

/** What stands beside the settings of a check of the group `post-deploy`: what follows where it fails. */
export const watchSchema = z.strictObject({
  severity: z.optional(z.enum(severities)),
  response: z.optional(z.enum(responses)),
});
export type WatchInput = z.input<typeof watchSchema>;

/** How severe it is where a check of the group `post-deploy` fails, and what follows. */
export interface Watch {
  readonly severity: Severity;
  readonly response: Response;
}

/** Where users cannot come in, or nothing answers, nothing else matters. */
const high: readonly PostDeployCheckId[] = ['health-checks', 'user-login'];
export const usualSeverity = (id: PostDeployCheckId): Severity => (high.includes(id) ? 'high' : 'medium');

/** Unless another response is written: what is severe does not wait for people. */
export const usualResponse = (severity: Severity): Response => (severity === 'medium' ? 'ask' : 'rollback');

export function watchOf(
  id: PostDeployCheckId,
  { severity = usualSeverity(id), response = usualResponse(severity) }: z.output<typeof watchSchema>,
): Watch {
  return { severity, response };
}
