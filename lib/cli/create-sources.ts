import type { Environment } from '../config/environment.ts';
import { type SourceSettings, sourceSettings } from '../config/function-settings.ts';
import type { SourceName, Sources } from '../sources/sources.ts';

interface Asked {
  readonly environment: Environment;
  /** Variables come from this file instead of from AWS. */
  readonly envFile: string | undefined;
}

interface Wanted extends Asked {
  readonly settings: SourceSettings;
}

/** Each source's module is loaded when a check needs it: AWS clients alone take longer to load than all else. */
const factories: { readonly [Name in SourceName]: (wanted: Wanted) => Promise<Sources[Name]> } = {
  variables: createVariables,
  secretsManager: async () => (await import('../sources/secrets-manager.ts')).secretsManager(),
  acm: async () => (await import('../sources/acm.ts')).acm(),
  tls: async ({ settings }) => (await import('../sources/tls.ts')).tls(settings),
  rds: async () => (await import('../sources/rds.ts')).rds(),
  cloudwatch: async () => (await import('../sources/cloudwatch.ts')).cloudwatch(),
  postgres: async ({ settings }) => (await import('../sources/postgres.ts')).postgres(settings),
  redis: async ({ settings }) => (await import('../sources/redis.ts')).redis(settings),
  opensearch: async ({ settings }) => (await import('../sources/opensearch.ts')).opensearch(settings),
  ociRegistry: async ({ settings }) => (await import('../sources/oci-registry.ts')).ociRegistry(settings),
  http: async ({ settings }) => (await import('../sources/http.ts')).http(settings),
  web: async ({ settings }) => (await import('../sources/web.ts')).web(settings),
  networkWeb: async ({ settings }) => (await import('../sources/web.ts')).web(settings),
  sentry: async ({ settings }) => (await import('../sources/sentry.ts')).sentry(settings),
  github: createGithub,
  rehearsals: createRehearsals,
};

/** The real sources that are needed, and no others. */
export async function createSources(needs: readonly SourceName[], asked: Asked): Promise<Partial<Sources>> {
  const wanted = { ...asked, settings: sourceSettings(asked.environment) };
  const created = await Promise.all(
    [...new Set(needs)].map(async (name) => [name, await factories[name](wanted)] as const),
  );
  return Object.fromEntries(created);
}

async function createVariables({ settings, envFile }: Wanted): Promise<Sources['variables']> {
  if (envFile !== undefined) return (await import('../sources/env-file.ts')).envFileVariables(envFile);
  const [{ awsVariables }, { parameterStore }, { secretsManager }] = await Promise.all([
    import('../sources/variables.ts'),
    import('../sources/parameter-store.ts'),
    import('../sources/secrets-manager.ts'),
  ]);
  return awsVariables(settings.variables, parameterStore(), secretsManager());
}

async function createGithub({ environment, settings }: Wanted): Promise<Sources['github']> {
  const [{ github }, { secretsManager }] = await Promise.all([
    import('../sources/github.ts'),
    import('../sources/secrets-manager.ts'),
  ]);
  return github(settings, { deadlineSeconds: environment.checkDeadlineSeconds, secretsManager: secretsManager() });
}

/** The table is looked up when the first check asks: a stack that is not there keeps no other check from running. */
async function createRehearsals({ environment, settings }: Wanted): Promise<Sources['rehearsals']> {
  const [{ rehearsals }, { stackOutput }] = await Promise.all([
    import('../sources/rehearsals.ts'),
    import('./gate-stack.ts'),
  ]);
  return rehearsals(settings, { table: () => stackOutput(environment, 'rehearsals') });
}
