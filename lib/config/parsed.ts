import type * as z from 'zod/mini';
import { type Problem, problemsOf } from '../domain/problem.ts';

/** A part of the configuration with its defaults, or everything that is wrong with it. */
export type Parsed<T> = { readonly value: T } | { readonly problems: readonly Problem[] };

export function parseWith<S extends z.ZodMiniType>(schema: S, input: unknown, path: string): Parsed<z.output<S>> {
  const parsed = schema.safeParse(input, { reportInput: true });
  return parsed.success ? { value: parsed.data } : { problems: problemsOf(parsed.error, path) };
}

export function problemsIn(parsed: Parsed<unknown>): readonly Problem[] {
  return 'problems' in parsed ? parsed.problems : [];
}
