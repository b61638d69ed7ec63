import * as z from 'zod/mini';
import { judgeByNewest, placeOfRecords } from '../../domain/proof.ts';
import { defineCheck } from '../define-check.ts';

const step = 'staging-migration-run';

/** A record of another commit never counts. */
export const stagingMigrationRun = defineCheck({
  id: step,
  needs: ['rehearsals'],
  needsRelease: true,
  config: z.strictObject({}),
  remediation:
    "Run this very commit's migrations on staging and let its pipeline record how it went (preflight rehearsal record), then run the gate again.",
  resources: () => ({ rehearsals: [step] }),
  run({ sources: { rehearsals }, release: { commit }, now, signal }) {
    const records = placeOfRecords(rehearsals.environment, rehearsals.ofCommit(step, commit, signal));
    return judgeByNewest([records], { commit, now });
  },
});
