import { runInNewContext } from 'node:vm';
import * as z from 'zod/mini';
import { fail, pass } from '../../domain/check-result.ts';
import type { Evidence } from '../../domain/evidence.ts';
import { defaultStagingMarkers, internalAddressIn } from '../../domain/internal-address.ts';
import { isPlaceholder } from '../../domain/placeholder.ts';
import { SourceError } from '../../domain/source-error.ts';
import { brokenParts, describeRule, variableName, variableRule } from '../../domain/variable-rule.ts';
import { defineCheck } from '../define-check.ts';

const settings = z.strictObject({
  rules: z
    .record(variableName, variableRule)
    .check(z.refine((rules) => Object.keys(rules).length > 0, 'must name at least one variable')),
  /** Parts of host names that no production value may hold. */
  stagingMarkers: z._default(
    z.array(z.string().check(z.regex(/^[a-z]+$/i, 'must be a word of letters'))).check(z.minLength(1)),
    [...defaultStagingMarkers],
  ),
});

/** A pattern that takes longer backtracks without end, and would stop every other check of this process. */
const longestMatchMs = 200;

export const environmentValues = defineCheck({
  id: 'environment-values',
  needs: ['variables'],
  config: settings,
  remediation: 'Correct the named variables where they are kept, then run the gate again.',
  resources: ({ rules }) => ({ variables: Object.keys(rules) }),
  async run({ config, sources: { variables }, signal }) {
    const names = Object.keys(config.rules);
    const found = await variables.read(names, signal);
    const bad: { name: string; evidence: Evidence }[] = [];
    const good: Evidence[] = [];
    for (const [name, rule] of Object.entries(config.rules)) {
      const variable = found.get(name);
      const value = variable?.reveal();
      const problems = value === undefined ? [] : problemsOf(name, value);
      const missing = value === undefined && rule.optional !== true;
      const seen = variable === undefined ? 'no such variable' : variable.display();
      const evidence: Evidence = {
        where: `${name} (${variables.placeOf(name)})`,
        observed: [seen, problems.join(', ')].filter((part) => part !== '').join(' '),
        expected: value === undefined && rule.optional === true ? 'optional' : describeRule(rule),
      };
      if (missing || problems.length > 0) bad.push({ name, evidence });
      else good.push(evidence);
    }
    const evidence = [...bad.map((one) => one.evidence), ...good];
    if (bad.length === 0) return pass(`all ${names.length} variables have production values`, evidence);
    return fail(`of ${names.length} variables not right: ${bad.map((one) => one.name).join(', ')}`, evidence);

    function problemsOf(name: string, value: string): string[] {
      const rule = config.rules[name];
      const address = internalAddressIn({ name, value, stagingMarkers: config.stagingMarkers });
      return [
        ...(rule === undefined ? [] : brokenParts(rule, value, (pattern, text) => matches(name, pattern, text))),
        ...(isPlaceholder(value) ? [value.trim() === '' ? 'is empty' : 'is a placeholder'] : []),
        ...(address === undefined ? [] : [`holds ${address}`]),
      ];
    }
  },
});

function matches(name: string, pattern: string, value: string): boolean {
  try {
    const globals = { pattern, value };
    return runInNewContext('new RegExp(pattern, "u").test(value)', globals, { timeout: longestMatchMs }) === true;
  } catch (cause) {
    throw new SourceError(`the pattern of ${name} does not match within ${longestMatchMs} ms; write a simpler one`, {
      cause,
    });
  }
}
