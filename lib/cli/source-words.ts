import type { SourceName } from '../sources/sources.ts';

/** What a release manager calls the source. */
export const sourceWords: Readonly<Record<SourceName, string>> = {
  variables: 'Parameter Store or Secrets Manager',
  secretsManager: 'Secrets Manager',
  acm: 'AWS Certificate Manager',
  tls: 'the domains themselves, over TLS',
  rds: 'RDS',
  cloudwatch: 'CloudWatch',
  postgres: 'PostgreSQL',
  redis: 'Redis',
  opensearch: 'OpenSearch',
  ociRegistry: 'the image registry',
  http: "the application's own HTTP endpoint",
  web: 'the service as its users reach it',
  networkWeb: 'the service from inside its network',
  sentry: 'Sentry',
  github: 'GitHub',
  rehearsals: 'the rehearsal records',
};
