import type { Http } from '../../../lib/sources/http.ts';
import type { Postgres } from '../../../lib/sources/postgres.ts';
import type { Rds } from '../../../lib/sources/rds.ts';
import type { SecretsManager } from '../../../lib/sources/secrets-manager.ts';

/** Sources whose every method is a defect of the test: spread one and give the methods that it is about. */
const unexpected = async (): Promise<never> => {
  throw new Error('nobody should ask this');
};

export const noSecretsManager: SecretsManager = { read: unexpected, credentials: unexpected };
export const noHttp: Http = { get: unexpected };
export const noRds: Rds = {
  instance: unexpected,
  cluster: unexpected,
  instanceSnapshots: unexpected,
  clusterSnapshots: unexpected,
};
export const noPostgres: Postgres = {
  ping: unexpected,
  tryConnection: unexpected,
  migrationState: unexpected,
  tableStatistics: unexpected,
  activity: unexpected,
};
