import { ACMClient, ListCertificatesCommand, RequestCertificateCommand } from '@aws-sdk/client-acm';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import {
  CreateDBInstanceCommand,
  CreateDBSnapshotCommand,
  DBInstanceAlreadyExistsFault,
  DBSnapshotAlreadyExistsFault,
  RDSClient,
} from '@aws-sdk/client-rds';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  DeleteParametersCommand,
  PutParameterCommand,
  paginateGetParametersByPath,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { credentials, region } from '../aws-environment.ts';
import { applyMetrics } from './metrics.ts';
import { type Shops, shopFunctions } from './shop-function.ts';
import type { WorldState } from './state.ts';
import { trafficOf, visitNow } from './traffic.ts';
import { type VirtualMinutes, virtualMinutes } from './virtual-minutes.ts';

/** The account of the emulator, filled with ordinary AWS calls. */
export interface AwsAccount {
  /** Makes what does not change: the database instance with its snapshot, the certificate, and the shop's function. */
  seed(): Promise<void>;
  apply(state: WorldState): Promise<void>;
  /** Visitors come, as many as a window needs to see. */
  visit(state: WorldState): Promise<void>;
  readonly minutes: VirtualMinutes;
  readonly shops: Shops;
}

/** @param endpoint the emulator itself: faults are for the gate. */
export function awsAccount(endpoint: string): AwsAccount {
  const settings = { endpoint, region, credentials };
  const clients = {
    acm: new ACMClient(settings),
    cloudwatch: new CloudWatchClient(settings),
    rds: new RDSClient(settings),
    secrets: new SecretsManagerClient(settings),
    ssm: new SSMClient(settings),
  };
  const shops = shopFunctions(endpoint);
  const applyTraffic = trafficOf(clients.cloudwatch);
  return {
    shops,
    minutes: virtualMinutes(clients.cloudwatch, Date.now),
    visit: ({ traffic }) => visitNow(clients.cloudwatch, traffic),
    async seed() {
      await Promise.all([seedDatabase(clients.rds), seedCertificate(clients.acm), seedShops()]);
    },
    async apply({ parameters, secrets, metrics, traffic }) {
      await Promise.all([
        applyParameters(clients.ssm, parameters),
        applySecrets(clients.secrets, secrets),
        applyMetrics(clients.cloudwatch, metrics),
        applyTraffic(traffic),
      ]);
    },
  };

  /** One after the other: they are aliases of one function. */
  async function seedShops(): Promise<void> {
    await shops.live.seed();
    await shops.staging.seed();
  }
}

async function seedDatabase(client: RDSClient): Promise<void> {
  const instance = { DBInstanceIdentifier: 'shop-production' };
  try {
    await client.send(
      new CreateDBInstanceCommand({
        ...instance,
        Engine: 'postgres',
        EngineVersion: '18',
        DBInstanceClass: 'db.m7g.large',
        AllocatedStorage: 100,
        BackupRetentionPeriod: 7,
        MasterUsername: 'shop_owner',
        ManageMasterUserPassword: true,
      }),
    );
  } catch (cause) {
    if (!(cause instanceof DBInstanceAlreadyExistsFault)) throw cause;
  }
  try {
    await client.send(new CreateDBSnapshotCommand({ ...instance, DBSnapshotIdentifier: 'shop-production-nightly' }));
  } catch (cause) {
    if (!(cause instanceof DBSnapshotAlreadyExistsFault)) throw cause;
  }
}

async function seedCertificate(client: ACMClient): Promise<void> {
  const DomainName = 'shop.example.com';
  const { CertificateSummaryList: there = [] } = await client.send(new ListCertificatesCommand({}));
  if (there.some((one) => one.DomainName === DomainName)) return;
  const names = { DomainName, SubjectAlternativeNames: [DomainName, `admin.${DomainName}`] };
  await client.send(new RequestCertificateCommand({ ...names, ValidationMethod: 'DNS' }));
}

async function applyParameters(client: SSMClient, wanted: WorldState['parameters']): Promise<void> {
  const there: string[] = [];
  for await (const page of paginateGetParametersByPath({ client }, { Path: '/shop', Recursive: true })) {
    there.push(...(page.Parameters ?? []).map((one) => one.Name ?? ''));
  }
  const unwanted = there.filter((name) => !Object.hasOwn(wanted, name));
  if (unwanted.length > 0) await client.send(new DeleteParametersCommand({ Names: unwanted }));
  await Promise.all(
    Object.entries(wanted).map(([Name, Value]) =>
      client.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true })),
    ),
  );
}

async function applySecrets(client: SecretsManagerClient, wanted: WorldState['secrets']): Promise<void> {
  const { SecretList: listed = [] } = await client.send(new ListSecretsCommand({ MaxResults: 100 }));
  const there = listed.map((one) => one.Name ?? '').filter((name) => name.startsWith('shop/'));
  const unwanted = there.filter((name) => !Object.hasOwn(wanted, name));
  await Promise.all([
    ...unwanted.map((SecretId) => client.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }))),
    ...Object.entries(wanted).map(([name, value]) => {
      const SecretString = JSON.stringify(value);
      if (there.includes(name)) return client.send(new PutSecretValueCommand({ SecretId: name, SecretString }));
      return client.send(new CreateSecretCommand({ Name: name, SecretString }));
    }),
  ]);
}
