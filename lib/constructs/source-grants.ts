import { ArnFormat, type Stack } from 'aws-cdk-lib';
import type { Environment } from '../config/environment.ts';
import type { SourceName } from '../sources/sources.ts';
import type { Permission } from './permission.ts';

export interface GrantContext {
  /** What the checks' settings name for this source, each once, in the alphabet's order. Never empty. */
  readonly resources: readonly string[];
  readonly environment: Environment;
  readonly stack: Stack;
}

export interface Grant {
  /** Whether only the application's own network reaches it. */
  readonly inNetwork: boolean | ((environment: Environment) => boolean);
  /** What a function may do that asks it; undefined where that does not depend on what its checks name. */
  readonly permissions?: (context: GrantContext) => readonly Permission[];
  /** What a function may do that asks it, whatever its checks name. */
  readonly always?: (context: Omit<GrantContext, 'resources'>) => readonly Permission[];
}

const awsApi = (permissions: (context: GrantContext) => readonly Permission[]): Grant => ({
  inNetwork: false,
  permissions,
});

/** Every source has its grant, or this does not compile. */
export const sourceGrants: Readonly<Record<SourceName, Grant>> = {
  variables: awsApi(({ resources, environment, stack }) => {
    const locations = resources.flatMap((name) => environment.variables[name] ?? []);
    const parameters = locations.flatMap((location) => ('parameter' in location ? location.parameter : []));
    const secrets = locations.flatMap((location) => ('secret' in location ? location.secret : []));
    return [...readParameters(parameters, environment, stack), ...readSecrets(secrets, environment, stack)];
  }),
  secretsManager: awsApi(({ resources, environment, stack }) => readSecrets(resources, environment, stack)),
  acm: awsApi(({ resources, stack }) => describeCertificates(resources, stack)),
  rds: awsApi(({ resources, stack }) => [
    ...describeDatabases('instance', resources, stack),
    ...describeDatabases('cluster', resources, stack),
  ]),
  cloudwatch: awsApi(({ resources }) => [
    {
      actions: [
        ...(resources.some((one) => one !== 'percentiles') ? ['cloudwatch:GetMetricData'] : []),
        ...(resources.includes('percentiles') ? ['cloudwatch:GetMetricStatistics'] : []),
      ],
      resources: ['*'],
      wildcard: 'CloudWatch knows no resources for reading metrics',
    },
  ]),
  tls: { inNetwork: false },
  ociRegistry: { inNetwork: false },
  postgres: { inNetwork: true },
  redis: { inNetwork: true },
  opensearch: { inNetwork: true },
  http: { inNetwork: true },
  web: { inNetwork: false },
  networkWeb: { inNetwork: true },
  sentry: { inNetwork: false },
  github: {
    inNetwork: ({ github }) => github?.inNetwork ?? false,
    always: ({ environment, stack }) => readSecrets(githubSecrets(environment), environment, stack),
  },
  rehearsals: { inNetwork: false },
};

/** The secret with which GitHub is asked. */
export function githubSecrets({ github }: Environment): string[] {
  if (github === undefined) return [];
  return ['app' in github.auth ? github.auth.app.privateKey.secret : github.auth.token.secret];
}

function readParameters(names: readonly string[], environment: Environment, stack: Stack): Permission[] {
  if (names.length === 0) return [];
  const resources = unique(names).map((name) =>
    stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: name.replace(/^\//, '') }),
  );
  return [{ actions: ['ssm:GetParameters'], resources }, ...decrypt('ssm', environment.encryptionKeys, stack)];
}

export function readSecrets(ids: readonly string[], environment: Environment, stack: Stack): Permission[] {
  if (ids.length === 0) return [];
  const resources = unique(ids).map((id) => (id.startsWith('arn:') ? id : secretArn(id, stack)));
  return [
    { actions: ['secretsmanager:GetSecretValue'], resources },
    ...decrypt('secretsmanager', environment.encryptionKeys, stack),
  ];
}

/** Secrets Manager ends each ARN with a hyphen and six random characters. */
function secretArn(name: string, stack: Stack): string {
  const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
  return stack.formatArn({ service: 'secretsmanager', resource: 'secret', resourceName: `${name}-??????`, arnFormat });
}

/** Only through the service that keeps the value: the role cannot use a key on its own. */
function decrypt(service: 'ssm' | 'secretsmanager', keys: readonly string[], stack: Stack): Permission[] {
  if (keys.length === 0) return [];
  const conditions = { StringEquals: { 'kms:ViaService': `${service}.${stack.region}.amazonaws.com` } };
  return [{ actions: ['kms:Decrypt'], resources: keys, conditions }];
}

/** Given ARNs exactly; where a domain's certificates are searched for, they are listed, and any of them is described. */
function describeCertificates(resources: readonly string[], stack: Stack): Permission[] {
  const named = resources.filter((one) => one.startsWith('arn:'));
  const describe = ['acm:DescribeCertificate'];
  if (named.length === resources.length) return [{ actions: describe, resources: unique(named) }];
  // In every region: a certificate of CloudFront lies in us-east-1, wherever the rest is.
  const any = stack.formatArn({ service: 'acm', region: '*', resource: 'certificate', resourceName: '*' });
  return [
    { actions: describe, resources: [any], wildcard: "a domain's certificates are found by looking at all of them" },
    {
      actions: ['acm:ListCertificates'],
      resources: ['*'],
      wildcard: 'ACM knows no resources for listing certificates',
    },
  ];
}

const rdsKinds = {
  instance: {
    database: 'db',
    snapshot: 'snapshot',
    describe: 'rds:DescribeDBInstances',
    describeSnapshots: 'rds:DescribeDBSnapshots',
  },
  cluster: {
    database: 'cluster',
    snapshot: 'cluster-snapshot',
    describe: 'rds:DescribeDBClusters',
    describeSnapshots: 'rds:DescribeDBClusterSnapshots',
  },
} as const;

/** Resources are `instance:<id>` and `cluster:<id>`; nobody knows the names that snapshots will have. */
function describeDatabases(kind: 'instance' | 'cluster', resources: readonly string[], stack: Stack): Permission[] {
  const ids = resources.filter((one) => one.startsWith(`${kind}:`)).map((one) => one.slice(kind.length + 1));
  if (ids.length === 0) return [];
  const { database, snapshot, describe, describeSnapshots } = rdsKinds[kind];
  const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
  const arnOf = (resource: string, resourceName: string): string =>
    stack.formatArn({ service: 'rds', resource, resourceName, arnFormat });
  // RDS keeps identifiers in lower case.
  const databases = unique(ids.map((id) => id.toLowerCase())).map((id) => arnOf(database, id));
  const snapshots = arnOf(snapshot, '*');
  const wildcard = 'nobody knows the names that the snapshots of a database will have';
  return [
    { actions: [describe], resources: databases },
    { actions: [describeSnapshots], resources: [...databases, snapshots], wildcard },
  ];
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].toSorted();
}
