import type { WindowSettings } from '../lib/config/window-settings.ts';
import { windowMetrics } from '../lib/domain/window/window-metrics.ts';
import type { WindowReport } from '../lib/domain/window/window-report.ts';
import { beforeTimeout, type LambdaContext } from '../lib/lambda/context.ts';
import { logOf } from '../lib/lambda/log.ts';
import { emitMetrics } from '../lib/lambda/metrics.ts';
import { deployedSettings } from '../lib/lambda/settings.ts';
import { cloudwatchAlarms } from '../lib/sources/cloudwatch-alarms.ts';
import { snsNotices } from '../lib/sources/notices.ts';
import { sweepWindow } from '../lib/steps/sweep-window.ts';
import { approvalStore } from '../lib/stores/approval-store.ts';
import { s3WindowReportStore } from '../lib/stores/report-store.ts';
import { windowStore } from '../lib/stores/window-store.ts';

const settings = deployedSettings<WindowSettings>(import.meta.url);
// The approval table is there where something asks.
const { WINDOW_TABLE = '', NOTICE_TOPIC = '', REPORT_BUCKET = '', APPROVAL_TABLE } = process.env;
const dependencies = {
  store: windowStore(WINDOW_TABLE),
  approvals: APPROVAL_TABLE === undefined ? undefined : approvalStore(APPROVAL_TABLE),
  alarms: cloudwatchAlarms(),
  notices: snsNotices(NOTICE_TOPIC),
  reports: s3WindowReportStore(REPORT_BUCKET),
  onReport: (report: WindowReport) => emitMetrics('sweep-window', report, windowMetrics),
};

/** EventBridge's `Step Functions Execution Status Change`, of executions of this window that did not succeed. */
interface Ended {
  readonly detail: { readonly name: string; readonly status: string };
}

export async function handler({ detail }: Ended, context: LambdaContext): Promise<void> {
  const { name: run, status } = detail;
  const signal = beforeTimeout(context);
  const swept = await sweepWindow({ run, status }, settings, { ...dependencies, now: new Date(), signal });
  logOf('sweep-window', { id: run }).info('execution ended', { status, swept });
}
