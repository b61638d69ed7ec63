import { ofType, type Synthesized } from './synth.ts';

/** A state machine's definition, as far as the tests read it. */
export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
  readonly TimeoutSeconds: number;
}

/** The states of a Parallel's branch, or those that a Map runs for each item. */
type Part = Pick<Definition, 'StartAt' | 'States'>;

export interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly ResultSelector?: Readonly<Record<string, unknown>>;
  readonly Seconds?: number;
  readonly Error?: string;
  readonly ErrorPath?: string;
  readonly Branches?: readonly Part[];
  readonly ItemProcessor?: Part;
  readonly ItemsPath?: string;
  readonly ItemSelector?: unknown;
  readonly ResultPath?: string | null;
  readonly Resource?: string;
  readonly Comment?: string;
  readonly Catch?: readonly {
    readonly Next: string;
    readonly ErrorEquals: readonly string[];
    readonly ResultPath?: string | null;
  }[];
  readonly Retry?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly IntervalSeconds: number;
    readonly BackoffRate: number;
    readonly MaxAttempts: number;
  }[];
  readonly TimeoutSeconds?: number;
  readonly CausePath?: string;
  readonly Parameters?: unknown;
}

/** The definition of one of the template's state machines; ARNs that CloudFormation fills in are `arn` here. */
export function definitionOf(
  { resources }: Pick<Synthesized, 'resources'>,
  name: 'Gate' | 'Window' = 'Gate',
): Definition {
  const machines = ofType(resources, 'AWS::StepFunctions::StateMachine');
  const machine = machines.find(([id]) => id.startsWith(`Preflight${name}`));
  const text = machine?.[1].Properties['DefinitionString'] as { 'Fn::Join': [string, unknown[]] };
  const [, parts] = text['Fn::Join'];
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'arn')).join(''));
}

export interface NamedState extends State {
  readonly name: string;
}

/** Every state, those within a Parallel and a Map too. */
export function statesOf(definition: Pick<Definition, 'States'>): NamedState[] {
  return Object.entries(definition.States).flatMap(([name, state]) => [
    { name, ...state },
    ...partsOf(state).flatMap(statesOf),
  ]);
}

/** Every task, wherever it stands. */
export function tasksOf(definition: Pick<Definition, 'States'>): NamedState[] {
  return statesOf(definition).filter(({ Type }) => Type === 'Task');
}

/** Where a state leads, whatever happens in it. */
export function nextOf({ Next, Default, Choices = [], Catch = [] }: State): string[] {
  const all = [Next, Default, ...Choices.map((one) => one.Next), ...Catch.map((one) => one.Next)];
  return all.filter((one) => one !== undefined);
}

/** How long a task may take: each attempt up to its timeout, and the longest waits between them. */
export function longestSeconds({ TimeoutSeconds = 0, Retry = [] }: State): number {
  return (1 + retriesOf(Retry)) * TimeoutSeconds + pausesOf(Retry);
}

/**
 * How long a task may take that waits for its token: it is only tried again where the function that keeps the token fails,
 * which it does within its own time.
 */
export function longestWaitSeconds({ TimeoutSeconds = 0, Retry = [] }: State, functionSeconds: number): number {
  return TimeoutSeconds + retriesOf(Retry) * functionSeconds + pausesOf(Retry);
}

function partsOf({ Branches = [], ItemProcessor }: State): readonly Part[] {
  return ItemProcessor === undefined ? Branches : [...Branches, ItemProcessor];
}

function retriesOf(retry: NonNullable<State['Retry']>): number {
  return retry.reduce((sum, { MaxAttempts }) => sum + MaxAttempts, 0);
}

function pausesOf(retry: NonNullable<State['Retry']>): number {
  const waits = retry.map(({ IntervalSeconds, BackoffRate, MaxAttempts }) =>
    Array.from({ length: MaxAttempts }, (_, attempt) => IntervalSeconds * BackoffRate ** attempt),
  );
  return waits.flat().reduce((sum, seconds) => sum + seconds, 0);
}
