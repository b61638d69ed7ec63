import type { Scenario } from '../scenario.ts';
import { authorApproves } from './author-approves.ts';
import { badRelease } from './bad-release.ts';
import { blind } from './blind.ts';
import { brokenDatabase } from './broken-database.ts';
import { brokenEnvironment } from './broken-environment.ts';
import { brokenInfrastructure } from './broken-infrastructure.ts';
import { drill } from './drill.ts';
import { duplicateAlarms } from './duplicate-alarms.ts';
import { expired } from './expired.ts';
import { flakySources } from './flaky-sources.ts';
import { healthy } from './healthy.ts';
import { loginBroken } from './login-broken.ts';
import { lostAlarm } from './lost-alarm.ts';
import { manualItems } from './manual-items.ts';
import { mobileRefused } from './mobile-refused.ts';
import { noScan } from './no-scan.ts';
import { openAlert } from './open-alert.ts';
import { outage } from './outage.ts';
import { redAtOpen } from './red-at-open.ts';
import { redCi } from './red-ci.ts';
import { rejected } from './rejected.ts';
import { rollbackFails } from './rollback-fails.ts';
import { schemaAhead } from './schema-ahead.ts';
import { selfReview } from './self-review.ts';
import { sentrySpike } from './sentry-spike.ts';
import { slow } from './slow.ts';
import { slowRelease } from './slow-release.ts';
import { staleChangelog } from './stale-changelog.ts';
import { staleEvidence } from './stale-evidence.ts';
import { superseded } from './superseded.ts';
import { unrehearsed } from './unrehearsed.ts';
import { waiver } from './waiver.ts';

/** By their names on the command line, which are their files' names; in the order of the checklist's groups, then what people decide, then what becomes of a release after its GO. */
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
  'bad-release': badRelease,
  outage,
  'slow-release': slowRelease,
  'red-at-open': redAtOpen,
  'duplicate-alarms': duplicateAlarms,
  'lost-alarm': lostAlarm,
  'schema-ahead': schemaAhead,
  'rollback-fails': rollbackFails,
  superseded,
  blind,
  'login-broken': loginBroken,
  'mobile-refused': mobileRefused,
  'sentry-spike': sentrySpike,
  drill,
};
