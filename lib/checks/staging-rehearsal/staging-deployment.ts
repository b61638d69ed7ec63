import * as z from 'zod/mini';
import { proofOfDeployment } from '../../domain/github-proof.ts';
import { judgeByNewest, type Place, placeOfRecords } from '../../domain/proof.ts';
import { defineCheck } from '../define-check.ts';

const step = 'staging-deployment';

/** A record of another commit never counts, nor does a deployment of one. */
export const stagingDeployment = defineCheck({
  id: step,
  needs: ['rehearsals', 'github'],
  needsRelease: true,
  config: z.strictObject({
    /** The environment on GitHub whose deployments count beside the records, as its page is called: `staging`. */
    githubEnvironment: z.optional(z.string().check(z.minLength(1), z.maxLength(255))),
  }),
  remediation:
    'Deploy this very commit to staging and let its pipeline record how it went (preflight rehearsal record), then run the gate again.',
  resources: ({ githubEnvironment }) => ({
    rehearsals: [step],
    github: githubEnvironment === undefined ? [] : ['deployments'],
  }),
  run({ config: { githubEnvironment: to }, sources: { rehearsals, github }, release: { commit }, now, signal }) {
    const records = placeOfRecords(rehearsals.environment, rehearsals.ofCommit(step, commit, signal));
    if (to === undefined) return judgeByNewest([records], { commit, now });
    const deployments: Place = {
      name: `deployment to ${to} of ${github.repository}`,
      found: github.deployments(commit, to, signal).then((all) => proofOfDeployment(all, to, github.repository)),
    };
    return judgeByNewest([records, deployments], { commit, now });
  },
});
