import * as z from 'zod/mini';
import { rdsName } from '../../domain/resource-name.ts';
import type { Load, Metric } from './signals.ts';

/** An instance of Amazon RDS. */
export const rds = z.strictObject({ instance: rdsName });

interface Instance {
  readonly instance: string;
}

const nameOf = ({ instance }: Instance): string => `RDS instance ${instance}`;

const metric = (name: string, { instance }: Instance): Metric => ({
  namespace: 'AWS/RDS',
  metric: name,
  // RDS keeps its names in lower case, and CloudWatch compares letter by letter.
  dimensions: { DBInstanceIdentifier: instance.toLowerCase() },
});

export function connectionsOfRds(one: Instance): Load {
  return {
    what: nameOf(one),
    of: 'database connections',
    metric: metric('DatabaseConnections', one),
    stat: 'Maximum',
  };
}

export function cpuOfRds(one: Instance): Load {
  return { what: nameOf(one), of: 'CPU use', metric: metric('CPUUtilization', one), stat: 'Average' };
}
