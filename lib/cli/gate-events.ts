import type { HistoryEvent } from '@aws-sdk/client-sfn';
import * as z from 'zod/mini';
import { itemStatuses } from '../domain/approvals/approval.ts';
import { outcomes } from '../domain/outcome.ts';
import { jsonOf } from '../sources/json.ts';

/*
 * What the steps of the gate answered, as the execution's history tells it. Each answer is known by its shape: inside a
 * Parallel, an event does not say which state it belongs to. Of an event nothing else is kept: the history of a run that
 * asks people holds their tasks' tokens, with which anybody could let it go on.
 */

const groupResult = z.object({
  group: z.string(),
  checks: z.array(
    z.object({
      id: z.string(),
      outcome: z.enum(outcomes),
      summary: z.string(),
      durationMs: z.optional(z.number()),
    }),
  ),
});

const groupFailure = z.object({ group: z.string(), failure: z.object({ Error: z.string() }) });

/** Unreadable, it is none: the verdict beside it stands. */
const unreadable = z.pipe(
  z.unknown(),
  z.transform((): undefined => undefined),
);
const commitStatus = z.object({ context: z.string(), set: z.boolean(), reason: z.optional(z.string()) });

const conclusion = z.object({
  verdict: z.enum(['go', 'no-go']),
  run: z.string(),
  service: z.string(),
  environment: z.string(),
  blocking: z.array(z.string()),
  expiresAt: z.optional(z.string()),
  fingerprint: z.optional(z.object({ commit: z.string(), images: z.array(z.string()), configuration: z.string() })),
  // A gate that was deployed by an earlier version writes no JUnit.
  report: z.object({ html: z.string(), json: z.string(), markdown: z.string(), junit: z.optional(z.string()) }),
  text: z.string(),
  commitStatus: z.optional(z.union([commitStatus, unreadable])),
  /** What emergency powers decided, by its id. */
  breakGlass: z.optional(z.union([z.array(z.string()), unreadable])),
});
export type SeenConclusion = z.infer<typeof conclusion>;

/** What people are asked, before there is a verdict. */
const question = z.object({
  ask: z.array(z.object({ id: z.string() })),
  groups: z.array(z.object({ group: z.string() })),
});

const openedApprovals = z.object({
  items: z.array(z.object({ id: z.string(), title: z.string(), expiresAt: z.iso.datetime() })),
  console: z.string(),
  notification: z.looseObject({}),
});
export type SeenOpened = z.infer<typeof openedApprovals>;

/** Whole, since the report is built from it. */
const decidedItem = z.looseObject({
  id: z.string(),
  title: z.string(),
  status: z.enum([...itemStatuses, 'unanswered']),
  quorum: z.number(),
  problem: z.optional(z.string()),
  votes: z.array(
    z.looseObject({
      by: z.string(),
      choice: z.enum(['approve', 'reject']),
      at: z.string(),
      comment: z.string(),
      breakGlass: z.optional(z.literal(true)),
    }),
  ),
});
export type SeenDecidedItem = z.infer<typeof decidedItem>;

const closedApprovals = z.object({ items: z.array(decidedItem), stale: z.array(z.string()) });
export type SeenClosed = z.infer<typeof closedApprovals>;

/** The groups and what people decided are held against the report's own schema when the report is built from it. */
const decision = z.object({
  verdict: z.enum(['go', 'no-go']),
  summary: z.string(),
  blocking: z.array(z.string()),
  groups: z.array(z.looseObject({ group: z.string(), checks: z.array(z.unknown()) })),
  decidedAt: z.string(),
  expiresAt: z.optional(z.string()),
  approvals: z.optional(z.array(decidedItem)),
  /** Held against the report's own schema too. */
  quarantine: z.optional(z.unknown()),
});

const refusal = z.object({
  refused: z.object({ problems: z.array(z.object({ path: z.string(), message: z.string() })) }),
});

/** In the order in which they are tried: what still asks is no decision. */
const shapes = {
  conclusion,
  question,
  decision,
  openedApprovals,
  closedApprovals,
  groupResult,
  groupFailure,
  refusal,
};
type Shapes = typeof shapes;
export type GateAnswer = {
  [K in keyof Shapes]: { readonly kind: K; readonly value: z.infer<Shapes[K]> };
}[keyof Shapes];

/** The answer in an event, if it holds one. */
export function answerIn(event: HistoryEvent): GateAnswer | undefined {
  const text = outputIn(event);
  return text === undefined ? undefined : answerOf(unwrap(jsonOf(text)));
}

/** What a task or a state put out, as JSON: the only part of an event that is ever looked at. */
export function outputIn(event: HistoryEvent): string | undefined {
  return (
    event.lambdaFunctionSucceededEventDetails?.output ??
    event.taskSucceededEventDetails?.output ??
    event.stateExitedEventDetails?.output
  );
}

/** The execution's own output, which is the conclusion of a GO. */
export function conclusionIn(output: string | undefined): SeenConclusion | undefined {
  const answer = output === undefined ? undefined : answerOf(unwrap(jsonOf(output)));
  return answer?.kind === 'conclusion' ? answer.value : undefined;
}

function answerOf(value: unknown): GateAnswer | undefined {
  for (const [kind, schema] of Object.entries(shapes)) {
    const parsed = schema.safeParse(value);
    if (parsed.success) return { kind, value: parsed.data } as GateAnswer;
  }
  return undefined;
}

/**
 * The optimized Lambda integration wraps what the function answered. From WriteReport on, the payload holds the conclusion,
 * to which SetCommitStatus adds.
 */
function unwrap(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('Payload' in value) return value.Payload;
  return 'conclusion' in value ? value.conclusion : value;
}

type ValueOf<K extends GateAnswer['kind']> = Extract<GateAnswer, { kind: K }>['value'];

/** The last of its kind. */
export function newest<K extends GateAnswer['kind']>(seen: readonly GateAnswer[], kind: K): ValueOf<K> | undefined {
  const answers = seen.flatMap((answer) => (answer.kind === kind ? [answer.value as ValueOf<K>] : []));
  return answers.at(-1);
}
