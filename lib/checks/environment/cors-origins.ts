import * as z from 'zod/mini';
import { fail, pass } from '../../domain/check-result.ts';
import { parseOrigin, parseOriginList } from '../../domain/origin.ts';
import { variableName } from '../../domain/variable-rule.ts';
import { defineCheck } from '../define-check.ts';

const httpsOrigin = z.string().check(
  z.refine(
    (text) => parseOrigin(text).origin !== undefined,
    'must be an https origin, for example https://shop.example.com',
  ),
  z.overwrite((text) => parseOrigin(text).origin ?? text),
);

export const corsOrigins = defineCheck({
  id: 'cors-origins',
  needs: ['variables'],
  config: z.strictObject({
    variable: z._default(variableName, 'CORS_ALLOWED_ORIGINS'),
    /** All production origins, and no others. */
    origins: z.array(httpsOrigin).check(z.minLength(1)),
  }),
  remediation: 'Set the variable to exactly the configured production origins, then run the gate again.',
  resources: ({ variable }) => ({ variables: [variable] }),
  async run({ config, sources: { variables }, signal }) {
    const { variable: name, origins: wanted } = config;
    const variable = (await variables.read([name], signal)).get(name);
    const where = `${name} (${variables.placeOf(name)})`;
    const expected = wanted.join(', ');
    if (variable === undefined) return fail(`${name} is missing`, [{ where, observed: 'no such variable', expected }]);
    const entries = parseOriginList(variable.reveal());
    if (entries === undefined) {
      return fail(`${name} is not a list of origins`, [{ where, observed: variable.display(), expected }]);
    }
    const refused = entries.flatMap((entry) => {
      const { origin, problem } = parseOrigin(entry);
      if (origin !== undefined && wanted.includes(origin)) return [];
      const seen = variable.shown ? JSON.stringify(entry) : 'an entry that is not shown';
      return [{ where, observed: `${seen}: ${problem ?? 'is not a configured origin'}`, expected: 'no other origin' }];
    });
    const allowed = new Set(entries.map((entry) => parseOrigin(entry).origin));
    const missing = wanted
      .filter((origin) => !allowed.has(origin))
      .map((origin) => ({ where, observed: `${origin} is missing`, expected: 'every configured origin' }));
    if (refused.length + missing.length === 0) {
      return pass(`${name} allows exactly the ${wanted.length} production origins`, [
        { where, observed: expected, expected },
      ]);
    }
    const counts = [
      refused.length === 0 ? '' : `allows ${refused.length} that it must not`,
      missing.length === 0 ? '' : `lacks ${missing.length}`,
    ].filter((part) => part !== '');
    return fail(`${name} ${counts.join(' and ')}`, [...refused, ...missing]);
  },
});
