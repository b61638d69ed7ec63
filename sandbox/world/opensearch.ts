import type { IncomingMessage, ServerResponse } from 'node:http';
import { portOf } from '../addresses.ts';
import type { Certificate } from '../certificates.ts';
import { basicAuthorization } from './basic-authorization.ts';
import { httpSystem } from './http-system.ts';
import type { System } from './system.ts';

export interface OpensearchState {
  readonly username: string;
  readonly password: string;
  readonly status: 'green' | 'yellow' | 'red';
}

/** A cluster of three nodes, as far as its health goes. */
export async function startOpensearch(
  certificate: Certificate,
  initial: OpensearchState,
): Promise<System<OpensearchState>> {
  let state = initial;
  const system = await httpSystem(portOf('opensearch'), answer, certificate);
  return {
    async apply(next, fault) {
      state = next;
      await system.setFault(fault);
    },
    close: () => system.close(),
  };

  function answer(request: IncomingMessage, response: ServerResponse): void {
    if (request.headers.authorization !== basicAuthorization(state)) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="Authorization Required"' }).end('Unauthorized');
    } else if (request.url?.startsWith('/_cluster/health')) {
      response
        .writeHead(200, { 'content-type': 'application/json; charset=UTF-8' })
        .end(JSON.stringify(healthOf(state.status)));
    } else {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"no handler found","status":400}');
    }
  }
}

/** What `_cluster/health` answers of a cluster with 12 shards, a replica of each. */
function healthOf(status: OpensearchState['status']) {
  const unassigned = { green: 0, yellow: 4, red: 9 }[status];
  return {
    cluster_name: 'shop-search',
    status,
    timed_out: false,
    number_of_nodes: 3,
    number_of_data_nodes: 3,
    discovered_master: true,
    discovered_cluster_manager: true,
    active_primary_shards: status === 'red' ? 10 : 12,
    active_shards: 24 - unassigned,
    relocating_shards: 0,
    initializing_shards: 0,
    unassigned_shards: unassigned,
    delayed_unassigned_shards: 0,
    number_of_pending_tasks: 0,
    number_of_in_flight_fetch: 0,
    task_max_waiting_in_queue_millis: 0,
    active_shards_percent_as_number: ((24 - unassigned) / 24) * 100,
  };
}
