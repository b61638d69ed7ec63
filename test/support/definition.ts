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

/**
 * State transitions that the longest way through costs, counted as the service bills them: each state entered, a
 * caught failure's included, and in a Parallel those of every branch; and one for the start.
 */
export function longestPath(definition: Pick<Definition, 'StartAt' | 'States'>): number {
  return 1 + from(definition.StartAt, definition.States);
}

function from(name: string, states: Definition['States']): number {
  const state = states[name];
  if (state === undefined) throw new Error(`no state ${name}`);
  const inside = (state.Branches ?? []).map((branch) => from(branch.StartAt, branch.States));
  const next = [state.Next, state.Default, ...(state.Choices ?? []).map(({ Next }) => Next)];
  const caught = (state.Catch ?? []).map(({ Next }) => Next);
  const after = [...next, ...caught].flatMap((one) => (one === undefined ? [] : [from(one, states)]));
  return 1 + inside.reduce((sum, one) => sum + one, 0) + Math.max(0, ...after);
}
