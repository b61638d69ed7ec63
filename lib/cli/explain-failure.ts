import { InvalidInputError, type Problem } from '../domain/problem.ts';
import { redact } from '../domain/secret.ts';
import { SourceError } from '../domain/source-error.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Io, printJson } from './output.ts';
import { NotRunError, Refusal } from './refusal.ts';
import { clean } from './text.ts';

/** Says in words, or as JSON, why there is no result. */
export function explainFailure(cause: unknown, json: boolean, io: Io): ExitCode {
  const { kind, message, problems, code } = describe(cause);
  const details = cause instanceof NotRunError ? cause.details : {};
  if (json) printJson(io, { error: { kind, message, problems }, ...details });
  io.err.write(
    [
      `${io.err.paint(['red', 'bold'], 'preflight:')} ${message}`,
      ...problems.map(({ path, message: text }) => `  ${io.err.paint('bold', clean(path))}: ${clean(text)}`),
      '',
    ].join('\n'),
  );
  return code;
}

interface Failure {
  readonly kind: string;
  readonly message: string;
  readonly problems: readonly Problem[];
  readonly code: ExitCode;
}

function describe(cause: unknown): Failure {
  if (cause instanceof Refusal) {
    const { kind, message, problems } = cause;
    return { kind, message: clean(message), problems, code: exitCodes.refused };
  }
  if (cause instanceof InvalidInputError) {
    const { problems } = cause;
    return { kind: 'configuration', message: 'the configuration is not valid', problems, code: exitCodes.refused };
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  if (cause instanceof NotRunError || cause instanceof SourceError) {
    return { kind: 'not-run', message: clean(message), problems: [], code: exitCodes.notRun };
  }
  // A defect of Preflight's own: the stack helps whoever reports it.
  const stack = cause instanceof Error && cause.stack !== undefined ? cause.stack : message;
  return {
    kind: 'defect',
    // Nobody wrote it for people: what a library says may hold what it was given.
    message: `broke, which is a defect of Preflight: ${redact(stack)}`,
    problems: [],
    code: exitCodes.notRun,
  };
}
