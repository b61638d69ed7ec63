interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Branches?: readonly Machine[];
  readonly Catch?: readonly { readonly Next: string }[];
}

interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** State transitions of the longest way through a definition without loops: each state entered is one, branches add up. */
export function longestPath(definition: string): number {
  return longestOf(JSON.parse(definition) as Machine);
}

/** How many branches the Parallel states of a definition have. */
export function branchesOf(definition: string): number {
  const { States } = JSON.parse(definition) as Machine;
  return Object.values(States).reduce((total, { Branches = [] }) => total + Branches.length, 0);
}

function longestOf({ StartAt, States }: Machine): number {
  const from = (name: string): number => {
    const state = States[name];
    if (state === undefined) throw new Error(`the definition has no state ${name}`);
    const next = [
      state.Next,
      state.Default,
      ...(state.Choices ?? []).map((one) => one.Next),
      ...(state.Catch ?? []).map((one) => one.Next),
    ];
    const branches = (state.Branches ?? []).map(longestOf).reduce((total, one) => total + one, 0);
    return 1 + branches + Math.max(0, ...next.filter((one) => one !== undefined).map(from));
  };
  return from(StartAt);
}
