import type { WorldState } from './state.ts';

/** Fields of an operation's answer, and what stands in them instead. */
export type Rewrites = Readonly<Record<string, Readonly<Record<string, string | number>>>>;

const hour = 3_600_000;

/**
 * What the emulator cannot be told with AWS calls: a snapshot is always new there, a certificate always good for a
 * year, and an instance always available.
 */
export function rewritesOf({ rds, acm }: Pick<WorldState, 'rds' | 'acm'>, now: Date): Rewrites {
  const hoursAgo = (hours: number): string => new Date(now.getTime() - hours * hour).toISOString();
  const certificate = { Status: acm.status, NotAfter: Math.round((now.getTime() + acm.daysLeft * 24 * hour) / 1000) };
  const takenAt = hoursAgo(rds.snapshot.ageHours);
  return {
    'rds:DescribeDBInstances': {
      DBInstanceStatus: rds.status,
      AllocatedStorage: rds.allocatedGiB,
      BackupRetentionPeriod: rds.backupRetentionDays,
      LatestRestorableTime: hoursAgo(rds.restorableUntilHoursAgo),
    },
    'rds:DescribeDBSnapshots': {
      Status: rds.snapshot.status,
      SnapshotCreateTime: takenAt,
      OriginalSnapshotCreateTime: takenAt,
    },
    'acm:DescribeCertificate': certificate,
    'acm:ListCertificates': certificate,
  };
}

/** The body with the named fields replaced wherever they stand; XML or JSON. Fields that are not there are not added. */
export function rewrite(body: string, fields: Readonly<Record<string, string | number>>): string {
  if (body.startsWith('<')) {
    return Object.entries(fields).reduce(
      (text, [name, value]) =>
        text.replaceAll(new RegExp(`<${name}>[^<]*</${name}>`, 'g'), `<${name}>${value}</${name}>`),
      body,
    );
  }
  return JSON.stringify(JSON.parse(body), (key, value: unknown) => (Object.hasOwn(fields, key) ? fields[key] : value));
}
