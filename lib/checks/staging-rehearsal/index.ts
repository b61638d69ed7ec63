import { defineGroup } from '../define-group.ts';
import { rollbackRehearsal } from './rollback-rehearsal.ts';
import { smokeTests } from './smoke-tests.ts';
import { stagingDeployment } from './staging-deployment.ts';
import { stagingMigrationRun } from './staging-migration-run.ts';

export const stagingRehearsal = defineGroup('staging-rehearsal', [
  stagingDeployment,
  stagingMigrationRun,
  smokeTests,
  rollbackRehearsal,
]);
