import * as z from 'zod/mini';
import { fail, pass } from '../../domain/check-result.ts';
import { variableName } from '../../domain/variable-rule.ts';
import { defineCheck } from '../define-check.ts';

export const runtimeFlags = defineCheck({
  id: 'runtime-flags',
  needs: ['variables'],
  config: z.strictObject({
    /** The exact value of each: `{ GIN_MODE: 'release' }`. */
    flags: z
      .record(variableName, z.string())
      .check(z.refine((flags) => Object.keys(flags).length > 0, 'must name at least one flag')),
  }),
  remediation: 'Set the named flags to the expected values where they are kept, then run the gate again.',
  resources: ({ flags }) => ({ variables: Object.keys(flags) }),
  async run({ config, sources: { variables }, signal }) {
    const flags = Object.entries(config.flags);
    const found = await variables.read(Object.keys(config.flags), signal);
    const judged = flags.map(([name, expected]) => {
      const variable = found.get(name);
      const right = variable?.reveal() === expected;
      const observed = right ? JSON.stringify(expected) : (variable?.display() ?? 'no such variable');
      const where = `${name} (${variables.placeOf(name)})`;
      return { name, right, evidence: { where, observed, expected: JSON.stringify(expected) } };
    });
    const wrong = judged.filter((one) => !one.right);
    const evidence = [...wrong, ...judged.filter((one) => one.right)].map((one) => one.evidence);
    if (wrong.length === 0) return pass(flags.map(([name, value]) => `${name}=${value}`).join(', '), evidence);
    return fail(`not as configured: ${wrong.map((one) => one.name).join(', ')}`, evidence);
  },
});
