import { parseArgs } from 'node:util';

export interface Options {
  readonly seed: number;
  readonly quick: boolean;
  readonly json: boolean;
  /** Other settings of some criteria, beside what is configured. */
  readonly tune: boolean;
}

export const usage = 'npm run bench:detection -- [--seed N] [--quick] [--json] [--tune]';

/** @throws TypeError where an option is unknown or has a wrong value. */
export function optionsOf(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: '1' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      tune: { type: 'boolean', default: false },
    },
  });
  if (!/^\d{1,9}$/.test(values.seed))
    throw new TypeError(`--seed is ${JSON.stringify(values.seed)}; write a whole number of at most nine digits`);
  return { ...values, seed: Number(values.seed) };
}
