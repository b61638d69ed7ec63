import type { Definition, State } from './definition.ts';

/** What a task answers, or with which error it fails after its retries. */
export type Answer = { readonly result: unknown } | { readonly error: string };

/** One execution of a definition without Parallel and Map. */
export interface Walk {
  /** The states in the order in which they were entered. */
  readonly states: readonly string[];
  readonly status: 'SUCCEEDED' | 'FAILED';
  /** Of a Fail state, or of a task whose error nothing catches. */
  readonly error?: string;
  readonly cause?: string;
  /** State transitions as they are billed: each state entered, and one for the start. */
  readonly transitions: number;
}

type Payload = Record<string, unknown>;
type Way = Pick<State, 'Next' | 'ResultPath'>;

/** More of them are a loop without end. */
const mostStates = 5000;

/**
 * Walks a definition as Step Functions would: results and errors go to their paths, choices are made by the payload, and a path to
 * nothing is an error.
 * @param answer what a task answers when it is entered for the nth time, from 1.
 */
export function walk({ StartAt, States }: Definition, answer: (task: string, nth: number) => Answer): Walk {
  const states: string[] = [];
  const times = new Map<string, number>();
  let payload: Payload = {};
  let name: string | undefined = StartAt;
  const end = (rest: Pick<Walk, 'status' | 'error' | 'cause'>): Walk => ({
    states,
    transitions: 1 + states.length,
    ...rest,
  });
  while (name !== undefined) {
    if (states.push(name) > mostStates) throw new Error(`the way does not end: ${states.slice(-20).join(', ')}`);
    const state: State | undefined = States[name];
    if (state === undefined) throw new Error(`the definition has no state ${name}`);
    if (state.Type === 'Succeed') return end({ status: 'SUCCEEDED' });
    if (state.Type === 'Fail') return end({ status: 'FAILED', ...failureOf(state, payload) });
    if (state.Type === 'Task') {
      mustResolve(state.Parameters, payload);
      const nth = (times.get(name) ?? 0) + 1;
      times.set(name, nth);
      const answered = answer(name, nth);
      const next: Way | undefined = 'error' in answered ? caughtBy(state, answered.error) : state;
      if (next === undefined) return end({ status: 'FAILED', error: 'error' in answered ? answered.error : '' });
      payload = placed(
        payload,
        next.ResultPath,
        'error' in answered ? failed(answered) : selected(state, answered.result),
      );
      name = next.Next;
    } else {
      name = state.Type === 'Choice' ? chosen(state, payload) : state.Next;
    }
  }
  throw new Error('a state leads nowhere');
}

const failed = ({ error }: { readonly error: string }) => ({ Error: error, Cause: 'a cause' });

function selected({ ResultSelector }: State, result: unknown): unknown {
  if (ResultSelector === undefined) return result;
  return Object.fromEntries(
    Object.entries(ResultSelector).map(([key, path]) => [key.replace(/\.\$$/, ''), path === '$' ? result : undefined]),
  );
}

/** As Step Functions matches it: `States.ALL` is all, `States.TaskFailed` all but a time-out. */
function caughtBy({ Catch = [] }: State, error: string): Way | undefined {
  return Catch.find(
    ({ ErrorEquals }) =>
      ErrorEquals.includes('States.ALL') ||
      ErrorEquals.includes(error) ||
      (ErrorEquals.includes('States.TaskFailed') && error !== 'States.Timeout'),
  );
}

function placed(payload: Payload, path: string | null | undefined, result: unknown): Payload {
  if (path === null) return payload;
  if (path === undefined || path === '$') return result as Payload;
  const [first = '', ...rest] = path.replace(/^\$\./, '').split('.');
  const inner = payload[first];
  const below = typeof inner === 'object' && inner !== null ? (inner as Payload) : {};
  return { ...payload, [first]: rest.length === 0 ? result : placed(below, `$.${rest.join('.')}`, result) };
}

function at(payload: unknown, path: string): unknown {
  const keys = path.replace(/^\$\.?/, '').split('.');
  return keys.reduce<unknown>((found, key) => {
    if (key === '') return found;
    return typeof found === 'object' && found !== null ? (found as Payload)[key] : undefined;
  }, payload);
}

function mustResolve(parameters: unknown, payload: Payload): void {
  if (typeof parameters !== 'object' || parameters === null) return;
  for (const [key, value] of Object.entries(parameters)) {
    if (!key.endsWith('.$')) mustResolve(value, payload);
    else for (const path of pathsIn(String(value))) mustBeThere(path, payload);
  }
}

/** Those into the payload, also within an intrinsic function; `$$` is the context. */
const pathsIn = (text: string): string[] => text.match(/(?<!\$)\$(?:\.\w+)+/g) ?? [];

function mustBeThere(path: string, payload: Payload): void {
  if (at(payload, path) === undefined) throw new Error(`States.Runtime: there is no ${path}`);
}

interface Rule {
  readonly Variable?: string;
  readonly IsPresent?: boolean;
  readonly StringEquals?: string;
  readonly And?: readonly Rule[];
  readonly Or?: readonly Rule[];
}

function chosen({ Choices = [], Default }: State, payload: Payload): string | undefined {
  return Choices.find((rule) => holds(rule as Rule, payload))?.Next ?? Default;
}

function holds({ And, Or, Variable = '', IsPresent, StringEquals }: Rule, payload: Payload): boolean {
  if (And) return And.every((rule) => holds(rule, payload));
  if (Or) return Or.some((rule) => holds(rule, payload));
  if (IsPresent !== undefined) return (at(payload, Variable) !== undefined) === IsPresent;
  mustBeThere(Variable, payload);
  return at(payload, Variable) === StringEquals;
}

function failureOf(state: State, payload: Payload): Pick<Walk, 'error' | 'cause'> {
  for (const path of [state.ErrorPath, state.CausePath])
    for (const one of pathsIn(path ?? '')) mustBeThere(one, payload);
  const error = state.Error ?? String(at(payload, state.ErrorPath ?? '$'));
  return { error, ...(state.CausePath === undefined ? {} : { cause: String(at(payload, state.CausePath)) }) };
}
