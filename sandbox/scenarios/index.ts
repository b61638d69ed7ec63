import type { Scenario } from '../scenario.ts';
import { brokenDatabase } from './broken-database.ts';
import { brokenEnvironment } from './broken-environment.ts';
import { brokenInfrastructure } from './broken-infrastructure.ts';
import { flakySources } from './flaky-sources.ts';
import { healthy } from './healthy.ts';
import { slow } from './slow.ts';

/** By their names on the command line, which are their files' names. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  healthy,
  'broken-environment': brokenEnvironment,
  'broken-database': brokenDatabase,
  'broken-infrastructure': brokenInfrastructure,
  'flaky-sources': flakySources,
  slow,
};
