interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Branches?: readonly Machine[];
  /** Of a Map: what runs for each item. */
  readonly ItemProcessor?: Machine;
  readonly Catch?: readonly { readonly Next: string }[];
}

/** A state machine's definition, as far as its transitions are counted. */
export interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/**
 * State transitions of the longest way through a definition without loops, counted as the service bills them: each state
 * entered, a caught failure's included, in a Parallel those of every branch and in a Map those of every item; and one for
 * the start.
 * @param items how many items each Map has.
 */
export function longestPath(machine: Machine, items: Readonly<Record<string, number>> = {}): number {
  return 1 + longestOf(machine, items);
}

/** How many branches the Parallel states of a definition have. */
export function branchesOf({ States }: Machine): number {
  return Object.values(States).reduce((total, { Branches = [] }) => total + Branches.length, 0);
}

function longestOf({ StartAt, States }: Machine, items: Readonly<Record<string, number>>): number {
  const from = (name: string): number => {
    const state = States[name];
    if (state === undefined) throw new Error(`the definition has no state ${name}`);
    const next = [
      state.Next,
      state.Default,
      ...(state.Choices ?? []).map((one) => one.Next),
      ...(state.Catch ?? []).map((one) => one.Next),
    ];
    const branches = (state.Branches ?? []).reduce((total, one) => total + longestOf(one, items), 0);
    const each = state.ItemProcessor === undefined ? 0 : (items[name] ?? 0) * longestOf(state.ItemProcessor, items);
    return 1 + branches + each + Math.max(0, ...next.filter((one) => one !== undefined).map(from));
  };
  return from(StartAt);
}
