import * as z from 'zod/mini';
import { fail, pass } from '../../domain/check-result.ts';
import { day } from '../../domain/duration.ts';
import { evidenceOf, judgeProof, proofOfRehearsal, refuseFuture } from '../../domain/proof.ts';
import { shortCommit } from '../../domain/short-commit.ts';
import { defineCheck } from '../define-check.ts';

const step = 'rollback-rehearsal';

/** Going back is rehearsed less often than going forward: where this commit has no record, one of another counts, while it is young. */
export const rollbackRehearsal = defineCheck({
  id: step,
  needs: ['rehearsals'],
  needsRelease: true,
  config: z.strictObject({
    /** How old a record of another commit may be. Exactly so old is too old. */
    youngerThanDays: z._default(z.number().check(z.positive()), 30),
  }),
  remediation:
    'Roll back on staging, repair what fails, let its pipeline record how it went (preflight rehearsal record), then run the gate again.',
  resources: () => ({ rehearsals: [step] }),
  async run({ config: { youngerThanDays }, sources: { rehearsals }, release: { commit }, now, signal }) {
    const own = await rehearsals.ofCommit(step, commit, signal);
    const record = own ?? (await rehearsals.newest(step, signal));
    const where = `rehearsal record of ${rehearsals.environment}`;
    const young = `ok, less than ${youngerThanDays} days old`;
    if (record === undefined) {
      const evidence = [{ where, observed: 'none', expected: `ok for ${shortCommit(commit)}, or ${young}` }];
      return fail(`there is no ${where}`, evidence);
    }
    const proof = proofOfRehearsal(record);
    const evidence = [{ ...evidenceOf(proof), expected: own === undefined ? young : 'ok' }];
    refuseFuture(proof, now, evidence);
    if (own !== undefined || proof.state !== 'ok') return judgeProof(proof, evidence);
    const age = now.getTime() - proof.at.getTime();
    const days = (Math.max(age, 0) / day).toFixed(1);
    return age < youngerThanDays * day
      ? pass(`rolled back on ${rehearsals.environment} ${days} days ago, with another commit`, evidence)
      : fail(`the newest ${where} is ${days} days old, not less than ${youngerThanDays}`, evidence);
  },
});
