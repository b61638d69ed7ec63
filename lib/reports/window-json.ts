import type { WindowReport } from '../domain/window/window-report.ts';

/** The window's report itself; the other formats are made from it. */
export function windowAsJson(report: WindowReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
