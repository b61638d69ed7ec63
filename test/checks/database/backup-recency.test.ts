import { describe, expect, it } from 'vitest';
import { backupRecency } from '../../../lib/checks/database/backup-recency.ts';
import { SourceError } from '../../../lib/domain/source-error.ts';
import type { RdsInstance, RdsSnapshot } from '../../../lib/sources/rds.ts';
import { ask, now } from '../../support/ask.ts';
import { noRds } from './fakes.ts';

const hour = 3_600_000;
const ago = (milliseconds: number): Date => new Date(now.getTime() - milliseconds);
const shop: RdsInstance = {
  id: 'shop',
  status: 'available',
  engine: 'postgres',
  resourceId: 'db-1',
  allocatedGiB: 20,
  backupRetentionDays: 0,
  latestRestorableTime: undefined,
};
const snapshot = (changes: Partial<RdsSnapshot> = {}): RdsSnapshot => ({
  id: 'rds:shop-2026-11-23',
  status: 'available',
  type: 'automated',
  resourceId: 'db-1',
  takenAt: ago(hour),
  ...changes,
});

function askWith(
  found: Partial<RdsInstance> | undefined | SourceError,
  snapshots: readonly RdsSnapshot[] = [],
  config: { instance: string; youngerThanHours?: number } = { instance: 'shop' },
) {
  return ask(backupRecency, {
    config,
    sources: {
      rds: {
        ...noRds,
        async instance() {
          if (found instanceof SourceError) throw found;
          return found && { ...shop, ...found };
        },
        instanceSnapshots: async () => snapshots,
      },
    },
  });
}

describe('backup-recency', () => {
  it('passes with a recent snapshot', async () => {
    expect(await askWith({}, [snapshot({ id: 'old', takenAt: ago(90 * hour) }), snapshot()])).toMatchObject({
      outcome: 'pass',
      summary: 'the newest backup of RDS instance shop is automated snapshot rds:shop-2026-11-23',
      evidence: [
        {
          where: 'RDS instance shop',
          observed: 'automated snapshot rds:shop-2026-11-23, 1.0 h old',
          expected: 'a backup younger than 24 h',
          when: ago(hour).toISOString(),
        },
      ],
    });
  });

  it.each([
    [24 * hour - 1, 'pass'],
    [24 * hour, 'fail'],
    [24 * hour + 1, 'fail'],
  ])('of a snapshot %i ms old is a %s', async (milliseconds, outcome) => {
    expect(await askWith({}, [snapshot({ takenAt: ago(milliseconds) })])).toMatchObject({ outcome });
  });

  it.each([
    [24 * hour - 1, 'pass'],
    [24 * hour, 'fail'],
  ])('of a latest restorable time %i ms ago is a %s', async (milliseconds, outcome) => {
    const found = { backupRetentionDays: 7, latestRestorableTime: ago(milliseconds) };
    expect(await askWith(found, [snapshot({ takenAt: ago(90 * hour) })])).toMatchObject({ outcome });
  });

  it('does not count a restorable time where continuous backups are off', async () => {
    expect(await askWith({ backupRetentionDays: 0, latestRestorableTime: ago(hour) })).toMatchObject({
      outcome: 'fail',
      summary: 'RDS instance shop has no backup',
    });
  });

  it('takes its limit from its settings', async () => {
    const config = { instance: 'shop', youngerThanHours: 2 };
    expect(await askWith({}, [snapshot({ takenAt: ago(2 * hour - 1) })], config)).toMatchObject({ outcome: 'pass' });
    expect(await askWith({}, [snapshot({ takenAt: ago(2 * hour) })], config)).toMatchObject({ outcome: 'fail' });
  });

  it.each([
    ['is being created', { status: 'creating' }, 'creating: does not count'],
    ['failed', { status: 'failed' }, 'failed: does not count'],
    ['has no date', { takenAt: undefined }, 'available, of unknown age: does not count'],
    [
      'is of an earlier database of that name',
      { resourceId: 'db-0' },
      'available, of an earlier database of this name: does not count',
    ],
  ])('does not count a snapshot that %s, and mentions it', async (_name, changes, observed) => {
    const old = snapshot({ id: 'old', takenAt: ago(30 * hour) });
    expect(await askWith({}, [snapshot({ id: 'new', ...changes }), old])).toMatchObject({
      outcome: 'fail',
      evidence: [
        { observed: 'automated snapshot old, 30.0 h old' },
        { where: 'snapshot new', observed, expected: 'available' },
      ],
    });
  });

  it('counts a snapshot where RDS does not tell of which database it is', async () => {
    expect(await askWith({}, [snapshot({ resourceId: undefined })])).toMatchObject({ outcome: 'pass' });
  });

  it('fails where there is no backup at all', async () => {
    expect(await askWith({ backupRetentionDays: 7 })).toMatchObject({
      outcome: 'fail',
      evidence: [{ observed: 'no backup' }],
    });
  });

  it('allows for a small difference of clocks, and is an error beyond it', async () => {
    expect(await askWith({}, [snapshot({ takenAt: ago(-300_000) })])).toMatchObject({
      outcome: 'pass',
      evidence: [{ observed: 'automated snapshot rds:shop-2026-11-23, 0.0 h old' }],
    });
    expect(await askWith({}, [snapshot({ takenAt: ago(-300_001) })])).toMatchObject({ outcome: 'error' });
  });

  it('is an error where there is no such instance', async () => {
    expect(await askWith(undefined, [snapshot()])).toMatchObject({
      outcome: 'error',
      summary: 'could not look: there is no RDS instance shop',
    });
  });

  it('is an error where the instance belongs to an Aurora cluster', async () => {
    expect(await askWith({ engine: 'aurora-postgresql' }, [snapshot()])).toMatchObject({
      outcome: 'error',
      summary: expect.stringContaining('configure its Aurora cluster instead'),
    });
  });

  it('is an error where RDS could not be asked', async () => {
    expect(await askWith(new SourceError('RDS did not answer in time'))).toMatchObject({
      outcome: 'error',
      summary: 'could not look: RDS did not answer in time',
    });
  });

  it('looks at a cluster by its own snapshots', async () => {
    const result = await ask(backupRecency, {
      config: { cluster: 'shop-cluster' },
      sources: {
        rds: {
          ...noRds,
          cluster: async (id) => ({ ...shop, id, engine: 'aurora-postgresql' }),
          clusterSnapshots: async () => [snapshot()],
        },
      },
    });
    expect(result).toMatchObject({ outcome: 'pass', evidence: [{ where: 'RDS cluster shop-cluster' }] });
  });

  it('names what it reads', () => {
    const resources = (config: Parameters<typeof backupRecency.config.parse>[0]) =>
      backupRecency.resources?.(backupRecency.config.parse(config));
    expect(resources({ instance: 'shop' })).toEqual({ rds: ['instance:shop'] });
    expect(resources({ cluster: 'shop' })).toEqual({ rds: ['cluster:shop'] });
  });

  it.each([{}, { instance: '' }, { instance: 'a', cluster: 'b' }, { instance: 'a', youngerThanHours: 0 }])(
    'refuses the settings %j',
    (config) => {
      expect(backupRecency.config.safeParse(config).success).toBe(false);
    },
  );
});
