import * as z from 'zod/mini';
import { problemsOf } from '../domain/problem.ts';
import type { DecisionBody } from './api.ts';
import type { HttpEvent } from './http-event.ts';
import { type Refused, refused } from './refusal.ts';

/** A decision with the longest comment is a few kilobytes, also where each character is written as an escape. */
const bodyLimitBytes = 16 * 1024;

const bodySchema = z.strictObject({
  decision: z.enum(['approve', 'reject'], "must be 'approve' or 'reject'"),
  comment: z.optional(z.string()),
  until: z.optional(z.string().check(z.iso.date('must be a day, for example 2026-12-01'))),
  breakGlass: z.optional(z.literal(true, 'must be true, or left out')),
});

/** The decision in a request's body, or everything that is wrong with it. What the comment may hold is not judged here. */
export function parseBody(event: HttpEvent): { readonly body: DecisionBody } | Refused {
  const type = event.headers?.['content-type'] ?? '';
  if (!/^application\/json(?:\s*;|$)/i.test(type.trim())) {
    return refused('invalid', 'send the decision as JSON, with the header content-type: application/json');
  }
  const { body: text = '', isBase64Encoded = false } = event;
  const bytes = Buffer.from(text, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > bodyLimitBytes) {
    return refused(
      'invalid',
      `the decision is ${bytes.length} bytes, more than ${bodyLimitBytes}; write a shorter comment`,
    );
  }
  let input: unknown;
  try {
    input = JSON.parse(bytes.toString('utf8'));
  } catch {
    return refused('invalid', 'the decision is not JSON');
  }
  const parsed = bodySchema.safeParse(input, { reportInput: true });
  if (parsed.success) return { body: withoutUndefined(parsed.data) };
  const problems = problemsOf(parsed.error, '');
  return refused('invalid', 'the decision is not valid', problems);
}

function withoutUndefined({ decision, comment, until, breakGlass }: z.output<typeof bodySchema>): DecisionBody {
  return {
    decision,
    ...(comment === undefined ? {} : { comment }),
    ...(until === undefined ? {} : { until }),
    ...(breakGlass === undefined ? {} : { breakGlass }),
  };
}
