import { SourceError } from '../../lib/domain/source-error.ts';
import { hiddenVariable, plainVariable } from '../../lib/sources/variable.ts';
import type { Variables } from '../../lib/sources/variables.ts';

/** Variables as a source gives them: `plain` ones may be shown, `secret` ones not. */
export function variablesWith(kept: {
  readonly plain?: Readonly<Record<string, string>>;
  readonly secret?: Readonly<Record<string, string>>;
}): Variables {
  const plain = Object.entries(kept.plain ?? {}).map(([name, value]) => [name, plainVariable(value, name)] as const);
  const secret = Object.entries(kept.secret ?? {}).map(([name, value]) => [name, hiddenVariable(value)] as const);
  const all = new Map([...plain, ...secret]);
  return {
    read: async (names) => new Map([...all].filter(([name]) => names.includes(name))),
    placeOf: (name) => `parameter /shop/${name}`,
  };
}

/** A source that cannot be asked. */
export const brokenVariables: Variables = {
  read: async () => {
    throw new SourceError('Parameter Store could not be reached (ECONNREFUSED)');
  },
  placeOf: (name) => `parameter /shop/${name}`,
};
