import * as z from 'zod/mini';
import { databaseConnection as connection } from '../../config/connection.ts';
import { type Finding, fail, pass } from '../../domain/check-result.ts';
import { SourceError } from '../../domain/source-error.ts';
import { defineCheck } from '../define-check.ts';

const readiness = z.strictObject({
  readiness: z.strictObject({
    /** The application's own endpoint that tells whether it reaches its database. */
    url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }),
    expectStatus: z._default(z.int().check(z.minimum(100), z.maximum(599)), 200),
  }),
});

/**
 * Whether the application's connection works is the very question here: so a definite no of the database (wrong
 * password, TLS refused, a certificate that is not valid, no such database…) is a `fail`. Where nobody answered, or
 * nobody that speaks PostgreSQL (a time-out, nothing listening, no address, garbage), it stays an `error`.
 * So does a readiness endpoint that does not speak of readiness: a redirect, or a refusal to tell (HTTP 3xx and 4xx).
 */
export const databaseConnection = defineCheck({
  id: 'database-connection',
  needs: ['secretsManager', 'postgres', 'http'],
  config: z.union([connection, readiness]),
  remediation:
    "Connect from the application's network with the same secret and repair what is named, then run the gate again.",
  resources: (config) => ('readiness' in config ? { secretsManager: [] } : { secretsManager: [config.credentials] }),
  async run({ config, sources, signal }) {
    if ('readiness' in config) {
      const { url, expectStatus } = config.readiness;
      const { status } = await sources.http.get(url, signal);
      return judgeReadiness(url, status, expectStatus);
    }
    const { host, port, database, credentials } = config;
    const target = { host, port, database, ...(await sources.secretsManager.credentials(credentials, signal)) };
    const answer = await sources.postgres.tryConnection(target, signal);
    const where = `${database} at ${host}:${port} as ${target.username}`;
    const expected = 'SELECT 1 over verified TLS';
    if ('refused' in answer) return fail(answer.refused, [{ where, observed: answer.refused, expected }]);
    const observed = `SELECT 1 over ${answer.tlsVersion}, PostgreSQL ${answer.serverVersion}`;
    return pass(`the application's credentials connect to ${database} at ${host}:${port}`, [
      { where, observed, expected },
    ]);
  },
});

function judgeReadiness(url: string, status: number, expectStatus: number): Finding {
  const { origin, pathname } = new URL(url);
  const where = `${origin}${pathname}`;
  const evidence = [{ where, observed: `HTTP ${status}`, expected: `HTTP ${expectStatus}` }];
  if (status === expectStatus) return pass('the application says that it is ready', evidence);
  if (status >= 300 && status < 500) {
    throw new SourceError(`${where} answered with HTTP ${status}, which says nothing about readiness`, { evidence });
  }
  return fail(`the application says that it is not ready: HTTP ${status}`, evidence);
}
