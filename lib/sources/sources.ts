import type { Acm } from './acm.ts';
import type { Cloudwatch } from './cloudwatch.ts';
import type { Github } from './github.ts';
import type { Http } from './http.ts';
import type { OciRegistry } from './oci-registry.ts';
import type { Opensearch } from './opensearch.ts';
import type { Postgres } from './postgres.ts';
import type { Rds } from './rds.ts';
import type { Redis } from './redis.ts';
import type { Rehearsals } from './rehearsals.ts';
import type { SecretsManager } from './secrets-manager.ts';
import type { Sentry } from './sentry.ts';
import type { Tls } from './tls.ts';
import type { Variables } from './variables.ts';
import type { Web } from './web.ts';

/** Every evidence source by the name that a check's `needs` uses. */
export interface Sources {
  readonly variables: Variables;
  readonly secretsManager: SecretsManager;
  readonly acm: Acm;
  readonly tls: Tls;
  readonly rds: Rds;
  readonly cloudwatch: Cloudwatch;
  readonly postgres: Postgres;
  readonly redis: Redis;
  readonly opensearch: Opensearch;
  readonly ociRegistry: OciRegistry;
  readonly http: Http;
  /** Also in the application's network, where only that reaches an address. */
  readonly web: Web;
  readonly networkWeb: Web;
  readonly sentry: Sentry;
  readonly github: Github;
  readonly rehearsals: Rehearsals;
}

export type SourceName = keyof Sources;
