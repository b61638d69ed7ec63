import * as z from 'zod/mini';
import { fail, pass } from '../../domain/check-result.ts';
import { variableName } from '../../domain/variable-rule.ts';
import { weaknessOf } from '../../domain/weak-secret.ts';
import { defineCheck } from '../define-check.ts';

export const secretStrength = defineCheck({
  id: 'secret-strength',
  needs: ['variables'],
  config: z.strictObject({
    variables: z.array(variableName).check(z.minLength(1)),
    /** In characters. */
    longerThan: z._default(z.int().check(z.minimum(8)), 32),
  }),
  remediation: 'Replace each named secret with a generated one (openssl rand -base64 48), then run the gate again.',
  resources: ({ variables }) => ({ variables }),
  async run({ config, sources: { variables }, release, signal }) {
    const found = await variables.read(config.variables, signal);
    const judged = config.variables.map((name) => {
      const value = found.get(name)?.reveal();
      const ownWords = [...name.split('_'), ...release.service.split('-')];
      const { right, observed } =
        value === undefined
          ? { right: false, observed: 'no such variable' }
          : judge(value, config.longerThan, ownWords);
      const where = `${name} (${variables.placeOf(name)})`;
      return {
        name,
        right,
        evidence: { where, observed, expected: `more than ${config.longerThan} random characters` },
      };
    });
    const weak = judged.filter((one) => !one.right);
    const evidence = [...weak, ...judged.filter((one) => one.right)].map((one) => one.evidence);
    if (weak.length === 0) return pass(`all ${judged.length} secrets are strong`, evidence);
    return fail(`not secure: ${weak.map((one) => one.name).join(', ')}`, evidence);
  },
});

/** The length and a verdict; never anything of the value itself. */
function judge(stored: string, longerThan: number, ownWords: readonly string[]): { right: boolean; observed: string } {
  // A line end that came with the value (`echo … | aws …`) makes it no stronger, and many programs take it off.
  const value = stored.trim();
  const length = Array.from(value).length;
  const weakness = weaknessOf(value, ownWords);
  const tooShort = length > longerThan ? [] : ['too short'];
  const problems = [...tooShort, ...(weakness === undefined ? [] : [weakness])];
  return {
    right: problems.length === 0,
    observed: `${length} characters, ${problems.length === 0 ? 'no pattern found' : problems.join(', ')}`,
  };
}
