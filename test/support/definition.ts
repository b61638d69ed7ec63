import { ofType, type Synthesized } from './synth.ts';

/** A state machine's definition, as far as the tests read it. */
export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
  readonly TimeoutSeconds: number;
}

export interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Branches?: readonly Pick<Definition, 'StartAt' | 'States'>[];
  readonly Catch?: readonly { readonly Next: string }[];
  readonly Retry?: readonly {
    readonly IntervalSeconds: number;
    readonly BackoffRate: number;
    readonly MaxAttempts: number;
  }[];
  readonly TimeoutSeconds?: number;
  readonly CausePath?: string;
  readonly Parameters?: unknown;
}

/** The definition of the template's one state machine; ARNs that CloudFormation fills in are `arn` here. */
export function definitionOf({ resources }: Synthesized): Definition {
  const [machine] = ofType(resources, 'AWS::StepFunctions::StateMachine');
  const text = machine?.[1].Properties['DefinitionString'] as { 'Fn::Join': [string, unknown[]] };
  const [, parts] = text['Fn::Join'];
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'arn')).join(''));
}

export interface NamedState extends State {
  readonly name: string;
}

/** Every task, those of a Parallel's branches too. */
export function tasksOf(definition: Pick<Definition, 'States'>): NamedState[] {
  return Object.entries(definition.States).flatMap(([name, state]) => [
    ...(state.Type === 'Task' ? [{ name, ...state }] : []),
    ...(state.Branches ?? []).flatMap(tasksOf),
  ]);
}

/** How long a task may take: each attempt up to its timeout, and the longest waits between them. */
export function longestSeconds({ TimeoutSeconds = 0, Retry = [] }: State): number {
  const attempts = 1 + Retry.reduce((sum, { MaxAttempts }) => sum + MaxAttempts, 0);
  const waits = Retry.map(({ IntervalSeconds, BackoffRate, MaxAttempts }) =>
    Array.from({ length: MaxAttempts }, (_, attempt) => IntervalSeconds * BackoffRate ** attempt),
  );
  return attempts * TimeoutSeconds + waits.flat().reduce((sum, seconds) => sum + seconds, 0);
}
