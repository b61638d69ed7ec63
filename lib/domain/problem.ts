import type * as z from 'zod/mini';
import { cutText } from './evidence.ts';

/** One thing wrong with what a person wrote, where it stands, and what to write instead. */
export interface Problem {
  /** `release.commit`, `environments.production.checks.database` */
  readonly path: string;
  readonly message: string;
}

/** Thrown at a boundary with every problem at once. */
export class InvalidInputError extends Error {
  override readonly name = 'InvalidInputError';
  readonly problems: readonly Problem[];

  constructor(what: string, problems: readonly Problem[]) {
    super(`${what}: ${describeProblems(problems)}`);
    this.problems = problems;
  }
}

export function describeProblems(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return [count, ...problems.map((problem) => `  ${problem.path}: ${problem.message}`)].join('\n');
}

/** A path and a message for people are some hundred characters; so many of the longest are 50 KB. */
const mostProblems = 50;
const longestPath = 200;
const longestMessage = 800;

/** So many problems that they fit into a payload and a cause, and how many more there are: thousands name no more than that. */
export function capProblems(problems: readonly Problem[]): readonly Problem[] {
  const kept = problems.slice(0, mostProblems).map(({ path, message }) => ({
    path: cutText(path, longestPath),
    message: cutText(message, longestMessage),
  }));
  const rest = problems.length - kept.length;
  return rest === 0 ? kept : [...kept, { path: 'and', message: `${rest} more, which are not listed` }];
}

type Issue = z.core.$ZodIssue;

/** A schema's issues in the user's words; the same for the release and the configuration. */
export function problemsOf(error: z.core.$ZodError, root: string): Problem[] {
  return fromIssues(error.issues, root);
}

function fromIssues(issues: readonly Issue[], root: string): Problem[] {
  // Of something of the wrong type nothing else needs saying, such as how long it is.
  const wrongTypes = new Set(issues.filter((issue) => issue.code === 'invalid_type').map(placeOf));
  const telling = issues.filter((issue) => issue.code === 'invalid_type' || !wrongTypes.has(placeOf(issue)));
  return telling.flatMap((issue) => fromIssue(issue, root));
}

const placeOf = (issue: Issue): string => joinPath('', issue.path);

function fromIssue(issue: Issue, root: string): Problem[] {
  const path = joinPath(root, issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: joinPath(path, [key]),
      message: 'unknown key; remove it, or correct its spelling',
    }));
  }
  if (issue.code === 'invalid_union') return unionProblems(issue, path);
  if (issue.code === 'invalid_key' || issue.code === 'invalid_element') {
    return issue.issues.flatMap((inner) => fromIssue(inner, path));
  }
  return [{ path, message: messageOf(issue, received(issue.input, path)) }];
}

/** Of a union's alternatives, the one that fits best speaks: the one whose problems lie deepest, then the fewest. */
function unionProblems(issue: Extract<Issue, { code: 'invalid_union' }>, path: string): Problem[] {
  if (issue.message !== '' && issue.message !== 'Invalid input')
    return [{ path, message: `${issue.message}${received(issue.input, path)}` }];
  const alternatives = issue.errors.filter(
    (issues) => !issues.some((one) => one.code === 'invalid_type' && one.path.length === 0),
  );
  const [best] = alternatives.toSorted((a, b) => deepest(b) - deepest(a) || a.length - b.length);
  if (best === undefined) return [{ path, message: `is none of the accepted forms${received(issue.input, path)}` }];
  return fromIssues(best, path);
}

const deepest = (issues: readonly Issue[]): number => Math.max(...issues.map((issue) => issue.path.length));

/** @param not what was received, in words. */
function messageOf(issue: Issue, not: string): string {
  // A schema's own message is the best there is: it says what to write instead.
  if (issue.message !== '' && issue.message !== 'Invalid input') return `${issue.message}${not}`;
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? `is missing; write ${nounOf(issue.expected)}`
        : `must be ${nounOf(issue.expected)}${not}`;
    case 'invalid_value':
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}${not}`;
    case 'too_small':
      return `must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}${unitOf(issue.origin)}${not}`;
    case 'too_big':
      return `must be ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}${unitOf(issue.origin)}${not}`;
    case 'invalid_format':
      return `must be a valid ${issue.format}${not}`;
    default:
      return `is not valid${not}`;
  }
}

function nounOf(expected: string): string {
  const nouns: Record<string, string> = {
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'an object',
    record: 'an object',
  };
  return nouns[expected] ?? `a ${expected}`;
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters long';
  return origin === 'array' || origin === 'set' ? ' entries long' : '';
}

/** Where the place of a secret is to be written, or what may hold one: somebody may have written the secret itself. */
const secretPlaces = /(?:^|\.)(?:github\.auth|variables\.[^.]+|credentials|headers|body|password|token)(?:\.|$)/;
const secretKeys: readonly string[] = ['auth', 'variables', 'credentials', 'headers', 'body', 'password', 'token'];
/** `//user:password@` of an address. */
const userOfAddress = /\/\/[^"\s]*@/g;
/** `?key=…` of an address. */
const queryOfAddress = /(\/\/[^"\s?]*)\?[^"\s]*/g;

/** The received value, short and on one line; nothing for a value that is not there, or that may be a secret. */
function received(input: unknown, path: string): string {
  if (input === undefined || secretPlaces.test(path)) return '';
  return `, not ${cutText(textOf(input).replaceAll(userOfAddress, '//…@').replaceAll(queryOfAddress, '$1?…'), 80)}`;
}

function textOf(input: unknown): string {
  try {
    return JSON.stringify(input, (key, value: unknown) => (secretKeys.includes(key) ? '…' : value)) ?? kindOf(input);
  } catch {
    // What JSON cannot hold: a big integer, an object that holds itself.
    return kindOf(input);
  }
}

const kindOf = (input: unknown): string => (typeof input === 'object' ? 'an object' : `a ${typeof input}`);

function joinPath(root: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>((joined, key) => {
    if (typeof key === 'number') return `${joined}[${key}]`;
    return joined === '' ? String(key) : `${joined}.${String(key)}`;
  }, root);
}
