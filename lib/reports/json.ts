import type { Report } from '../domain/report.ts';

/** The report itself; the other formats are made from it. */
export function reportAsJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
