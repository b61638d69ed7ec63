import type { GateSettings } from '../config/function-settings.ts';
import { breakGlassUses } from '../domain/approvals/reported-people.ts';
import { concludeInWords } from '../domain/conclusion.ts';
import type { GatePayload } from '../domain/gate.ts';
import { buildReport, type Report } from '../domain/report.ts';
import { type ReportFormat, reportFormats } from '../domain/report-format.ts';
import type { Decision, Verdict } from '../domain/verdict.ts';
import { inEveryFormat } from '../reports/every-format.ts';
import type { ReportStore } from '../stores/report-store.ts';
import type { GoStore } from '../stores/window-store.ts';

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

type GoWriter = Pick<GoStore, 'saveGo' | 'withdrawGo'>;

/**
 * Writes the report in all its formats, and then what the rollback window asks about: whether there is a GO. Rejects unless
 * every one is stored: without a report there is no GO.
 * @param gos there where the environment has a rollback window.
 * @param onReport told of the report once all is stored.
 */
export async function writeReport(
  payload: WriteReportInput,
  settings: GateSettings,
  store: ReportStore,
  gos?: GoWriter,
  onReport?: (report: Report) => void,
): Promise<Conclusion> {
  if (settings.hasWindow && gos === undefined) {
    throw new Error('the environment has a rollback window, but its table was not given: set WINDOW_TABLE');
  }
  const { run, release, fingerprint, decision } = payload;
  const { service, environment, authorsOff } = settings;
  const off = authorsOff === undefined ? {} : { authorsOff };
  const report = buildReport({ service, environment, run, release, fingerprint, decision, ...off });
  const texts = inEveryFormat(report);
  await Promise.all(reportFormats.map((format) => store.write(run.id, format, texts[format])));
  if (gos !== undefined) await keepGo(payload, gos);
  onReport?.(report);
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

/** What the gate says last counts: a no-go takes an earlier GO of the same release away. */
async function keepGo({ run, fingerprint, decision }: WriteReportInput, gos: GoWriter): Promise<void> {
  const { verdict, expiresAt } = decision;
  if (verdict !== 'go') return gos.withdrawGo(fingerprint, run.id);
  if (expiresAt === undefined) throw new Error(`the GO of ${run.id} does not say until when it holds`);
  await gos.saveGo({ run: run.id, fingerprint, expiresAt });
}
