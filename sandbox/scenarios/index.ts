import type { Scenario } from '../scenario.ts';
import { brokenDatabase } from './broken-database.ts';
import { brokenEnvironment } from './broken-environment.ts';
import { brokenInfrastructure } from './broken-infrastructure.ts';
import { flakySources } from './flaky-sources.ts';
import { healthy } from './healthy.ts';
import { noScan } from './no-scan.ts';
import { openAlert } from './open-alert.ts';
import { redCi } from './red-ci.ts';
import { selfReview } from './self-review.ts';
import { slow } from './slow.ts';
import { staleChangelog } from './stale-changelog.ts';
import { unrehearsed } from './unrehearsed.ts';

/** By their names on the command line, which are their files' names; in the order of the checklist's groups. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  healthy,
  'red-ci': redCi,
  'self-review': selfReview,
  'open-alert': openAlert,
  'no-scan': noScan,
  'stale-changelog': staleChangelog,
  'broken-environment': brokenEnvironment,
  'broken-database': brokenDatabase,
  'broken-infrastructure': brokenInfrastructure,
  unrehearsed,
  'flaky-sources': flakySources,
  slow,
};
