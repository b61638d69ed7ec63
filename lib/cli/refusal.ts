import type { Problem } from '../domain/problem.ts';

export type RefusalKind = 'usage' | 'configuration' | 'release';

/** What the user wrote is wrong; nothing was started. Carries every problem at once. Exit code 2. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly kind: RefusalKind;
  readonly problems: readonly Problem[];

  constructor(kind: RefusalKind, message: string, problems: readonly Problem[] = []) {
    super(message);
    this.kind = kind;
    this.problems = problems;
  }
}

/** The gate, or another thing that was asked for, could not run. The message is a plain sentence. Exit code 3. */
export class NotRunError extends Error {
  override readonly name = 'NotRunError';
  /** What a program may want to know beside the message: the run's name, the execution. */
  readonly details: Readonly<Record<string, string>>;

  constructor(message: string, options: ErrorOptions & { readonly details?: Readonly<Record<string, string>> } = {}) {
    super(message, options);
    this.details = options.details ?? {};
  }
}
