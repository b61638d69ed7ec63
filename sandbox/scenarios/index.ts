import type { Scenario } from '../scenario.ts';
import { authorApproves } from './author-approves.ts';
import { brokenDatabase } from './broken-database.ts';
import { brokenEnvironment } from './broken-environment.ts';
import { brokenInfrastructure } from './broken-infrastructure.ts';
import { expired } from './expired.ts';
import { flakySources } from './flaky-sources.ts';
import { healthy } from './healthy.ts';
import { manualItems } from './manual-items.ts';
import { noScan } from './no-scan.ts';
import { openAlert } from './open-alert.ts';
import { redCi } from './red-ci.ts';
import { rejected } from './rejected.ts';
import { selfReview } from './self-review.ts';
import { slow } from './slow.ts';
import { staleChangelog } from './stale-changelog.ts';
import { staleEvidence } from './stale-evidence.ts';
import { unrehearsed } from './unrehearsed.ts';
import { waiver } from './waiver.ts';

/** By their names on the command line, which are their files' names; in the order of the checklist's groups, then what people decide. */
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
  'manual-items': manualItems,
  rejected,
  expired,
  'author-approves': authorApproves,
  'stale-evidence': staleEvidence,
  waiver,
};
