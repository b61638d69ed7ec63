import type { GateSettings } from '../lib/config/function-settings.ts';
import { gateMetrics } from '../lib/domain/gate-metrics.ts';
import { logOf } from '../lib/lambda/log.ts';
import { emitMetrics } from '../lib/lambda/metrics.ts';
import { deployedSettings } from '../lib/lambda/settings.ts';
import { type Conclusion, type WriteReportInput, writeReport } from '../lib/steps/write-report.ts';
import { s3ReportStore } from '../lib/stores/report-store.ts';
import { goStore } from '../lib/stores/window-store.ts';

const settings = deployedSettings<GateSettings>(import.meta.url);
const store = s3ReportStore(process.env['REPORT_BUCKET'] ?? '');
// There where the environment has a rollback window.
const table = process.env['WINDOW_TABLE'];
const gos = table === undefined ? undefined : goStore(table);

export async function handler(input: WriteReportInput): Promise<Conclusion> {
  const conclusion = await writeReport(input, settings, store, gos, (report) =>
    emitMetrics('write-report', report, gateMetrics),
  );
  logOf('write-report', input.run).info('report written', { verdict: conclusion.verdict, report: conclusion.report });
  return conclusion;
}
