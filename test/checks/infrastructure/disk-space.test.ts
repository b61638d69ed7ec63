import { describe, expect, it } from 'vitest';
import { diskSpace } from '../../../lib/checks/infrastructure/disk-space.ts';
import { SourceError } from '../../../lib/domain/source-error.ts';
import { ask } from '../../support/ask.ts';
import { deadCloudwatch, fakeCloudwatch, fakeRds } from './fakes.ts';

const gib = 1024 ** 3;
const rds = fakeRds({ 'shop-production': { allocatedGiB: 100 }, reports: { allocatedGiB: 400 } });
const database = { instance: 'shop-production' };
const search = { opensearchDomain: 'shop-search', account: '123456789012' };
const host = { host: 'shop-worker-1', dimensions: { InstanceId: 'i-0a1b', path: '/data', fstype: 'ext4' } };
const databaseFree = (bytes: number) => ({ 'FreeStorageSpace Minimum shop-production': bytes });
/** Three nodes of 100 GiB; the fullest has `least` MiB free. */
const searchFree = (least: number) => ({
  'FreeStorageSpace Minimum shop-search': least,
  'FreeStorageSpace Sum shop-search': 150 * 1024,
  'FreeStorageSpace SampleCount shop-search': 3,
  'ClusterUsedSpace Maximum shop-search': 150 * 1024,
});
const hostUsed = (percent: number) => ({ 'disk_used_percent Maximum i-0a1b': percent });

type Volume = typeof database | typeof search | typeof host;
const judge = (volumes: Volume[], values: Record<string, number>, moreThanPercentFree?: number) =>
  ask(diskSpace, {
    config: { volumes, ...(moreThanPercentFree === undefined ? {} : { moreThanPercentFree }) },
    sources: { rds, cloudwatch: fakeCloudwatch(values) },
  });

