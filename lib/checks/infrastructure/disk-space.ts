import * as z from 'zod/mini';
import { type Finding, fail, pass } from '../../domain/check-result.ts';
import { judgeAll } from '../../domain/judge-all.ts';
import { recentDatapoint, recentMinutesSchema } from '../../domain/metric.ts';
import { SourceError } from '../../domain/source-error.ts';
import {
  metricsOfVolume,
  nameOfVolume,
  type ReadMetric,
  spaceOfVolume,
  type Volume,
  volumeSchema,
} from '../../domain/volume.ts';
import { type CheckContext, defineCheck } from '../define-check.ts';

const settings = z.strictObject({
  volumes: z.array(volumeSchema).check(z.minLength(1), z.maxLength(100)),
  moreThanPercentFree: z._default(z.number().check(z.minimum(0), z.lt(100)), 20),
  recentMinutes: recentMinutesSchema,
});

type Context = CheckContext<z.output<typeof settings>, 'rds' | 'cloudwatch'>;

export const diskSpace = defineCheck({
  id: 'disk-space',
  needs: ['rds', 'cloudwatch'],
  config: settings,
  remediation: 'Free or add storage on the volumes that are named, then run the gate again.',
  resources: ({ volumes }) => ({
    rds: volumes.flatMap((one) => ('instance' in one ? [`instance:${one.instance}`] : [])),
    cloudwatch: ['*'],
  }),
  run: (context) => {
    const { config, sources, now, signal } = context;
    const { volumes, recentMinutes } = config;
    const queries = volumes.flatMap((one, index) =>
      metricsOfVolume(one).map((query) => ({ ...query, id: `${index} ${query.id}` })),
    );
    const metrics = sources.cloudwatch.latest(queries, { now, recentMinutes }, signal);
    const parts = volumes.map((one, index) => {
      const name = nameOfVolume(one);
      const reader = metrics.then<ReadMetric>(
        (found) => (id) => recentDatapoint(found, { id: `${index} ${id}`, what: `${id} of ${name}`, recentMinutes }),
      );
      return { name, found: look(one, reader, context) };
    });
    return judgeAll(parts, (found) => {
      const worst = found.toSorted((a, b) => a.percent - b.percent)[0];
      return found.length === 1 ? `${worst?.summary}` : `of ${found.length} volumes the fullest: ${worst?.summary}`;
    });
  },
});

async function look(
  one: Volume,
  reader: Promise<ReadMetric>,
  context: Context,
): Promise<Finding & { percent: number }> {
  const name = nameOfVolume(one);
  const [allocatedGiB, read] = await Promise.all([allocated(one, context), reader]);
  const { free, total, at } = spaceOfVolume(one, read, allocatedGiB);
  if (!(free >= 0 && total > 0 && free <= total)) {
    throw new SourceError(`CloudWatch reports an impossible free space of ${name}: ${free} of ${total}`);
  }
  const limit = context.config.moreThanPercentFree;
  const percent = (free * 100) / total;
  // Cut, not rounded: what is not more than the limit never reads as if it were.
  const observed = `${Math.floor(percent * 100) / 100} % free`;
  const evidence = [{ where: name, observed, expected: `more than ${limit} % free`, when: at.toISOString() }];
  const summary = `${name} has ${observed}`;
  // Multiplied instead of divided, so that exactly the limit stays exact.
  const enough = free * 100 > total * limit;
  return { ...(enough ? pass(summary, evidence) : fail(`${summary}, not more than ${limit} %`, evidence)), percent };
}

async function allocated(one: Volume, { sources, signal }: Context): Promise<number> {
  if (!('instance' in one)) return 0;
  const instance = await sources.rds.instance(one.instance, signal);
  if (instance === undefined) throw new SourceError(`RDS has no instance ${one.instance}`);
  return instance.allocatedGiB;
}
