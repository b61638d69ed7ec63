import { codeQuality } from '../lib/checks/code-quality/index.ts';
import type { GroupSettings } from '../lib/config/function-settings.ts';
import { groupHandler } from '../lib/lambda/group-handler.ts';
import { deployedSettings } from '../lib/lambda/settings.ts';
import { github } from '../lib/sources/github.ts';
import { secretsManager } from '../lib/sources/secrets-manager.ts';

const settings = deployedSettings<GroupSettings>(import.meta.url);

/** Runs the group `code-quality`. */
export const handler = groupHandler(codeQuality, settings, {
  github: github(settings.sources, {
    deadlineSeconds: settings.checkDeadlineSeconds,
    secretsManager: secretsManager(),
  }),
});
