import type { ReportFormat } from '../domain/report-format.ts';
import type { WindowReport } from '../domain/window/window-report.ts';
import { windowAsHtml } from './window-html.ts';
import { windowAsJson } from './window-json.ts';
import { windowAsJunit } from './window-junit.ts';
import { windowAsMarkdown } from './window-markdown.ts';

/** The window's report as text, in each format. */
export function windowInEveryFormat(report: WindowReport): Readonly<Record<ReportFormat, string>> {
  return {
    json: windowAsJson(report),
    md: windowAsMarkdown(report),
    html: windowAsHtml(report),
    junit: windowAsJunit(report),
  };
}
