import * as z from 'zod/mini';
import { fail, pass } from '../../domain/check-result.ts';
import { clockSkew } from '../../domain/clock-skew.ts';
import { hour } from '../../domain/duration.ts';
import type { Evidence } from '../../domain/evidence.ts';
import { rdsName } from '../../domain/resource-name.ts';
import { SourceError } from '../../domain/source-error.ts';
import type { Rds, RdsDatabase, RdsSnapshot } from '../../sources/rds.ts';
import { defineCheck } from '../define-check.ts';

const youngerThanHours = z._default(z.number().check(z.positive()), 24);

type Settings = { readonly instance: string } | { readonly cluster: string };
type Backup = { readonly what: string; readonly at: Date };

/** Age counts from when the data was current, so a copy of an old snapshot is old. Exactly the limit is too old. */
export const backupRecency = defineCheck({
  id: 'backup-recency',
  needs: ['rds'],
  config: z.union(
    [z.strictObject({ instance: rdsName, youngerThanHours }), z.strictObject({ cluster: rdsName, youngerThanHours })],
    "must be { instance: 'name' } or { cluster: 'name' }, with youngerThanHours above 0 if not 24",
  ),
  remediation: 'Take a snapshot and wait until it is available, or repair the backup plan; then run the gate again.',
  resources: (config) => ({
    rds: ['instance' in config ? `instance:${config.instance}` : `cluster:${config.cluster}`],
  }),
  async run({ config, sources, now, signal }) {
    const { where, found, snapshots } = await collect(config, sources.rds, signal);
    const expected = `a backup younger than ${config.youngerThanHours} h`;
    const others = snapshots.filter((one) => !counts(one, found)).map((one) => uncounted(one, found));
    const [newest] = backupsOf(found, snapshots).toSorted((a, b) => b.at.getTime() - a.at.getTime());
    if (newest === undefined)
      return fail(`${where} has no backup`, [{ where, observed: 'no backup', expected }, ...others]);
    const age = now.getTime() - newest.at.getTime();
    if (age < -clockSkew) throw new SourceError(`RDS dates ${newest.what} of ${where} in the future`);
    const observed = `${newest.what}, ${(Math.max(age, 0) / hour).toFixed(1)} h old`;
    const evidence: Evidence[] = [{ where, observed, expected, ...when(newest.at) }, ...others];
    return age < config.youngerThanHours * hour
      ? pass(`the newest backup of ${where} is ${newest.what}`, evidence)
      : fail(`the newest backup of ${where} is not younger than ${config.youngerThanHours} h`, evidence);
  },
});

async function collect(config: Settings, rds: Rds, signal: AbortSignal) {
  const ofInstance = 'instance' in config;
  const where = ofInstance ? `RDS instance ${config.instance}` : `RDS cluster ${config.cluster}`;
  const [found, snapshots] = await (ofInstance
    ? Promise.all([rds.instance(config.instance, signal), rds.instanceSnapshots(config.instance, signal)])
    : Promise.all([rds.cluster(config.cluster, signal), rds.clusterSnapshots(config.cluster, signal)]));
  if (found === undefined) throw new SourceError(`there is no ${where}`);
  if (ofInstance && found.engine.startsWith('aurora')) {
    throw new SourceError(`${where} has no backups of its own: configure its Aurora cluster instead`);
  }
  return { where, found, snapshots };
}

function backupsOf(found: RdsDatabase, snapshots: readonly RdsSnapshot[]): Backup[] {
  const taken = snapshots.flatMap((one) =>
    counts(one, found) && one.takenAt ? [{ what: `${one.type} snapshot ${one.id}`, at: one.takenAt }] : [],
  );
  const { backupRetentionDays, latestRestorableTime } = found;
  if (backupRetentionDays <= 0 || latestRestorableTime === undefined) return taken;
  return [...taken, { what: 'the latest restorable time of its continuous backups', at: latestRestorableTime }];
}

const counts = (one: RdsSnapshot, found: RdsDatabase): boolean =>
  one.status === 'available' && one.takenAt !== undefined && sameDatabase(one, found);

function uncounted(one: RdsSnapshot, found: RdsDatabase): Evidence {
  const age = one.takenAt === undefined ? ', of unknown age' : '';
  const origin = sameDatabase(one, found) ? '' : ', of an earlier database of this name';
  const observed = `${one.status}${age}${origin}: does not count`;
  return { where: `snapshot ${one.id}`, observed, expected: 'available', ...when(one.takenAt) };
}

/** A database that was deleted and made again under its old name has the old one's snapshots listed as its own. */
const sameDatabase = (one: RdsSnapshot, found: RdsDatabase): boolean =>
  one.resourceId === undefined || found.resourceId === undefined || one.resourceId === found.resourceId;

const when = (at: Date | undefined) => (at === undefined ? {} : { when: at.toISOString() });
