import { describe, expect, it } from 'vitest';
import { databaseConnection } from '../../../lib/checks/database/database-connection.ts';
import { Secret } from '../../../lib/domain/secret.ts';
import { SourceError } from '../../../lib/domain/source-error.ts';
import type { PostgresConnection, PostgresRefusal, PostgresTarget } from '../../../lib/sources/postgres.ts';
import { ask } from '../../support/ask.ts';
import { noHttp, noPostgres, noSecretsManager } from './fakes.ts';

const config = { host: 'db.example.com', database: 'shop', credentials: 'shop/database' };
const password = new Secret('the-secret-of-this-test');

function askDatabase(answer: PostgresConnection | PostgresRefusal | SourceError) {
  const asked: PostgresTarget[] = [];
  const result = ask(databaseConnection, {
    config,
    sources: {
      http: noHttp,
      secretsManager: { ...noSecretsManager, credentials: async () => ({ username: 'shop', password }) },
      postgres: {
        ...noPostgres,
        async tryConnection(target) {
          asked.push(target);
          if (answer instanceof SourceError) throw answer;
          return answer;
        },
      },
    },
  });
  return Object.assign(result, { asked });
}

function askReadiness(answer: number | SourceError, expectStatus?: number) {
  return ask(databaseConnection, {
    config: {
      readiness: {
        url: 'https://shop.example.com/ready?token=abc',
        ...(expectStatus === undefined ? {} : { expectStatus }),
      },
    },
    sources: {
      secretsManager: noSecretsManager,
      postgres: noPostgres,
      http: {
        async get() {
          if (answer instanceof SourceError) throw answer;
          return { status: answer, body: 'the body' };
        },
      },
    },
  });
}

describe('database-connection by PostgreSQL', () => {
  it("passes when the application's credentials connect", async () => {
    const asked = askDatabase({ serverVersion: '18.4', tlsVersion: 'TLSv1.3' });
    expect(await asked).toMatchObject({
      outcome: 'pass',
      evidence: [
        {
          where: 'shop at db.example.com:5432 as shop',
          observed: 'SELECT 1 over TLSv1.3, PostgreSQL 18.4',
          expected: 'SELECT 1 over verified TLS',
        },
      ],
    });
    expect(asked.asked).toEqual([{ host: 'db.example.com', port: 5432, database: 'shop', username: 'shop', password }]);
  });

  it.each([
    'PostgreSQL at db.example.com:5432 refused the password of user shop',
    'PostgreSQL at db.example.com:5432 refused TLS',
  ])('fails when the answer is a definite no: %s', async (refused) => {
    expect(await askDatabase({ refused })).toMatchObject({ outcome: 'fail', summary: refused });
  });

  it('is an error when nobody answered', async () => {
    const lost = new SourceError('PostgreSQL at db.example.com:5432 did not answer in time (login)');
    expect(await askDatabase(lost)).toMatchObject({ outcome: 'error', summary: `could not look: ${lost.message}` });
  });

  it('never shows the password, whatever the database says', async () => {
    const result = await askDatabase({ refused: `no: ${password.reveal()}` });
    expect(JSON.stringify(result)).not.toContain(password.reveal());
  });

  it('reads its secret', () => {
    expect(databaseConnection.resources?.(databaseConnection.config.parse(config))).toEqual({
      secretsManager: ['shop/database'],
    });
  });
});

describe("database-connection by the application's readiness", () => {
  it.each([
    [200, undefined, 'pass'],
    [503, undefined, 'fail'],
    [204, undefined, 'fail'],
    [302, undefined, 'error'],
    [399, undefined, 'error'],
    [404, undefined, 'error'],
    [499, undefined, 'error'],
    [500, undefined, 'fail'],
    [302, 302, 'pass'],
    [204, 204, 'pass'],
    [200, 204, 'fail'],
  ])('of HTTP %i where %s is expected is a %s', async (status, expectStatus, outcome) => {
    expect(await askReadiness(status, expectStatus)).toMatchObject({
      outcome,
      evidence: [{ where: 'https://shop.example.com/ready', observed: `HTTP ${status}` }],
    });
  });

  it('is an error when it could not be asked', async () => {
    expect(await askReadiness(new SourceError('https://shop.example.com/ready refused the connection'))).toMatchObject({
      outcome: 'error',
      summary: 'could not look: https://shop.example.com/ready refused the connection',
    });
  });

  it('reads no secret', () => {
    const parsed = databaseConnection.config.parse({ readiness: { url: 'http://app.internal/ready' } });
    expect(databaseConnection.resources?.(parsed)).toEqual({ secretsManager: [] });
  });

  it.each(['file:///etc/passwd', 'shop.example.com/ready', ''])('refuses the URL %j', (url) => {
    expect(databaseConnection.config.safeParse({ readiness: { url } }).success).toBe(false);
  });
});
