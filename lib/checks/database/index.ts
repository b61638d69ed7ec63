import { defineGroup } from '../define-group.ts';
import { backupRecency } from './backup-recency.ts';
import { databaseConnection } from './database-connection.ts';
import { databaseStatistics } from './database-statistics.ts';
import { stagingMigrations } from './staging-migrations.ts';

export const database = defineGroup('database', [
  stagingMigrations,
  backupRecency,
  databaseConnection,
  databaseStatistics,
]);
