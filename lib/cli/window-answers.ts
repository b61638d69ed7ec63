import type { HistoryEvent } from '@aws-sdk/client-sfn';
import * as z from 'zod/mini';
import { type WindowResult, windowResults } from '../domain/window/window.ts';
import { jsonOf } from '../sources/json.ts';
import { outputIn } from './gate-events.ts';

/*
 * What the steps of the rollback window answered, as the execution's history tells it; each is known by its shape. Of an event
 * nothing else is looked at: the history holds the tasks' tokens, with which anybody could end the window.
 */

const opened = z.union([
  z.object({ next: z.literal('watch'), endsAt: z.string() }),
  z.object({ next: z.literal('refused'), error: z.string(), cause: z.string() }),
  z.object({ next: z.literal('not-opened'), reason: z.string() }),
]);
export type SeenOpening = z.infer<typeof opened>;

const conclusion = z.object({
  result: z.enum(windowResults),
  run: z.string(),
  service: z.string(),
  environment: z.string(),
  trigger: z.optional(z.string()),
  withoutGo: z.optional(z.string()),
  report: z.object({ html: z.string(), json: z.string(), markdown: z.string(), junit: z.string() }),
  text: z.string(),
});
export type SeenWindowConclusion = z.infer<typeof conclusion>;

export type WindowAnswer =
  | { readonly kind: 'opened'; readonly value: SeenOpening }
  | { readonly kind: 'conclusion'; readonly value: SeenWindowConclusion };

/** The answer in an event, if it holds one. */
export function windowAnswerIn(event: HistoryEvent): WindowAnswer | undefined {
  const text = outputIn(event);
  return text === undefined ? undefined : answerOf(jsonOf(text));
}

/** The execution's own output: of a window that ended healthy its conclusion, of one that was not opened why. */
export function windowAnswerOf(output: string | undefined): WindowAnswer | undefined {
  return output === undefined ? undefined : answerOf(jsonOf(output));
}

function answerOf(value: unknown): WindowAnswer | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  // The optimized Lambda integration wraps what the function answered; in the payload an answer lies under its name.
  if ('Payload' in value) return answerOf(value.Payload);
  const concluded = conclusion.safeParse('conclusion' in value ? value.conclusion : value);
  if (concluded.success) return { kind: 'conclusion', value: concluded.data };
  const isOpened = opened.safeParse('opened' in value ? value.opened : value);
  return isOpened.success ? { kind: 'opened', value: isOpened.data } : undefined;
}

export function openingIn(seen: readonly WindowAnswer[]): SeenOpening | undefined {
  return seen.findLast((one) => one.kind === 'opened')?.value;
}

export function windowConclusionIn(seen: readonly WindowAnswer[]): SeenWindowConclusion | undefined {
  return seen.findLast((one) => one.kind === 'conclusion')?.value;
}

/** The result that the name of a Fail state's error tells: `RolledBack`. */
export function resultOfError(error: string | undefined): WindowResult | undefined {
  const word = error?.toLowerCase();
  // An execution that failed was not healthy, whatever it says.
  return windowResults.find((result) => result !== 'healthy' && result.replace('-', '') === word);
}
