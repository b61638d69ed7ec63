import {
  DBClusterNotFoundFault,
  DBInstanceNotFoundFault,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { SourceError } from '../domain/source-error.ts';
import { limitAnswers } from './answer-limit.ts';
import { askAws } from './aws-call.ts';

/** What an instance and a cluster have in common. */
export interface RdsDatabase {
  readonly id: string;
  /** `available`, `backing-up`, `stopped`… as RDS writes it. */
  readonly status: string;
  /** `postgres`, `aurora-postgresql`… */
  readonly engine: string;
  /** Identifies it for good: an instance that was deleted and made again under the same name has another. */
  readonly resourceId: string | undefined;
  /** 0 means that continuous backups are off. */
  readonly backupRetentionDays: number;
  /** The end of the period to which a point-in-time restore can go back. */
  readonly latestRestorableTime: Date | undefined;
}

export interface RdsInstance extends RdsDatabase {
  /** In GiB; RDS reports 1 for an Aurora instance, whose storage is its cluster's. */
  readonly allocatedGiB: number;
}

export type RdsCluster = RdsDatabase;

export interface RdsSnapshot {
  readonly id: string;
  /** `available`, `creating`, `failed`… as RDS writes it. */
  readonly status: string;
  /** `automated`, `manual` or `awsbackup`. */
  readonly type: string;
  /** The resource id of the instance or cluster that it was taken of. */
  readonly resourceId: string | undefined;
  /** When its data was current; undefined where RDS does not tell, as for a copy of a cluster's snapshot. */
  readonly takenAt: Date | undefined;
}

/** Amazon RDS and Aurora. Every method throws SourceError when RDS gives no usable answer. */
export interface Rds {
  /** The instance, or undefined when there is none of that name. */
  instance(id: string, signal: AbortSignal): Promise<RdsInstance | undefined>;
  /** The cluster, or undefined when there is none of that name. */
  cluster(id: string, signal: AbortSignal): Promise<RdsCluster | undefined>;
  /** All snapshots of an instance, in no order: automated, manual, and those of AWS Backup. */
  instanceSnapshots(id: string, signal: AbortSignal): Promise<readonly RdsSnapshot[]>;
  /** All snapshots of a cluster, in no order. */
  clusterSnapshots(id: string, signal: AbortSignal): Promise<readonly RdsSnapshot[]>;
}

/** RDS keeps at most some hundreds of snapshots an instance; more pages of 100 than this is a listing without end. */
const mostPages = 50;

export function rds(client = limitAnswers(new RDSClient({}), 'RDS')): Rds {
  return {
    instance: (id, signal) => instance(client, id, signal),
    cluster: (id, signal) => cluster(client, id, signal),
    instanceSnapshots: (id, signal) => instanceSnapshots(client, id, signal),
    clusterSnapshots: (id, signal) => clusterSnapshots(client, id, signal),
  };
}

async function instance(client: RDSClient, id: string, signal: AbortSignal): Promise<RdsInstance | undefined> {
  const found = await askAws('RDS', 'rds:DescribeDBInstances', async () => {
    try {
      const command = new DescribeDBInstancesCommand({ DBInstanceIdentifier: id });
      return (await client.send(command, { abortSignal: signal })).DBInstances;
    } catch (cause) {
      if (cause instanceof DBInstanceNotFoundFault) return [];
      throw cause;
    }
  });
  const one = only(found, `instance ${id}`);
  if (one === undefined) return undefined;
  return {
    ...common(`instance ${id}`, sameName(one.DBInstanceIdentifier, id), one.DBInstanceStatus, one),
    resourceId: one.DbiResourceId || undefined,
    allocatedGiB: required(one.AllocatedStorage, `AllocatedStorage of instance ${id}`),
  };
}

async function cluster(client: RDSClient, id: string, signal: AbortSignal): Promise<RdsCluster | undefined> {
  const found = await askAws('RDS', 'rds:DescribeDBClusters', async () => {
    try {
      const command = new DescribeDBClustersCommand({ DBClusterIdentifier: id });
      return (await client.send(command, { abortSignal: signal })).DBClusters;
    } catch (cause) {
      if (cause instanceof DBClusterNotFoundFault) return [];
      throw cause;
    }
  });
  const one = only(found, `cluster ${id}`);
  if (one === undefined) return undefined;
  return {
    ...common(`cluster ${id}`, sameName(one.DBClusterIdentifier, id), one.Status, one),
    resourceId: one.DbClusterResourceId || undefined,
  };
}

async function instanceSnapshots(client: RDSClient, id: string, signal: AbortSignal): Promise<readonly RdsSnapshot[]> {
  // RDS lists those of AWS Backup only when asked for them.
  const [own, awsBackup] = await Promise.all(
    [{}, { SnapshotType: 'awsbackup' }].map((type) =>
      listAll('rds:DescribeDBSnapshots', async (Marker) => {
        const command = new DescribeDBSnapshotsCommand({ DBInstanceIdentifier: id, ...type, Marker });
        const { DBSnapshots, Marker: next } = await client.send(command, { abortSignal: signal });
        return { items: DBSnapshots, next };
      }),
    ),
  );
  const snapshots = [...(own ?? []), ...(awsBackup ?? [])].map((one) => ({
    id: required(one.DBSnapshotIdentifier, 'the name of a snapshot'),
    status: required(one.Status, `the status of snapshot ${one.DBSnapshotIdentifier}`),
    type: one.SnapshotType ?? 'unknown',
    resourceId: one.DbiResourceId || undefined,
    // A copy's SnapshotCreateTime is when it was copied; the original's stays with it.
    takenAt: validDate(one.OriginalSnapshotCreateTime ?? one.SnapshotCreateTime),
  }));
  return [...new Map(snapshots.map((one) => [one.id, one])).values()];
}

async function clusterSnapshots(client: RDSClient, id: string, signal: AbortSignal): Promise<readonly RdsSnapshot[]> {
  const found = await listAll('rds:DescribeDBClusterSnapshots', async (Marker) => {
    const command = new DescribeDBClusterSnapshotsCommand({ DBClusterIdentifier: id, Marker });
    const { DBClusterSnapshots, Marker: next } = await client.send(command, { abortSignal: signal });
    return { items: DBClusterSnapshots, next };
  });
  return found.map((one) => ({
    id: required(one.DBClusterSnapshotIdentifier, 'the name of a snapshot'),
    status: required(one.Status, `the status of snapshot ${one.DBClusterSnapshotIdentifier}`),
    type: one.SnapshotType ?? 'unknown',
    resourceId: one.DbClusterResourceId || undefined,
    // Of a copy RDS tells only when it was copied, not how old its data is.
    takenAt: one.SourceDBClusterSnapshotArn ? undefined : validDate(one.SnapshotCreateTime),
  }));
}

interface Page<T> {
  readonly items: readonly T[] | undefined;
  readonly next: string | undefined;
}

async function listAll<T>(action: string, page: (marker: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  let marker: string | undefined;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const { items, next } = await askAws('RDS', action, () => page(marker));
    // The SDK leaves a list out where the answer has none; an answer of another kind looks the same.
    all.push(...required(items, `the list of ${action}`));
    if (!next) return all;
    marker = next;
  }
  throw new SourceError(`RDS answered ${action} with more than ${mostPages} pages`);
}

interface Common {
  readonly Engine?: string | undefined;
  readonly BackupRetentionPeriod?: number | undefined;
  readonly LatestRestorableTime?: Date | undefined;
}

function common(what: string, id: string, status: string | undefined, one: Common) {
  return {
    id,
    status: required(status, `the status of ${what}`),
    engine: required(one.Engine, `the engine of ${what}`),
    backupRetentionDays: required(one.BackupRetentionPeriod, `BackupRetentionPeriod of ${what}`),
    latestRestorableTime: validDate(one.LatestRestorableTime),
  };
}

/** RDS answers a question for one name with that one, or with a fault. */
function only<T>(found: readonly T[] | undefined, what: string): T | undefined {
  if (found === undefined) throw new SourceError(`RDS answered without ${what}`);
  if (found.length > 1) throw new SourceError(`RDS answered with ${found.length} of ${what}`);
  return found[0];
}

/** RDS keeps names in lower case, and takes them in any. */
function sameName(found: string | undefined, asked: string): string {
  if (found?.toLowerCase() === asked.toLowerCase()) return found;
  throw new SourceError(`RDS answered with ${found ?? 'a database without a name'}, not with ${asked}`);
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new SourceError(`RDS answered without ${what}`);
  return value;
}

function validDate(date: Date | undefined): Date | undefined {
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date;
}
