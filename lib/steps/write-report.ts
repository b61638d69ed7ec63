import type { GateSettings } from '../config/function-settings.ts';
import { concludeInWords } from '../domain/conclusion.ts';
import type { GatePayload } from '../domain/gate.ts';
import { buildReport } from '../domain/report.ts';
import type { Verdict } from '../domain/verdict.ts';
import { reportAsHtml } from '../reports/html.ts';
import { reportAsJson } from '../reports/json.ts';
import { reportAsMarkdown } from '../reports/markdown.ts';
import type { ReportStore } from '../stores/report-store.ts';

export type WriteReportInput = GatePayload;

/** The execution's output, and what the topic is told. */
export interface Conclusion {
  readonly verdict: Verdict;
  readonly run: string;
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly fingerprint: GatePayload['fingerprint'];
  readonly expiresAt?: string;
  readonly blocking: readonly string[];
  readonly report: { readonly html: string; readonly json: string; readonly markdown: string };
  /** The verdict, what blocks and where the report lies, for people. */
  readonly text: string;
}

/** Writes the report in all its formats. Rejects unless every one is stored: without a report there is no GO. */
export async function writeReport(
  payload: WriteReportInput,
  settings: GateSettings,
  store: ReportStore,
): Promise<Conclusion> {
  const { run, release, fingerprint, decision } = payload;
  const { service, environment } = settings;
  const report = buildReport({ service, environment, run, release, fingerprint, decision });
  await Promise.all([
    store.write(run.id, 'json', reportAsJson(report)),
    store.write(run.id, 'md', reportAsMarkdown(report)),
    store.write(run.id, 'html', reportAsHtml(report)),
  ]);
  const html = store.uri(run.id, 'html');
  return {
    verdict: decision.verdict,
    run: run.id,
    service,
    environment,
    version: release.version,
    fingerprint,
    ...(decision.expiresAt === undefined ? {} : { expiresAt: decision.expiresAt }),
    blocking: decision.blocking,
    report: { html, json: store.uri(run.id, 'json'), markdown: store.uri(run.id, 'md') },
    text: concludeInWords(report, html),
  };
}
