import type { OperandSpec, OptionSpecs, ValuesOf } from './arguments.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Io } from './output.ts';

/** One command. Its code is loaded when it runs, so that no command waits for what only another needs. */
export interface Command<Specs extends OptionSpecs = OptionSpecs> {
  readonly name: string;
  readonly summary: string;
  /** Paragraphs of the command's own help. */
  readonly details: readonly string[];
  readonly operand?: OperandSpec;
  readonly options: Specs;
  run(given: { readonly values: ValuesOf<Specs>; readonly operand: string }, io: Io): Promise<ExitCode>;
}

/** Lets `run` see its own options' types, and the table hold all commands as one type. */
export function command<const Specs extends OptionSpecs>(spec: Command<Specs>): Command {
  return spec as unknown as Command;
}
