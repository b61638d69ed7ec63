import * as z from 'zod/mini';
import { proofOfCheckRun } from '../../domain/github-proof.ts';
import { judgeByNewest, type Place, placeOfRecords } from '../../domain/proof.ts';
import { defineCheck } from '../define-check.ts';

const step = 'smoke-tests';

/** A record of another commit never counts, nor does a check run on one. */
export const smokeTests = defineCheck({
  id: step,
  needs: ['rehearsals', 'github'],
  needsRelease: true,
  config: z.strictObject({
    /** The check run on GitHub (a job of a workflow, mostly) that counts beside the records, by its name. */
    checkRun: z.optional(z.string().check(z.minLength(1), z.maxLength(255))),
    /** The App whose check runs alone count: `github-actions`. Anybody who may write to the repository can make one. */
    app: z.optional(z.string().check(z.minLength(1))),
  }),
  remediation:
    'Run the smoke tests on staging with this very commit, repair what fails, let its pipeline record how it went (preflight rehearsal record), then run the gate again.',
  resources: ({ checkRun }) => ({ rehearsals: [step], github: checkRun === undefined ? [] : ['checks'] }),
  run({ config: { checkRun: name, app }, sources: { rehearsals, github }, release: { commit }, now, signal }) {
    const records = placeOfRecords(rehearsals.environment, rehearsals.ofCommit(step, commit, signal));
    if (name === undefined) return judgeByNewest([records], { commit, now });
    const { repository } = github;
    const runs: Place = {
      name: `check run ${name} of ${repository}`,
      // A commit that GitHub does not know has none.
      found: github
        .checkRuns(commit, signal, name)
        .then((all = []) => proofOfCheckRun(all, { name, app, repository, now })),
    };
    return judgeByNewest([records, runs], { commit, now });
  },
});
