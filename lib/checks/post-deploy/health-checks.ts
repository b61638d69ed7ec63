import * as z from 'zod/mini';
import { jsonQuery } from '../../domain/json-query.ts';
import { judgeAll } from '../../domain/judge-all.ts';
import { placeOf } from '../../domain/judge-probe.ts';
import { emptyAnswer, nameOfSeveral, probeSchema, secretsOfProbes } from '../../domain/probe.ts';
import { askProbe } from '../ask-probe.ts';
import { defineCheck } from '../define-check.ts';

const endpoint = z
  .safeExtend(probeSchema, {
    /** Where the answer's JSON tells the running version, by a singular JSONPath query: it must be the release's. */
    version: z.optional(jsonQuery),
    /** The same of its commit, whole or its first 7 characters or more. */
    commit: z.optional(jsonQuery),
  })
  .check(
    z.check(({ value, issues }) => {
      const empty = emptyAnswer(value);
      if (empty === undefined) return;
      for (const key of ['version', 'commit'] as const) {
        const message = `must be left out: ${empty} has no body`;
        if (value[key] !== undefined)
          issues.push({ code: 'custom', input: undefined, path: [key], message, continue: true });
      }
    }),
  );

const settings = z.strictObject({
  endpoints: z.array(endpoint).check(
    z.minLength(1),
    z.maxLength(20),
    z.check(({ value, issues }) => {
      const name = nameOfSeveral(value);
      if (name === undefined) return;
      const message = `two of them are called ${JSON.stringify(name)}; give each a name of its own, { name: 'api', … }`;
      // No input: what would be shown is all of the endpoints.
      issues.push({ code: 'custom', input: undefined, message, continue: true });
    }),
  ),
});

/** What is a `fail` here and what an `error` is said where a probe is asked: `askProbe`. An old version that still answers is a `fail`. */
export const healthChecks = defineCheck({
  id: 'health-checks',
  needs: ['web', 'networkWeb', 'secretsManager'],
  config: settings,
  needsRelease: true,
  remediation:
    'Ask the endpoint that is named as the settings do, and look at the logs of what answers there. Roll back where users get the same; correct the settings where the endpoint changed on purpose.',
  resources: ({ endpoints }) => ({
    secretsManager: secretsOfProbes(endpoints),
    ...(endpoints.every((one) => one.inNetwork) ? { web: [] } : {}),
    ...(endpoints.some((one) => one.inNetwork) ? {} : { networkWeb: [] }),
  }),
  run: ({ config, sources, release, signal }) => {
    const parts = config.endpoints.map(({ version, commit, ...probe }) => {
      const expected = { queries: { version, commit }, release, previous: release.previous };
      return { name: placeOf(probe), found: askProbe(probe, sources, signal, expected) };
    });
    return judgeAll(parts, (found) =>
      found.length === 1 ? `${found[0]?.summary}` : `all ${found.length} endpoints answer as they should`,
    );
  },
});
