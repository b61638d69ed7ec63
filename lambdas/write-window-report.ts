import type { WindowSettings } from '../lib/config/window-settings.ts';
import type { Run } from '../lib/domain/gate.ts';
import { windowMetrics } from '../lib/domain/window/window-metrics.ts';
import type { WindowReport } from '../lib/domain/window/window-report.ts';
import { logOf } from '../lib/lambda/log.ts';
import { emitMetrics } from '../lib/lambda/metrics.ts';
import { deployedSettings } from '../lib/lambda/settings.ts';
import { type WindowConclusion, writeWindowReport } from '../lib/steps/write-window-report.ts';
import { askedRunReader } from '../lib/stores/asked-run-reading.ts';
import { s3WindowReportStore } from '../lib/stores/report-store.ts';
import { windowReader } from '../lib/stores/window-reading.ts';

const settings = deployedSettings<WindowSettings>(import.meta.url);
// The approval table is there where something asks.
const { WINDOW_TABLE = '', REPORT_BUCKET = '', APPROVAL_TABLE } = process.env;
const dependencies = {
  store: windowReader(WINDOW_TABLE),
  approvals: APPROVAL_TABLE === undefined ? undefined : askedRunReader(APPROVAL_TABLE),
  reports: s3WindowReportStore(REPORT_BUCKET),
  onReport: (report: WindowReport) => emitMetrics('write-window-report', report, windowMetrics),
};

export async function handler(input: { readonly run: Run }): Promise<WindowConclusion> {
  const conclusion = await writeWindowReport(input, settings, dependencies);
  const { result, report } = conclusion;
  logOf('write-window-report', input.run).info('report written', { result, report });
  return conclusion;
}
