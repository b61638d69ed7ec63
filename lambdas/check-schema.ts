import type { WindowSettings } from '../lib/config/window-settings.ts';
import type { SchemaFinding } from '../lib/domain/window/window.ts';
import { logOf } from '../lib/lambda/log.ts';
import { deployedSettings } from '../lib/lambda/settings.ts';
import { postgres } from '../lib/sources/postgres.ts';
import { secretsManager } from '../lib/sources/secrets-manager.ts';
import { type CheckSchemaInput, checkSchema } from '../lib/steps/check-schema.ts';

const { schema } = deployedSettings<WindowSettings>(import.meta.url);
const dependencies = {
  postgres: postgres({ trustedAuthorities: schema?.trustedAuthorities ?? [] }),
  secretsManager: secretsManager(),
};

export async function handler(input: CheckSchemaInput): Promise<SchemaFinding> {
  if (schema === undefined) throw new Error('this window has no schema guard');
  const signal = AbortSignal.timeout(schema.deadlineSeconds * 1000);
  const finding = await checkSchema(input, schema, { ...dependencies, now: new Date(), signal });
  logOf('check-schema', input.run).info('schema looked at', { state: finding.state, summary: finding.summary });
  return finding;
}
