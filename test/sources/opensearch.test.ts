import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../lib/domain/secret.ts';
import { type Opensearch, opensearch } from '../../lib/sources/opensearch.ts';
import { type Authority, type Certificate, createAuthority, issueCertificate } from '../../sandbox/certificates.ts';
import { answerJson, startAnswering } from '../support/answering-server.ts';

const never = new AbortController().signal;
/** As OpenSearch 2 answers. */
const health = {
  cluster_name: 'shop-search',
  status: 'green',
  timed_out: false,
  number_of_nodes: 3,
  number_of_data_nodes: 3,
  discovered_master: true,
  discovered_cluster_manager: true,
  active_primary_shards: 12,
  active_shards: 24,
  relocating_shards: 0,
  initializing_shards: 0,
  unassigned_shards: 0,
  delayed_unassigned_shards: 0,
  number_of_pending_tasks: 0,
  number_of_in_flight_fetch: 0,
  task_max_waiting_in_queue_millis: 0,
  active_shards_percent_as_number: 100.0,
};

const closing: (() => Promise<void>)[] = [];
let authority: Authority;
let certificate: Certificate;
let source: Opensearch;

beforeAll(async () => {
  authority = await createAuthority('Test Authority');
  certificate = await issueCertificate({ names: ['localhost'] }, authority);
  source = opensearch({ trustedAuthorities: [authority.certificate] });
});
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function serve(answer: Parameters<typeof startAnswering>[0]) {
  const server = await startAnswering(answer, certificate);
  closing.push(server.close);
  return { ...server, endpoint: `https://localhost:${server.port}` };
}

describe('opensearch', () => {
  it.each(['', '/', '/behind/a/proxy'])('asks for the health of the cluster at %j', async (path) => {
    const { endpoint, requests } = await serve(answerJson(200, { ...health, status: 'yellow', unassigned_shards: 4 }));
    await expect(source.health({ endpoint: `${endpoint}${path}` }, never)).resolves.toEqual({
      status: 'yellow',
      cluster: 'shop-search',
      nodes: 3,
      unassignedShards: 4,
    });
    expect(requests[0]).toMatchObject({ method: 'GET', url: `${path.replace(/\/$/, '')}/_cluster/health` });
    expect(requests[0]?.headers.authorization).toBeUndefined();
  });

  it('logs in', async () => {
    const { endpoint, requests } = await serve(answerJson(200, health));
    const credentials = { username: 'gate', password: new Secret('pa:ss wörd') };
    await source.health({ endpoint, credentials }, never);
    const sent = requests[0]?.headers.authorization?.replace('Basic ', '') ?? '';
    expect(Buffer.from(sent, 'base64').toString('utf8')).toBe('gate:pa:ss wörd');
  });

  it.each([
    [401, /refused the username or password/],
    [403, /refused the username or password/],
    [302, /redirects \(HTTP 302\), which is not followed$/],
    [408, /answered _cluster\/health with HTTP 408$/],
    [500, /answered _cluster\/health with HTTP 500$/],
    [503, /answered _cluster\/health with HTTP 503$/],
  ])('takes HTTP %i for no answer', async (status, message) => {
    const { endpoint, requests } = await serve((_request, response) =>
      response.writeHead(status, { location: '/elsewhere' }).end(JSON.stringify(health)),
    );
    await expect(source.health({ endpoint }, never)).rejects.toThrow(message);
    expect(requests).toHaveLength(1);
  });

  it.each([
    ['HTML', '<html>green</html>'],
    ['half JSON', JSON.stringify(health).slice(0, 60)],
    ['an error', '{"error":"security_exception","status":500}'],
    ['an unknown status', JSON.stringify({ ...health, status: 'purple' })],
    ['a health that timed out', JSON.stringify({ ...health, timed_out: true })],
    ['a cluster without nodes', JSON.stringify({ ...health, number_of_nodes: 0 })],
    ['a list', JSON.stringify([health])],
    ['nothing', ''],
  ])('takes %s for no answer', async (_what, body) => {
    const { endpoint, port } = await serve((_request, response) => response.end(body));
    await expect(source.health({ endpoint }, never)).rejects.toThrow(
      `OpenSearch at localhost:${port} answered _cluster/health with something that is not a cluster's health`,
    );
  });

  it('ends at the abort', async () => {
    const controller = new AbortController();
    const { endpoint, deserted } = await serve(() => controller.abort());
    await expect(source.health({ endpoint }, controller.signal)).rejects.toThrow(/did not answer in time$/);
    await deserted();
  });
});
