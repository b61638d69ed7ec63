import { describeProblems, type Problem } from '../lib/domain/problem.ts';
import { cleanup } from './cleanup.ts';
import { helpText, listText, readArguments, type SandboxArguments } from './command-line.ts';
import { SandboxError } from './failure.ts';
import { stopErrands } from './processes.ts';
import { runScenario } from './run-scenario.ts';

const out = (text: string): void => void process.stdout.write(text);
const err = (text: string): void => void process.stderr.write(text);

interface SandboxFailure {
  readonly kind: 'usage' | 'not-run' | 'defect';
  readonly message: string;
  readonly problems: readonly Problem[];
}

interface FailedRun extends Pick<SandboxArguments, 'scenario' | 'json'> {
  /** The exit code of the verdict, when there is one. */
  readonly decided: number | undefined;
}

async function main(args: readonly string[]): Promise<number> {
  const given = readArguments(args);
  if ('problems' in given) {
    const { problems } = given;
    const message = 'the sandbox was called wrongly; see npm run sandbox -- --help';
    if (args.includes('--json')) printError(null, { kind: 'usage', message, problems });
    err(`${message}: ${describeProblems(problems)}\n`);
    return 2;
  }
  if (given.help || given.list) {
    out(given.help ? helpText() : listText());
    return 0;
  }
  const undo = cleanup((failure) => err(`${String(failure)}\n`));
  const signal = nextSignal();
  let decided: number | undefined;
  const decide = (code: number): void => {
    decided = code;
  };
  const work = runScenario({ arguments: given, cleanup: undo, out, err, decide, stopped: signal });
  const ended = await Promise.race([work.catch((cause: unknown) => ({ cause })), signal]);
  const exitCode = typeof ended === 'number' ? ended : tellFailure(ended.cause, { ...given, decided });
  // Where a signal was first: what is just being started is waited for, so that it can be stopped.
  stopErrands();
  await work.catch(() => undefined);
  await undo.run();
  // A sandbox that was only kept running still ends with its verdict.
  return decided ?? exitCode;
}

function tellFailure(cause: unknown, { scenario, json, decided }: FailedRun): number {
  const known = cause instanceof SandboxError;
  const message = known ? cause.message : ((cause as Error).stack ?? String(cause));
  // With a verdict, the one object that stdout takes has been printed.
  if (json && decided === undefined)
    printError(scenario, { kind: known ? 'not-run' : 'defect', message, problems: [] });
  err(`\n${message}\n`);
  return 3;
}

/** The same `error` as the command line's. */
function printError(scenario: string | null, error: SandboxFailure): void {
  out(`${JSON.stringify({ scenario, error }, null, 2)}\n`);
}

/** The exit code that shells give to a process that the signal ended. */
function nextSignal(): Promise<number> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve(130));
    process.once('SIGTERM', () => resolve(143));
    process.once('SIGHUP', () => resolve(129));
  });
}

process.exit(await main(process.argv.slice(2)));
