import { parseArgs } from 'node:util';
import type { Problem } from '../domain/problem.ts';
import { didYouMean } from './did-you-mean.ts';

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  /** What stands for the value in the help: `FILE`. */
  readonly placeholder?: string;
  readonly help: string;
  readonly required?: true;
  readonly multiple?: true;
}
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

type ValueOf<O extends OptionSpec> = O extends { readonly type: 'boolean' }
  ? boolean
  : O extends { readonly multiple: true }
    ? readonly string[]
    : O extends { readonly required: true }
      ? string
      : string | undefined;

/** The options as parsed. An option that may be given several times is always a list. */
export type ValuesOf<Specs extends OptionSpecs> = { readonly [Name in keyof Specs]: ValueOf<Specs[Name]> };

/** The one argument without a name that a command takes. */
export interface OperandSpec {
  readonly placeholder: string;
  readonly help: string;
  /** Whether the command asks for it where it is missing; it is '' then. */
  readonly optional?: true;
}

export interface ParsedArguments {
  readonly values: Readonly<Record<string, boolean | string | readonly string[] | undefined>>;
  readonly operand: string;
  readonly problems: readonly Problem[];
}

/** As much of `parseArgs`' token of an option as is used here. */
interface OptionToken {
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

/** Reads a command's arguments and names everything that is wrong with them. */
export function parseArguments(
  args: readonly string[],
  specs: OptionSpecs,
  operand: OperandSpec | undefined,
): ParsedArguments {
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, { type, multiple = false }]) => [name, { type, multiple }]),
  );
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const found = new Map<string, OptionToken[]>();
  const positionals: string[] = [];
  const problems: Problem[] = [];
  // The word after an unknown option is most likely its value: one problem is enough.
  let afterUnknown = -1;
  for (const token of tokens) {
    if (token.kind === 'positional' && token.index !== afterUnknown) positionals.push(token.value);
    if (token.kind !== 'option') continue;
    if (Object.hasOwn(specs, token.name)) {
      found.set(token.name, [...(found.get(token.name) ?? []), token]);
    } else {
      const known = Object.keys(specs).map((name) => `--${name}`);
      problems.push({ path: token.rawName, message: `is not an option${didYouMean(token.rawName, known)}` });
      afterUnknown = token.index + 1;
    }
  }
  const values: Record<string, boolean | string | readonly string[] | undefined> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const given = found.get(name) ?? [];
    problems.push(...optionProblems(name, spec, given));
    values[name] = givenValue(spec, given);
  }
  problems.push(...operandProblems(positionals, operand));
  return { values, operand: positionals[0] ?? '', problems };
}

function givenValue(spec: OptionSpec, given: readonly OptionToken[]): boolean | string | readonly string[] | undefined {
  if (spec.type === 'boolean') return given.length > 0;
  const texts = given.flatMap(({ value }) => (value === undefined ? [] : [value]));
  return spec.multiple ? texts : texts.at(-1);
}

function optionProblems(name: string, spec: OptionSpec, given: readonly OptionToken[]): Problem[] {
  const path = `--${name}`;
  const placeholder = spec.placeholder ?? 'VALUE';
  if (spec.type === 'boolean') {
    return given.some(({ value }) => value !== undefined) ? [{ path, message: 'takes no value' }] : [];
  }
  if (given.length === 0) {
    return spec.required ? [{ path, message: `is missing; write ${path} ${placeholder} (${spec.help})` }] : [];
  }
  if (given.some(isWithoutValue)) return [{ path, message: `needs a value: ${path} ${placeholder}` }];
  return given.length > 1 && !spec.multiple ? [{ path, message: 'is given more than once; write it once' }] : [];
}

/** `--env --json`: the next option is no value. A single dash is one: standard input. */
function isWithoutValue({ value, inlineValue }: OptionToken): boolean {
  return value === undefined || value === '' || (inlineValue !== true && /^-./.test(value));
}

function operandProblems(positionals: readonly string[], operand: OperandSpec | undefined): Problem[] {
  if (operand === undefined) {
    return positionals.map((text) => ({
      path: text,
      message: 'is an argument too many; this command takes options only',
    }));
  }
  if (positionals.length === 0 && !operand.optional) return [missing(operand)];
  return positionals
    .slice(1)
    .map((text) => ({ path: text, message: `is an argument too many after ${operand.placeholder}` }));
}

/** What is said of an argument that is not there. */
export function missing({ placeholder, help }: OperandSpec): Problem {
  return { path: placeholder, message: `is missing: ${help}` };
}
