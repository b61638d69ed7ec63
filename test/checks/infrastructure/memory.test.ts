import { describe, expect, it } from 'vitest';
import { memory } from '../../../lib/checks/infrastructure/memory.ts';
import { ask } from '../../support/ask.ts';
import { deadCloudwatch, fakeCloudwatch } from './fakes.ts';

const gib = 1024 ** 3;
const database = { instance: 'shop-production' };
const host = { host: 'shop-worker-1', dimensions: { InstanceId: 'i-0a1b' } };
const service = {
  name: 'ECS service shop-api',
  namespace: 'Shop',
  metric: 'FreeMemory',
  dimensions: { ServiceName: 'shop-api' },
  unit: 'MiB' as const,
};
type Machine = typeof database | typeof host | typeof service;
const judge = (machines: Machine[], values: Record<string, number>, moreThanGiB?: number) =>
  ask(memory, {
    config: { machines, ...(moreThanGiB === undefined ? {} : { moreThanGiB }) },
    sources: { cloudwatch: fakeCloudwatch(values) },
  });

describe('memory', () => {
  it('passes, and names the machine with the least', async () => {
    const result = await judge([database, host, service], {
      'FreeableMemory Minimum shop-production': 8 * gib,
      'mem_available Minimum i-0a1b': 3.5 * gib,
      'FreeMemory Minimum shop-api': 4096,
    });
    expect(result).toMatchObject({
      outcome: 'pass',
      summary: 'of 3 machines the fullest: host shop-worker-1 has 3.5 GiB free',
      evidence: [
        {
          where: 'RDS instance shop-production',
          observed: '8 GiB free',
          expected: 'more than 2 GiB free',
          when: '2026-11-23T11:59:00.000Z',
        },
        { where: 'host shop-worker-1', observed: '3.5 GiB free' },
        { where: 'ECS service shop-api', observed: '4 GiB free' },
      ],
    });
  });

  it.each([
    ['RDS', database, 'FreeableMemory Minimum shop-production', 2 * gib, 2 * gib + 1],
    ['host', host, 'mem_available Minimum i-0a1b', 2 * gib, 2 * gib + 1],
    ['a metric in MiB', service, 'FreeMemory Minimum shop-api', 2048, 2048.5],
    ['a metric in GiB', { ...service, unit: 'GiB' as const }, 'FreeMemory Minimum shop-api', 2, 2.01],
    [
      'a metric in KiB',
      { ...service, unit: 'KiB' as const },
      'FreeMemory Minimum shop-api',
      2 * 1024 ** 2,
      2 * 1024 ** 2 + 1,
    ],
    ['a metric in bytes', { ...service, unit: 'bytes' as const }, 'FreeMemory Minimum shop-api', 2 * gib, 2 * gib + 1],
  ])('fails at exactly 2 GiB and passes just above it: %s', async (_kind, machine, metric, exactly, above) => {
    await expect(judge([machine as Machine], { [metric]: exactly })).resolves.toMatchObject({
      outcome: 'fail',
      evidence: [{ observed: '2 GiB free' }],
    });
    await expect(judge([machine as Machine], { [metric]: above })).resolves.toMatchObject({ outcome: 'pass' });
  });

  it('does not round up to the limit', async () => {
    const result = await judge([database], { 'FreeableMemory Minimum shop-production': 2 * gib - 1 });
    expect(result.summary).toBe('RDS instance shop-production has 1.99 GiB free, not more than 2 GiB');
  });

  it('judges by the configured limit', async () => {
    const values = { 'FreeableMemory Minimum shop-production': gib };
    await expect(judge([database], values, 1)).resolves.toMatchObject({ outcome: 'fail' });
    await expect(judge([database], values, 0.5)).resolves.toMatchObject({ outcome: 'pass' });
  });

  it('could not look without a recent datapoint, and tells the rest', async () => {
    const result = await judge([database, host], { 'mem_available Minimum i-0a1b': 3 * gib });
    expect(result).toMatchObject({
      outcome: 'error',
      summary:
        'could not look: CloudWatch has no datapoint of the last 15 minutes of free memory of RDS instance shop-production (seen: host shop-worker-1 has 3 GiB free)',
    });
  });

  it('fails for a machine that is short though another could not be seen', async () => {
    const result = await judge([database, host], { 'mem_available Minimum i-0a1b': gib });
    expect(result.outcome).toBe('fail');
    expect(result.summary).toMatch(/^host shop-worker-1 has 1 GiB free.*could not look everywhere: CloudWatch/);
  });

  it('could not look: a negative value, or CloudWatch gone', async () => {
    await expect(judge([host], { 'mem_available Minimum i-0a1b': -1 })).resolves.toMatchObject({ outcome: 'error' });
    await expect(
      ask(memory, { config: { machines: [database] }, sources: { cloudwatch: deadCloudwatch } }),
    ).resolves.toMatchObject({ outcome: 'error', summary: 'could not look: CloudWatch did not answer in time' });
  });

  it.each([
    [{ machines: [] }],
    [{ machines: [{ ...service, unit: 'GB' }] }],
    [{ machines: [{ ...host, dimensions: {} }] }],
    [{ machines: [database], moreThanGiB: -1 }],
  ])('refuses the settings %j', (config) => {
    expect(memory.config.safeParse(config).success).toBe(false);
  });
});
