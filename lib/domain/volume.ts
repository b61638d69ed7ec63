import * as z from 'zod/mini';
import { type Datapoint, dimensionsSchema, type MetricQuery } from './metric.ts';
import { rdsName } from './resource-name.ts';

const name = z.string().check(z.minLength(1));

/** Storage whose free share CloudWatch tells. */
export const volumeSchema = z.union([
  /** An RDS instance. Aurora has no storage of its own, so no such metric. */
  z.strictObject({ instance: rdsName }),
  /** An Amazon OpenSearch Service domain, and the account that it is in: a dimension of its metrics. */
  z.strictObject({
    opensearchDomain: name,
    account: z.string().check(z.regex(/^\d{12}$/, 'must be the account of the domain: 12 digits')),
  }),
  /** A file system of a host with the CloudWatch agent. */
  z.strictObject({ host: name, dimensions: dimensionsSchema, namespace: z._default(name, 'CWAgent') }),
]);
export type Volume = z.output<typeof volumeSchema>;

/** Both in the same unit. */
export interface Space {
  readonly free: number;
  readonly total: number;
  readonly at: Date;
}

/** The newest datapoint of one of the volume's metrics, by its id. */
export type ReadMetric = (id: string) => Datapoint;

export function nameOfVolume(one: Volume): string {
  if ('instance' in one) return `RDS instance ${one.instance}`;
  if ('opensearchDomain' in one) return `OpenSearch domain ${one.opensearchDomain}`;
  return `host ${one.host}${one.dimensions['path'] === undefined ? '' : ` ${one.dimensions['path']}`}`;
}

/** The metrics from which `spaceOf` tells the volume's space. */
export function metricsOfVolume(one: Volume): MetricQuery[] {
  if ('instance' in one) {
    const dimensions = { DBInstanceIdentifier: one.instance };
    return [{ id: 'FreeStorageSpace', namespace: 'AWS/RDS', metric: 'FreeStorageSpace', dimensions, stat: 'Minimum' }];
  }
  if ('host' in one) {
    const { namespace, dimensions } = one;
    return [{ id: 'disk_used_percent', namespace, metric: 'disk_used_percent', dimensions, stat: 'Maximum' }];
  }
  const dimensions = { DomainName: one.opensearchDomain, ClientId: one.account };
  const free = { namespace: 'AWS/ES', metric: 'FreeStorageSpace', dimensions };
  return [
    { ...free, id: 'FreeStorageSpace', stat: 'Minimum' },
    { ...free, id: 'FreeStorageSpace (Sum)', stat: 'Sum' },
    { ...free, id: 'FreeStorageSpace (SampleCount)', stat: 'SampleCount' },
    { ...free, id: 'ClusterUsedSpace', metric: 'ClusterUsedSpace', stat: 'Maximum' },
  ];
}

/** @param allocatedGiB of an RDS instance, whose metric tells only the free bytes. */
export function spaceOfVolume(one: Volume, read: ReadMetric, allocatedGiB: number): Space {
  if ('instance' in one) {
    const { value, at } = read('FreeStorageSpace');
    return { free: value, total: allocatedGiB * 1024 ** 3, at };
  }
  if ('host' in one) {
    const { value, at } = read('disk_used_percent');
    return { free: 100 - value, total: 100, at };
  }
  return fullestNode(read);
}

/**
 * All in MiB. FreeStorageSpace: Minimum is the fullest data node's, Sum the cluster's over a period of one minute, of
 * one sample a node ("Monitoring OpenSearch cluster metrics with Amazon CloudWatch"). A node's size is not a metric: it
 * is taken as the cluster's free and used space over its nodes, since all data nodes of a domain have the same volume.
 */
function fullestNode(read: ReadMetric): Space {
  const least = read('FreeStorageSpace');
  const nodes = read('FreeStorageSpace (SampleCount)').value;
  const size = read('FreeStorageSpace (Sum)').value + read('ClusterUsedSpace').value;
  return { free: least.value * nodes, total: size, at: least.at };
}
