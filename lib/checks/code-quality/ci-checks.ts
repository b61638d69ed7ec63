import * as z from 'zod/mini';
import { fail } from '../../domain/check-result.ts';
import { acceptable, judgeRequired, type RequiredCheck } from '../../domain/ci-check.ts';
import { judgeAll } from '../../domain/judge-all.ts';
import { shortCommit } from '../../domain/short-commit.ts';
import { defineCheck } from '../define-check.ts';

const name = z.string().check(z.minLength(1), z.maxLength(255));

const required = z.union(
  [
    name,
    z.strictObject({
      name,
      /** The App whose check runs alone count: `github-actions`. A commit status then does not. */
      app: z.optional(z.string().check(z.minLength(1))),
      /** Conclusions that count beside `success`. */
      accept: z._default(z.array(z.enum(acceptable)), []),
    }),
  ],
  "must be the name of a check, or { name: 'build', app: 'github-actions', accept: ['skipped'] }",
);

const nameOf = (one: z.output<typeof required>): string => (typeof one === 'string' ? one : one.name);

export const ciChecks = defineCheck({
  id: 'ci-checks',
  needs: ['github'],
  needsRelease: true,
  config: z.strictObject({
    /** Check runs (jobs of a workflow, mostly) and commit statuses by the names that the pull request shows. */
    required: z.array(required).check(
      z.minLength(1),
      z.refine((all) => new Set(all.map(nameOf)).size === all.length, 'must name each check once'),
    ),
  }),
  remediation:
    "Wait for what still runs, repair what failed, or correct the configuration's `required` where a check was renamed, then run the gate again.",
  async run({ config, sources: { github }, release: { commit }, signal }) {
    const [runs, statuses] = await Promise.all([
      github.checkRuns(commit, signal),
      github.commitStatuses(commit, signal),
    ]);
    const on = `commit ${shortCommit(commit)} of ${github.repository}`;
    if (runs === undefined || statuses === undefined) {
      const evidence = [{ where: on, observed: 'no such commit', expected: "the release's commit, pushed to GitHub" }];
      return fail(`${github.repository} has no commit ${shortCommit(commit)}`, evidence);
    }
    const all = config.required.map(
      (one): RequiredCheck => (typeof one === 'string' ? { name: one, accept: [] } : one),
    );
    const parts = all.map((one) => ({
      name: one.name,
      found: Promise.resolve(judgeRequired(one, { runs, statuses }, on)),
    }));
    return judgeAll(
      parts,
      ({ length }) => `${length === 1 ? 'the required check is' : `all ${length} required checks are`} successful`,
    );
  },
});