describe('disk-space', () => {
  it('passes, and names the fullest volume', async () => {
    const result = await judge([database, search, host], {
      ...databaseFree(50 * gib),
      ...searchFree(40 * 1024),
      ...hostUsed(55),
    });
    expect(result).toMatchObject({
      outcome: 'pass',
      summary: 'of 3 volumes the fullest: OpenSearch domain shop-search has 40 % free',
      evidence: [
        {
          where: 'RDS instance shop-production',
          observed: '50 % free',
          expected: 'more than 20 % free',
          when: '2026-11-23T11:59:00.000Z',
        },
        { where: 'OpenSearch domain shop-search', observed: '40 % free' },
        { where: 'host shop-worker-1 /data', observed: '45 % free' },
      ],
    });
  });

  it.each([
    ['RDS', database, databaseFree(20 * gib), databaseFree(20 * gib + 1)],
    ['OpenSearch', search, searchFree(20 * 1024), searchFree(20 * 1024 + 1)],
    ['host', host, hostUsed(80), hostUsed(79.99)],
  ])('fails at exactly 20 %% free and passes just above it: %s', async (_kind, volume, exactly, above) => {
    await expect(judge([volume], exactly)).resolves.toMatchObject({
      outcome: 'fail',
      evidence: [{ observed: '20 % free' }],
    });
    await expect(judge([volume], above)).resolves.toMatchObject({ outcome: 'pass' });
  });

  it('does not round up to the limit', async () => {
    const result = await judge([database], databaseFree(20 * gib - 1));
    expect(result).toMatchObject({
      outcome: 'fail',
      summary: 'RDS instance shop-production has 19.99 % free, not more than 20 %',
    });
  });

  it('judges by the configured limit', async () => {
    await expect(judge([database], databaseFree(30 * gib), 30)).resolves.toMatchObject({ outcome: 'fail' });
    await expect(judge([database], databaseFree(11 * gib), 10)).resolves.toMatchObject({ outcome: 'pass' });
  });

  it('fails for one full volume among others, first in the evidence', async () => {
    const result = await judge([database, host], { ...databaseFree(90 * gib), ...hostUsed(93) });
    expect(result).toMatchObject({
      outcome: 'fail',
      summary: 'host shop-worker-1 /data has 7 % free, not more than 20 %',
      evidence: [{ where: 'host shop-worker-1 /data' }, { where: 'RDS instance shop-production' }],
    });
  });

  it('asks for a whole domain, and for exactly the host', async () => {
    const cloudwatch = fakeCloudwatch({ ...searchFree(1), ...hostUsed(1) });
    await ask(diskSpace, { config: { volumes: [search, host] }, sources: { rds, cloudwatch } });
    expect(new Set(cloudwatch.asked.map((query) => query.id)).size).toBe(5);
    expect(cloudwatch.asked[0]).toMatchObject({
      namespace: 'AWS/ES',
      dimensions: { DomainName: 'shop-search', ClientId: '123456789012' },
    });
    expect(cloudwatch.asked[4]).toMatchObject({ namespace: 'CWAgent', dimensions: host.dimensions });
  });

  it.each([
    [
      'no recent datapoint',
      [database],
      {},
      /CloudWatch has no datapoint of the last 15 minutes of FreeStorageSpace of RDS instance shop-production$/,
    ],
    [
      'one of several metrics missing',
      [search],
      { ...searchFree(1), 'ClusterUsedSpace Maximum shop-search': undefined },
      /of ClusterUsedSpace of OpenSearch domain shop-search$/,
    ],
    ['more free than there is', [database], databaseFree(101 * gib), /impossible free space/],
    ['less than nothing', [host], hostUsed(101), /impossible free space/],
    [
      'a domain of no size',
      [search],
      { ...searchFree(0), 'FreeStorageSpace Sum shop-search': 0, 'ClusterUsedSpace Maximum shop-search': 0 },
      /impossible free space/,
    ],
    ['an instance that does not exist', [{ instance: 'gone' }], {}, /RDS has no instance gone/],
  ])('could not look: %s', async (_what, volumes, values, message) => {
    const result = await judge(volumes, values as Record<string, number>);
    expect(result.outcome).toBe('error');
    expect(result.summary).toMatch(message);
  });

  it('fails for a full volume though another could not be seen, and names that one', async () => {
    const result = await judge([{ instance: 'reports' }, database], databaseFree(gib));
    expect(result.outcome).toBe('fail');
    expect(result.summary).toMatch(/1 % free.*could not look everywhere: CloudWatch has no datapoint.*reports$/);
  });

  it('could not look when CloudWatch or RDS does not answer', async () => {
    const config = { volumes: [database, host] };
    const values = { ...databaseFree(90 * gib), ...hostUsed(1) };
    const deadRds = { ...rds, instance: () => Promise.reject(new SourceError('RDS did not answer in time')) };
    await expect(ask(diskSpace, { config, sources: { rds, cloudwatch: deadCloudwatch } })).resolves.toMatchObject({
      outcome: 'error',
      summary: 'could not look: CloudWatch did not answer in time',
    });
    await expect(
      ask(diskSpace, { config, sources: { rds: deadRds, cloudwatch: fakeCloudwatch(values) } }),
    ).resolves.toMatchObject({
      outcome: 'error',
      summary: 'could not look: RDS did not answer in time (seen: host shop-worker-1 /data has 99 % free)',
    });
  });

  it('names the instances that it reads', () => {
    const config = diskSpace.config.parse({ volumes: [database, search, host] });
    expect(diskSpace.resources?.(config)).toEqual({ rds: ['instance:shop-production'], cloudwatch: ['*'] });
  });

  it.each([
    [{ volumes: [] }],
    [{ volumes: [{ opensearchDomain: 'shop-search' }] }],
    [{ volumes: [{ ...host, dimensions: {} }] }],
    [{ volumes: [database], moreThanPercentFree: 100 }],
    [{ volumes: [{ ...database, host: 'x' }] }],
  ])('refuses the settings %j', (config) => {
    expect(diskSpace.config.safeParse(config).success).toBe(false);
  });
});
