import type { ItemRecord } from '../approvals/approval-record.ts';
import { schemaItem } from './asked.ts';
import type { ThresholdRule } from './own-alarm.ts';
import { reportedBaseline, reportedCriteria } from './reported-criteria.ts';
import { reportedItems } from './reported-items.ts';
import { reportedChecks, reportedVerifications } from './reported-verifications.ts';
import { rollbackStepsOf, secondsBetween } from './rollback-steps.ts';
import type { WindowEvent, WindowRecord } from './window.ts';
import { nextSteps } from './window-next.ts';
import type { WindowReport } from './window-report.ts';
import { windowSummary } from './window-summary.ts';

/** What the configuration says beside the record; each may be missing. */
export interface WindowReportSettings {
  /** Where the runbook lies: an address without a fragment. */
  readonly runbook?: string | undefined;
  readonly schemaOff?: string | undefined;
  readonly baseline?: ThresholdRule | undefined;
}

/** The report of a window, from what the stores hold of it; also of one that goes on. */
export function buildWindowReport(
  record: WindowRecord,
  events: readonly WindowEvent[],
  items: readonly ItemRecord[],
  settings: WindowReportSettings = {},
): WindowReport {
  const { service, environment, run, release, fingerprint, openedAt, endsAt, closed, trigger, rollback } = record;
  const approvals = items.length === 0 ? undefined : reportedItems(items, closed?.at);
  const asked = items.find(({ id }) => id === schemaItem);
  const report = {
    schema: 'preflight-window/1',
    ...{ service, environment },
    result: closed?.result ?? 'open',
    summary: windowSummary(record, items),
    ...{ run, release, fingerprint, openedAt, endsAt },
    closedAt: closed?.at,
    lookedAt: record.lookedAt,
    ended: record.ended,
    go: record.go,
    withoutGo: record.withoutGo,
    supersedes: record.supersedes,
    supersededBy: record.supersededBy,
    criteria: reportedCriteria(record, events),
    checks: reportedChecks(record),
    verifications: reportedVerifications(record),
    drill: record.drill,
    redAtOpen: record.redAtOpen,
    baseline: reportedBaseline(record, settings.baseline),
    trigger,
    schemaGuard: record.schema,
    schemaGuardOff: record.schema === undefined ? settings.schemaOff : undefined,
    target: record.target,
    rollback,
    steps: rollbackStepsOf(record, asked && { decidedAt: asked.decidedAt }),
    tookSeconds: trigger && rollback?.verifiedAt && secondsBetween(trigger.at, rollback.verifiedAt),
    blind: record.blind ?? [],
    approvals,
    events,
    next: nextSteps(record, items, settings.runbook),
  };
  // Through JSON: absent instead of undefined, as it is written and read back.
  return JSON.parse(JSON.stringify(report)) as WindowReport;
}
