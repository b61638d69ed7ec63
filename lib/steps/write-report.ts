import type { GateSettings } from '../config/function-settings.ts';
import { breakGlassUses } from '../domain/approvals/reported-people.ts';
import { concludeInWords } from '../domain/conclusion.ts';
import type { GatePayload } from '../domain/gate.ts';
import { buildReport } from '../domain/report.ts';
import { type ReportFormat, reportFormats } from '../domain/report-format.ts';
import type { Decision, Verdict } from '../domain/verdict.ts';
import { inEveryFormat } from '../reports/every-format.ts';
import type { ReportStore } from '../stores/report-store.ts';

export type WriteReportInput = Pick<GatePayload, 'run' | 'release' | 'fingerprint'> & { readonly decision: Decision };

/** The execution's output, and what the topic is told; with `commitStatus` where one is configured. */
export interface Conclusion {
  readonly verdict: Verdict;
  /** The verdict in a few words, for a subject line: it also says where emergency powers were used. */
  readonly headline: Verdict | `break-glass ${Verdict}`;
  readonly run: string;
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly fingerprint: GatePayload['fingerprint'];
  readonly expiresAt?: string;
  readonly blocking: readonly string[];
  /** What emergency powers decided, by the ids of items and checks; absent where they were not used. */
  readonly breakGlass?: readonly string[];
  readonly report: {
    readonly html: string;
    readonly json: string;
    readonly markdown: string;
    readonly junit: string;
  };
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
  const { service, environment, authorsOff } = settings;
  const off = authorsOff === undefined ? {} : { authorsOff };
  const report = buildReport({ service, environment, run, release, fingerprint, decision, ...off });
  const texts = inEveryFormat(report);
  await Promise.all(reportFormats.map((format) => store.write(run.id, format, texts[format])));
  const broken = [...new Set(breakGlassUses(report).map(({ id }) => id))];
  const uri = (format: ReportFormat): string => store.uri(run.id, format);
  return {
    verdict: decision.verdict,
    headline: broken.length === 0 ? decision.verdict : `break-glass ${decision.verdict}`,
    run: run.id,
    service,
    environment,
    version: release.version,
    fingerprint,
    ...(decision.expiresAt === undefined ? {} : { expiresAt: decision.expiresAt }),
    blocking: decision.blocking,
    ...(broken.length === 0 ? {} : { breakGlass: broken }),
    report: { html: uri('html'), json: uri('json'), markdown: uri('md'), junit: uri('junit') },
    text: concludeInWords(report, uri('html')),
  };
}
