import { infrastructure } from '../lib/checks/infrastructure/index.ts';
import type { GroupSettings } from '../lib/config/function-settings.ts';
import { groupHandler } from '../lib/lambda/group-handler.ts';
import { deployedSettings } from '../lib/lambda/settings.ts';
import { cloudwatch } from '../lib/sources/cloudwatch.ts';
import { ociRegistry } from '../lib/sources/oci-registry.ts';
import { opensearch } from '../lib/sources/opensearch.ts';
import { postgres } from '../lib/sources/postgres.ts';
import { rds } from '../lib/sources/rds.ts';
import { redis } from '../lib/sources/redis.ts';
import { secretsManager } from '../lib/sources/secrets-manager.ts';

const settings = deployedSettings<GroupSettings>(import.meta.url);

/** Runs the group `infrastructure`. */
export const handler = groupHandler(infrastructure, settings, {
  secretsManager: secretsManager(),
  rds: rds(),
  cloudwatch: cloudwatch(),
  postgres: postgres(settings.sources),
  redis: redis(settings.sources),
  opensearch: opensearch(settings.sources),
  ociRegistry: ociRegistry(settings.sources),
});
