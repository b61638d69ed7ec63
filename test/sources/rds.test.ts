import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  DBClusterNotFoundFault,
  DBInstanceNotFoundFault,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SourceError } from '../../lib/domain/source-error.ts';
import { rds } from '../../lib/sources/rds.ts';

const signal = AbortSignal.timeout(60_000);
const taken = new Date('2026-11-23T03:00:00Z');
const original = new Date('2025-01-01T03:00:00Z');

describe('answers of the SDK', () => {
  const client = new RDSClient({ region: 'eu-central-1' });
  const sdk = mockClient(client);
  const source = rds(client);
  beforeEach(() => {
    sdk.reset();
  });

  const instance = {
    DBInstanceIdentifier: 'shop',
    DBInstanceStatus: 'available',
    Engine: 'postgres',
    DbiResourceId: 'db-1',
    AllocatedStorage: 20,
    BackupRetentionPeriod: 7,
    LatestRestorableTime: taken,
  };

  it('an instance', async () => {
    sdk.on(DescribeDBInstancesCommand, { DBInstanceIdentifier: 'shop' }).resolves({ DBInstances: [instance] });
    expect(await source.instance('shop', signal)).toEqual({
      id: 'shop',
      status: 'available',
      engine: 'postgres',
      resourceId: 'db-1',
      allocatedGiB: 20,
      backupRetentionDays: 7,
      latestRestorableTime: taken,
    });
  });

  it('no instance, and no cluster, of that name', async () => {
    const fault = { message: 'not found', $metadata: {} };
    sdk.on(DescribeDBInstancesCommand).rejects(new DBInstanceNotFoundFault(fault));
    sdk.on(DescribeDBClustersCommand).rejects(new DBClusterNotFoundFault(fault));
    expect(await source.instance('shop', signal)).toBeUndefined();
    expect(await source.cluster('shop', signal)).toBeUndefined();
  });

  it('a cluster', async () => {
    const cluster = {
      DBClusterIdentifier: 'shop',
      Status: 'available',
      Engine: 'aurora-postgresql',
      DbClusterResourceId: 'cluster-1',
      BackupRetentionPeriod: 1,
    };
    sdk.on(DescribeDBClustersCommand, { DBClusterIdentifier: 'shop' }).resolves({ DBClusters: [cluster] });
    expect(await source.cluster('shop', signal)).toEqual({
      id: 'shop',
      status: 'available',
      engine: 'aurora-postgresql',
      resourceId: 'cluster-1',
      backupRetentionDays: 1,
      latestRestorableTime: undefined,
    });
  });

  it.each([
    ['no list', {}],
    ['two instances', { DBInstances: [instance, instance] }],
    ['an instance without a status', { DBInstances: [{ ...instance, DBInstanceStatus: undefined }] }],
    ['an instance without its storage', { DBInstances: [{ ...instance, AllocatedStorage: undefined }] }],
    ['an instance without its retention', { DBInstances: [{ ...instance, BackupRetentionPeriod: undefined }] }],
  ])('%s is no usable answer', async (_name, answer) => {
    sdk.on(DescribeDBInstancesCommand).resolves(answer);
    await expect(source.instance('shop', signal)).rejects.toThrow(SourceError);
  });

  it("all pages of an instance's snapshots, with those of AWS Backup, each once", async () => {
    const one = (id: string) => ({ DBSnapshotIdentifier: id, Status: 'available', SnapshotType: 'manual' });
    const asked = { DBInstanceIdentifier: 'shop' };
    sdk
      .on(DescribeDBSnapshotsCommand, { ...asked, SnapshotType: undefined, Marker: undefined })
      .resolves({ DBSnapshots: [one('a')], Marker: '2' })
      .on(DescribeDBSnapshotsCommand, { ...asked, SnapshotType: undefined, Marker: '2' })
      .resolves({ DBSnapshots: [], Marker: '3' })
      .on(DescribeDBSnapshotsCommand, { ...asked, SnapshotType: undefined, Marker: '3' })
      .resolves({ DBSnapshots: [one('b')] })
      .on(DescribeDBSnapshotsCommand, { ...asked, SnapshotType: 'awsbackup' })
      .resolves({ DBSnapshots: [one('b'), one('c')] });
    expect((await source.instanceSnapshots('shop', signal)).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it("all pages of a cluster's snapshots", async () => {
    const one = (id: string) => ({ DBClusterSnapshotIdentifier: id, Status: 'available', SnapshotType: 'manual' });
    sdk
      .on(DescribeDBClusterSnapshotsCommand, { DBClusterIdentifier: 'shop', Marker: undefined })
      .resolves({ DBClusterSnapshots: [one('a')], Marker: '2' })
      .on(DescribeDBClusterSnapshotsCommand, { DBClusterIdentifier: 'shop', Marker: '2' })
      .resolves({ DBClusterSnapshots: [one('b')] });
    expect((await source.clusterSnapshots('shop', signal)).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('the age of the data in a snapshot, not of its copy', async () => {
    const copy = { DBSnapshotIdentifier: 'copy', Status: 'available', SnapshotCreateTime: taken };
    sdk.on(DescribeDBSnapshotsCommand).resolves({
      DBSnapshots: [
        { ...copy, OriginalSnapshotCreateTime: original },
        { ...copy, DBSnapshotIdentifier: 'own' },
      ],
    });
    expect((await source.instanceSnapshots('shop', signal)).map(({ takenAt }) => takenAt)).toEqual([original, taken]);
    const ofCluster = { Status: 'available', SnapshotCreateTime: taken };
    sdk.on(DescribeDBClusterSnapshotsCommand).resolves({
      DBClusterSnapshots: [
        { ...ofCluster, DBClusterSnapshotIdentifier: 'copy', SourceDBClusterSnapshotArn: 'arn:aws:rds:…' },
        { ...ofCluster, DBClusterSnapshotIdentifier: 'own' },
      ],
    });
    expect((await source.clusterSnapshots('shop', signal)).map(({ takenAt }) => takenAt)).toEqual([undefined, taken]);
  });

  it('a listing without end is given up', async () => {
    sdk.on(DescribeDBSnapshotsCommand).resolves({ DBSnapshots: [], Marker: 'again' });
    await expect(source.instanceSnapshots('shop', signal)).rejects.toThrow('with more than 50 pages');
  });

  it('a snapshot without a date, or with one that is none', async () => {
    const one = { Status: 'creating', SnapshotType: 'manual' };
    sdk.on(DescribeDBSnapshotsCommand).resolves({
      DBSnapshots: [
        { ...one, DBSnapshotIdentifier: 'a' },
        { ...one, DBSnapshotIdentifier: 'b', SnapshotCreateTime: new Date('never') },
      ],
    });
    expect((await source.instanceSnapshots('shop', signal)).map(({ takenAt }) => takenAt)).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe('answers of a server', () => {
  let answer: { status: number; body: string } = { status: 200, body: '' };
  const server = createServer((_request, response) => {
    response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(answer.body);
  });
  let source: ReturnType<typeof rds>;

  beforeEach(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    source = rds(
      new RDSClient({
        region: 'eu-central-1',
        endpoint: `http://127.0.0.1:${port}`,
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
        maxAttempts: 1,
      }),
    );
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  const snapshots = (content: string) => ({
    status: 200,
    body: `<DescribeDBSnapshotsResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><DescribeDBSnapshotsResult>${content}</DescribeDBSnapshotsResult></DescribeDBSnapshotsResponse>`,
  });
  const fault = (status: number, code: string) => ({
    status,
    body: `<ErrorResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>said so</Message></Error></ErrorResponse>`,
  });

  it('a snapshot as RDS writes it', async () => {
    answer = snapshots(
      '<DBSnapshots><DBSnapshot><DBSnapshotIdentifier>a</DBSnapshotIdentifier><Status>available</Status><SnapshotType>manual</SnapshotType><DbiResourceId></DbiResourceId><SnapshotCreateTime>2026-11-23T03:00:00.000Z</SnapshotCreateTime></DBSnapshot></DBSnapshots>',
    );
    expect(await source.instanceSnapshots('shop', signal)).toEqual([
      { id: 'a', status: 'available', type: 'manual', resourceId: undefined, takenAt: taken },
    ]);
  });

  it('an empty list is none', async () => {
    answer = snapshots('<DBSnapshots/>');
    expect(await source.instanceSnapshots('shop', signal)).toEqual([]);
  });

  it('a missing instance is none', async () => {
    answer = fault(404, 'DBInstanceNotFound');
    expect(await source.instance('shop', signal)).toBeUndefined();
    answer = fault(404, 'DBClusterNotFoundFault');
    expect(await source.cluster('shop', signal)).toBeUndefined();
  });

  it.each([
    ['an answer without a list', snapshots(''), /without the list/],
    ['a body that is not XML', { status: 200, body: 'oops' }, /^RDS /],
    ['an answer of something else', { status: 200, body: '<html></html>' }, /^RDS /],
    ['a refusal', fault(403, 'AccessDenied'), /refused rds:DescribeDBSnapshots: AccessDenied/],
    ['a throttle', fault(400, 'Throttling'), /is throttling rds:DescribeDBSnapshots/],
    ['a crash', { status: 500, body: 'oops' }, /^RDS /],
  ])('%s is an error', async (_name, given, words) => {
    answer = given;
    const error: unknown = await source.instanceSnapshots('shop', signal).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(SourceError);
    expect((error as SourceError).message).toMatch(words);
  });

  it('no answer in time is an error', async () => {
    const error: unknown = await source.instance('shop', AbortSignal.abort()).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(SourceError);
    expect((error as SourceError).message).toBe('RDS did not answer in time');
  });
});

describe('an answer about another database', () => {
  const client = new RDSClient({ region: 'eu-central-1' });
  const sdk = mockClient(client);
  const answer = { Engine: 'postgres', BackupRetentionPeriod: 7, AllocatedStorage: 20 };

  it('is refused, while the case of a name makes no difference', async () => {
    sdk.on(DescribeDBInstancesCommand).resolves({
      DBInstances: [{ ...answer, DBInstanceIdentifier: 'shop', DBInstanceStatus: 'available' }],
    });
    sdk.on(DescribeDBClustersCommand).resolves({
      DBClusters: [{ ...answer, DBClusterIdentifier: 'shop', Status: 'available' }],
    });
    await expect(rds(client).instance('another', signal)).rejects.toThrow('RDS answered with shop, not with another');
    await expect(rds(client).cluster('another', signal)).rejects.toThrow('RDS answered with shop, not with another');
    await expect(rds(client).instance('Shop', signal)).resolves.toMatchObject({ id: 'shop' });
  });
});
