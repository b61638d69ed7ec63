import * as z from 'zod/mini';
import type { SourceSettings } from '../config/function-settings.ts';
import { below } from '../domain/endpoint.ts';
import type { Secret } from '../domain/secret.ts';
import { SourceError } from '../domain/source-error.ts';
import { basicAuthorization } from './basic-authorization.ts';
import { askHttp, type HttpAnswer } from './http-request.ts';
import { jsonOf } from './json.ts';
import { trustedCertificates } from './trust.ts';

export interface OpensearchTarget {
  /** `https://search.example.com` */
  readonly endpoint: string;
  /** A user of OpenSearch's own user database; a domain that wants signed requests (IAM) is not supported. */
  readonly credentials?: { readonly username: string; readonly password: Secret } | undefined;
}

export interface OpensearchHealth {
  /** green: all shards are allocated; yellow: a replica is not; red: a primary is not, so data is missing. */
  readonly status: 'green' | 'yellow' | 'red';
  readonly cluster: string;
  readonly nodes: number;
  readonly unassignedShards: number;
}

/** An OpenSearch (or Elasticsearch) cluster. */
export interface Opensearch {
  /** What `GET _cluster/health` says. @throws SourceError when it does not say that. */
  health(target: OpensearchTarget, signal: AbortSignal): Promise<OpensearchHealth>;
}

const healthBody = z.object({
  cluster_name: z.string(),
  status: z.enum(['green', 'yellow', 'red']),
  /** True when the cluster did not answer its own question in time: then the rest is not known to be complete. */
  timed_out: z.literal(false),
  number_of_nodes: z.int().check(z.minimum(1)),
  unassigned_shards: z.int().check(z.nonnegative()),
});

export function opensearch(settings: Pick<SourceSettings, 'trustedAuthorities'>): Opensearch {
  const ca = trustedCertificates(settings.trustedAuthorities);
  return {
    async health({ endpoint, credentials }, signal) {
      const url = below(endpoint, '_cluster/health');
      const source = `OpenSearch at ${url.host}`;
      const headers = {
        accept: 'application/json',
        ...(credentials === undefined ? {} : { authorization: basicAuthorization(credentials) }),
      };
      return readHealth(await askHttp({ source, url, headers, ca, signal }), source);
    },
  };
}

function readHealth({ status, body }: HttpAnswer, source: string): OpensearchHealth {
  if (status === 401 || status === 403) {
    throw new SourceError(`${source} refused the username or password, or the user may not read the cluster's health`);
  }
  if (status >= 300 && status < 400)
    throw new SourceError(`${source} redirects (HTTP ${status}), which is not followed`);
  if (status !== 200) throw new SourceError(`${source} answered _cluster/health with HTTP ${status}`);
  const parsed = healthBody.safeParse(jsonOf(body));
  if (!parsed.success)
    throw new SourceError(`${source} answered _cluster/health with something that is not a cluster's health`);
  const {
    cluster_name: cluster,
    status: state,
    number_of_nodes: nodes,
    unassigned_shards: unassignedShards,
  } = parsed.data;
  return { status: state, cluster, nodes, unassignedShards };
}
