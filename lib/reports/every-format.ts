import type { Report } from '../domain/report.ts';
import type { ReportFormat } from '../domain/report-format.ts';
import { reportAsHtml } from './html.ts';
import { reportAsJson } from './json.ts';
import { reportAsJunit } from './junit.ts';
import { reportAsMarkdown } from './markdown.ts';

/** The report as text, in each format. */
export function inEveryFormat(report: Report): Readonly<Record<ReportFormat, string>> {
  return {
    json: reportAsJson(report),
    md: reportAsMarkdown(report),
    html: reportAsHtml(report),
    junit: reportAsJunit(report),
  };
}
