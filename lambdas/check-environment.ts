import { environment } from '../lib/checks/environment/index.ts';
import type { GroupSettings } from '../lib/config/function-settings.ts';
import { groupHandler } from '../lib/lambda/group-handler.ts';
import { deployedSettings } from '../lib/lambda/settings.ts';
import { acm } from '../lib/sources/acm.ts';
import { parameterStore } from '../lib/sources/parameter-store.ts';
import { secretsManager } from '../lib/sources/secrets-manager.ts';
import { tls } from '../lib/sources/tls.ts';
import { awsVariables } from '../lib/sources/variables.ts';

const settings = deployedSettings<GroupSettings>(import.meta.url);

/** Runs the group `environment`. */
export const handler = groupHandler(environment, settings, {
  variables: awsVariables(settings.sources.variables, parameterStore(), secretsManager()),
  acm: acm(),
  tls: tls(settings.sources),
});
