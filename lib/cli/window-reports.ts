import type { Environment } from '../config/environment.ts';
import { windowSettings } from '../config/window-settings.ts';
import { buildWindowReport } from '../domain/window/build-window-report.ts';
import { baselineIn } from '../domain/window/own-alarm.ts';
import { type WindowReport, windowReportSchema } from '../domain/window/window-report.ts';
import { jsonOf } from '../sources/json.ts';
import type { ReportStore } from '../stores/report-store.ts';
import { callAws } from './call-aws.ts';
import type { SeenWindow } from './window-feed.ts';

/** The report of a closed window as it is stored. Undefined where it is not there, or may not be read: the table tells most of it. */
export async function storedReport(store: ReportStore | undefined, run: string): Promise<WindowReport | undefined> {
  if (store === undefined) return undefined;
  try {
    const text = await callAws('S3', 's3:GetObject', () => store.read(run, 'json'));
    return windowReportSchema.safeParse(jsonOf(text)).data;
  } catch {
    return undefined;
  }
}

/** What the table tells of a window in the form of its report; what people were asked is not in it. */
export function reportFromTable({ record, events }: SeenWindow, environment: Environment): WindowReport {
  const { runbook, schemaOff, criteria = [] } = windowSettings(environment) ?? {};
  const baseline = baselineIn(criteria);
  return buildWindowReport(record, events, [], { runbook, schemaOff, baseline });
}
