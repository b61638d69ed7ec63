import { stagingRehearsal } from '../lib/checks/staging-rehearsal/index.ts';
import type { GroupSettings } from '../lib/config/function-settings.ts';
import { groupHandler } from '../lib/lambda/group-handler.ts';
import { deployedSettings } from '../lib/lambda/settings.ts';
import { github } from '../lib/sources/github.ts';
import { rehearsals } from '../lib/sources/rehearsals.ts';
import { secretsManager } from '../lib/sources/secrets-manager.ts';

const settings = deployedSettings<GroupSettings>(import.meta.url);
const table = process.env['REHEARSAL_TABLE'] ?? '';

/** Runs the group `staging-rehearsal`. */
export const handler = groupHandler(stagingRehearsal, settings, {
  rehearsals: rehearsals(settings.sources, { table: async () => table }),
  github: github(settings.sources, {
    deadlineSeconds: settings.checkDeadlineSeconds,
    secretsManager: secretsManager(),
  }),
});
