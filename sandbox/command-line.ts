import { type OptionSpecs, parseArguments, type ValuesOf } from '../lib/cli/arguments.ts';
import { didYouMean } from '../lib/cli/did-you-mean.ts';
import type { Problem } from '../lib/domain/problem.ts';
import { scenarios } from './scenarios/index.ts';

const options = {
  keep: { type: 'boolean', help: 'leave it running until Ctrl-C, and print how to use the command line against it' },
  json: { type: 'boolean', help: 'print one JSON object to stdout' },
  yes: { type: 'boolean', help: "decide what a person would be asked as the scenario's approver would" },
  list: { type: 'boolean', help: 'list the scenarios' },
  help: { type: 'boolean', help: 'print this' },
} as const satisfies OptionSpecs;

export interface SandboxArguments extends ValuesOf<typeof options> {
  readonly scenario: string;
}

/** What was asked for, or everything that is wrong with it. */
export function readArguments(args: readonly string[]): SandboxArguments | { readonly problems: readonly Problem[] } {
  const operand = { placeholder: 'SCENARIO', help: 'the scenario to run' };
  const parsed = parseArguments(args, options, operand);
  // The scenario may be left out: it is the healthy one then.
  const problems = parsed.problems.filter(({ path }) => path !== operand.placeholder);
  const scenario = parsed.operand === '' ? 'healthy' : parsed.operand;
  if (!Object.hasOwn(scenarios, scenario)) {
    const names = Object.keys(scenarios);
    const hint = didYouMean(scenario, names) || `; known: ${names.join(', ')}`;
    problems.unshift({ path: scenario, message: `is not a scenario${hint}` });
  }
  if (problems.length > 0) return { problems };
  return { ...(parsed.values as ValuesOf<typeof options>), scenario };
}

export function helpText(): string {
  const flags = Object.entries(options).map(([name, { help }]) => `  --${name.padEnd(8)} ${help}`);
  return `Starts a whole production on this machine, deploys the gate into it and runs it; after a GO also the release, and its rollback window.

usage: npm run sandbox -- [SCENARIO] [options]

${flags.join('\n')}

scenarios
${listText()}
exit codes: 0 go, and the rollback window after it was healthy, 1 no-go, or rolled back, 2 wrong usage, 3 it could not run
`;
}

export function listText(): string {
  return Object.entries(scenarios)
    .map(([name, { about }]) => `  ${name.padEnd(22)} ${about}\n`)
    .join('');
}
