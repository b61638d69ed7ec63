import { redact } from '../domain/secret.ts';
import { type OptionSpecs, parseArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { commands } from './commands.ts';
import { didYouMean } from './did-you-mean.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { explainFailure } from './explain-failure.ts';
import { commandHelp, overallHelp } from './help.ts';
import { flushed, type Io, processIo } from './output.ts';
import { Refusal } from './refusal.ts';

/** Runs the command line and ends the process: what a check left open does not keep it alive. */
export async function main(args: readonly string[]): Promise<void> {
  process.once('uncaughtException', endAsNotRun);
  const code = await run(args, processIo());
  await flushed();
  process.exit(code);
}

/** Such as a folder that is gone, or an output that takes no more. Node's own exit code for it is that of a no-go. */
function endAsNotRun(cause: Error): void {
  process.stderr.write(`preflight: could not go on: ${redact(cause.stack ?? cause.message)}\n`);
  process.exit(exitCodes.notRun);
}

/** Runs one command, whatever becomes of it; what went wrong is said on `io`. */
export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  try {
    return await dispatch(args, io);
  } catch (cause) {
    return explainFailure(cause, args.includes('--json'), io);
  }
}

async function dispatch(args: readonly string[], io: Io): Promise<ExitCode> {
  const [first] = args;
  if (first === '--version') return print(io, `${await version()}\n`);
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    const named = commandIn(args.slice(1));
    const text = named === undefined ? overallHelp(commands) : commandHelp(named);
    if (first !== undefined) return print(io, text);
    io.err.write(text);
    return exitCodes.refused;
  }
  const command = commandIn(args);
  if (command === undefined) throw new Refusal('usage', unknownCommand(args));
  const rest = args.slice(command.name.split(' ').length);
  if (asksForHelp(rest, command.options)) return print(io, commandHelp(command));
  const { values, operand, problems } = parseArguments(rest, command.options, command.operand);
  if (problems.length > 0) {
    throw new Refusal(
      'usage',
      `preflight ${command.name} was called wrongly; see preflight ${command.name} --help`,
      problems,
    );
  }
  return command.run({ values: values as never, operand }, io);
}

function commandIn(args: readonly string[]): Command | undefined {
  return commands.find(({ name }) => name.split(' ').every((word, index) => args[index] === word));
}

/** Anywhere but in the place of an option's value: `--attempt -h` is refused, since help ends with the exit code of a GO. */
function asksForHelp(args: readonly string[], options: OptionSpecs): boolean {
  return args.some((arg, index) => {
    const before = args[index - 1]?.replace(/^--/, '') ?? '';
    const isValue = Object.hasOwn(options, before) && options[before]?.type === 'string';
    return (arg === '--help' || arg === '-h') && !isValue;
  });
}

function unknownCommand(args: readonly string[]): string {
  const names = commands.map(({ name }) => name);
  const words = args[0]?.startsWith('-') ? [] : args.slice(0, 2).filter((word) => !word.startsWith('-'));
  if (words.length === 0) return `the command comes first: one of ${names.join(', ')}`;
  const [word = ''] = words;
  const hint = didYouMean(words.join(' '), names) || didYouMean(word, names);
  return `${JSON.stringify(word)} is not a command${hint || `; known: ${names.join(', ')}`}`;
}

function print(io: Io, text: string): ExitCode {
  io.out.write(text);
  return exitCodes.go;
}

async function version(): Promise<string> {
  const manifest = await import('../../package.json', { with: { type: 'json' } });
  return manifest.default.version;
}
