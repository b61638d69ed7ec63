import * as z from 'zod/mini';
import { type Finding, fail, pass } from '../../domain/check-result.ts';
import { judgeAll } from '../../domain/judge-all.ts';
import {
  type Datapoint,
  dimensionsSchema,
  type MetricQuery,
  recentDatapoint,
  recentMinutesSchema,
} from '../../domain/metric.ts';
import { SourceError } from '../../domain/source-error.ts';
import { defineCheck } from '../define-check.ts';

const name = z.string().check(z.minLength(1));
const bytesOf = { bytes: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const;

const machine = z.union([
  /** An RDS instance. */
  z.strictObject({ instance: name }),
  /** A Linux host with the CloudWatch agent. */
  z.strictObject({ host: name, dimensions: dimensionsSchema, namespace: z._default(name, 'CWAgent') }),
  /** Anything else: a metric of its free memory. */
  z.strictObject({
    name,
    namespace: name,
    metric: name,
    dimensions: dimensionsSchema,
    unit: z.enum(['bytes', 'KiB', 'MiB', 'GiB']),
  }),
]);
type Machine = z.output<typeof machine>;

const settings = z.strictObject({
  machines: z.array(machine).check(z.minLength(1), z.maxLength(100)),
  moreThanGiB: z._default(z.number().check(z.minimum(0)), 2),
  recentMinutes: recentMinutesSchema,
});

export const memory = defineCheck({
  id: 'memory',
  needs: ['cloudwatch'],
  config: settings,
  remediation: 'Free memory on the machines that are named, or give them more, then run the gate again.',
  resources: () => ({ cloudwatch: ['*'] }),
  run: ({ config: { machines, moreThanGiB, recentMinutes }, sources, now, signal }) => {
    const queries = machines.map((one, index) => ({ ...queryOf(one), id: `${index}` }));
    const metrics = sources.cloudwatch.latest(queries, { now, recentMinutes }, signal);
    const parts = machines.map((one, index) => {
      const asked = { id: `${index}`, what: `free memory of ${nameOf(one)}`, recentMinutes };
      const point = metrics.then((found) => recentDatapoint(found, asked));
      return { name: nameOf(one), found: point.then((found) => judge(one, found, moreThanGiB)) };
    });
    return judgeAll(parts, (found) => {
      const worst = found.toSorted((a, b) => a.bytes - b.bytes)[0];
      return found.length === 1 ? `${worst?.summary}` : `of ${found.length} machines the fullest: ${worst?.summary}`;
    });
  },
});

function nameOf(one: Machine): string {
  if ('instance' in one) return `RDS instance ${one.instance}`;
  return 'host' in one ? `host ${one.host}` : one.name;
}

/** FreeableMemory and mem_available are in bytes. */
function queryOf(one: Machine): Omit<MetricQuery, 'id'> {
  if ('instance' in one) {
    const dimensions = { DBInstanceIdentifier: one.instance };
    return { namespace: 'AWS/RDS', metric: 'FreeableMemory', dimensions, stat: 'Minimum' };
  }
  const { namespace, dimensions } = one;
  return { namespace, metric: 'host' in one ? 'mem_available' : one.metric, dimensions, stat: 'Minimum' };
}

function judge(one: Machine, { value, at }: Datapoint, limit: number): Finding & { bytes: number } {
  const bytes = value * ('unit' in one ? bytesOf[one.unit] : 1);
  if (bytes < 0) throw new SourceError(`CloudWatch reports an impossible free memory of ${nameOf(one)}: ${value}`);
  // Cut, not rounded: what is not more than the limit never reads as if it were.
  const observed = `${Math.floor((bytes / bytesOf.GiB) * 100) / 100} GiB free`;
  const evidence = [{ where: nameOf(one), observed, expected: `more than ${limit} GiB free`, when: at.toISOString() }];
  const summary = `${nameOf(one)} has ${observed}`;
  const judged =
    bytes > limit * bytesOf.GiB ? pass(summary, evidence) : fail(`${summary}, not more than ${limit} GiB`, evidence);
  return { ...judged, bytes };
}
