import { randomBytes } from 'node:crypto';
import { symlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { portOf, runFolder } from '../addresses.ts';
import type { Certificate } from '../certificates.ts';
import { openFrontDoor } from './front-door.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';
import type { System } from './system.ts';

export interface DatabaseState {
  /** Of the role that owns the database. */
  readonly password: string;
  /** What golang-migrate wrote. */
  readonly migration: { readonly version: number; readonly dirty: boolean };
  /** Further tables of 5000 rows of which the planner knows nothing. */
  readonly neverAnalyzed: readonly string[];
}

export interface DatabasesState {
  readonly production: DatabaseState;
  readonly staging: DatabaseState;
}

const names = {
  production: { database: 'shop_production', role: 'shop' },
  staging: { database: 'shop_staging', role: 'shop_staging' },
} as const;
type Name = keyof typeof names;

/** A real PostgreSQL with the databases of production and staging. */
export async function startDatabases(certificate: Certificate): Promise<System<DatabasesState>> {
  const server = await startPostgres({
    port: portOf('postgres-server'),
    certificate,
    password: randomBytes(24).toString('base64url'),
    // Nobody but the scenario decides when a table was last analyzed.
    settings: { autovacuum: 'off', shared_buffers: '32MB' },
  });
  // By this, what is left of a killed sandbox is found.
  await symlink(server.folder, new URL('postgres', runFolder()));
  for (const { database, role } of Object.values(names)) {
    await server.sql(`create role ${role} login`);
    await server.sql(`create database ${database} owner ${role}`);
  }
  const door = await openFrontDoor(portOf('postgres'), (socket) => {
    const behind = connect(portOf('postgres-server'), '127.0.0.1');
    behind.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.on('close', () => behind.destroy());
    socket.pipe(behind).pipe(socket);
  });
  return {
    async apply(state, fault) {
      await door.setFault(fault);
      const all = Object.keys(names) as Name[];
      await Promise.all(all.map((name) => fill(server, name, state[name])));
    },
    async close() {
      await door.close();
      await server.stop();
    },
  };
}

/** Makes the database what the state says, whatever it was. */
async function fill(server: PostgresServer, name: Name, state: DatabaseState): Promise<void> {
  const { database, role } = names[name];
  const { password, migration, neverAnalyzed } = state;
  const asOwner = (statements: readonly string[]): Promise<unknown> =>
    // Counts of changed rows reach the statistics late unless told to: an ANALYZE would come before them.
    server.sql(`set role ${role}; ${statements.join('; ')}; select pg_stat_force_next_flush()`, database);
  await server.sql(
    `alter role ${role} password ${literal(password)}; ` +
      `drop schema public cascade; create schema public authorization ${role}`,
    database,
  );
  await asOwner([
    'create table schema_migrations (version bigint primary key, dirty boolean not null)',
    `insert into schema_migrations values (${migration.version}, ${migration.dirty})`,
    table('customers', 2000),
    table('orders', 5000),
  ]);
  await asOwner(['analyze schema_migrations', 'analyze customers', 'analyze orders']);
  if (neverAnalyzed.length > 0) await asOwner(neverAnalyzed.map((one) => table(one, 5000)));
}

const table = (name: string, rows: number): string =>
  `create table ${name} as select id, 'item ' || id as title from generate_series(1, ${rows}) as id`;

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
