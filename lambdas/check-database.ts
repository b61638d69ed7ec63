import { database } from '../lib/checks/database/index.ts';
import type { GroupSettings } from '../lib/config/function-settings.ts';
import { groupHandler } from '../lib/lambda/group-handler.ts';
import { deployedSettings } from '../lib/lambda/settings.ts';
import { http } from '../lib/sources/http.ts';
import { postgres } from '../lib/sources/postgres.ts';
import { rds } from '../lib/sources/rds.ts';
import { secretsManager } from '../lib/sources/secrets-manager.ts';

const settings = deployedSettings<GroupSettings>(import.meta.url);

/** Runs the group `database`. */
export const handler = groupHandler(database, settings, {
  secretsManager: secretsManager(),
  postgres: postgres(settings.sources),
  rds: rds(),
  http: http(settings.sources),
});
