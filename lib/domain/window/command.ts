import * as z from 'zod/mini';
import { commentProblem, longestComment, normalizeComment } from '../approvals/comment.ts';
import { type Problem, problemsOf } from '../problem.ts';
import { commitSchema } from '../release.ts';
import { requesterSchema } from '../requester.ts';
import { runPattern } from '../run-path.ts';
import { criterionIds } from './criterion.ts';

/** Enough to say why: a word alone explains nothing to whoever reads the report. */
const shortestReason = 10;

const reason = z.string().check(
  z.check<string>(({ value, issues }) => {
    const message = reasonProblem(value);
    // The message shows what it needs of the reason, which may be a thousand characters long.
    if (message !== undefined) issues.push({ code: 'custom', message, input: undefined });
  }),
);
const run = z.optional(
  z.string().check(z.regex(new RegExp(`^${runPattern}$`, 'u'), 'must be the name of an execution: 1 to 80 characters')),
);
const common = { reason, by: requesterSchema };

const commandSchemas = {
  trigger: z.strictObject({
    command: z.literal('trigger'),
    ...common,
    run,
    criterion: z.optional(z.enum(criterionIds)),
  }),
  close: z.strictObject({ command: z.literal('close'), ...common, run }),
  drill: z.strictObject({ command: z.literal('drill'), ...common, run }),
  lift: z.strictObject({ command: z.literal('lift'), ...common, commit: commitSchema }),
};

/** What a person tells a window, or the gate. */
export type Command = { [name in keyof typeof commandSchemas]: z.output<(typeof commandSchemas)[name]> }[CommandName];
type CommandName = keyof typeof commandSchemas;

const anyCommand = z.object({ command: z.enum(Object.keys(commandSchemas) as [CommandName, ...CommandName[]]) });

/** The command in `input`, or everything that is wrong with it. */
export function parseCommand(
  input: unknown,
): { readonly command: Command } | { readonly problems: readonly Problem[] } {
  const named = anyCommand.safeParse(input, { reportInput: true });
  if (!named.success) return { problems: problemsOf(named.error, 'command') };
  const parsed = commandSchemas[named.data.command].safeParse(input, { reportInput: true });
  if (!parsed.success) return { problems: problemsOf(parsed.error, 'command') };
  return { command: { ...parsed.data, reason: normalizeComment(parsed.data.reason) } };
}

function reasonProblem(text: string): string | undefined {
  const problems = [commentProblem(text, { required: true })].flatMap(
    (one) => one?.replaceAll('the comment', 'the reason') ?? [],
  );
  const length = Array.from(normalizeComment(text).slice(0, longestComment)).length;
  if (length > 0 && length < shortestReason)
    problems.push(`the reason is ${length} characters long; write ${shortestReason} at least`);
  return problems.length === 0 ? undefined : problems.join('; ');
}
