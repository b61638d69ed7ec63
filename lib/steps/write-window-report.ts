import type { WindowSettings } from '../config/window-settings.ts';
import { cutText } from '../domain/evidence.ts';
import type { Run } from '../domain/gate.ts';
import { onOneLine } from '../domain/one-line.ts';
import { type ReportFormat, reportFormats } from '../domain/report-format.ts';
import { askedRunOf } from '../domain/window/asked.ts';
import { buildWindowReport } from '../domain/window/build-window-report.ts';
import { isDrill } from '../domain/window/drill.ts';
import { baselineIn } from '../domain/window/own-alarm.ts';
import type { WindowRecord, WindowResult } from '../domain/window/window.ts';
import { concludeWindow } from '../domain/window/window-conclusion.ts';
import type { WindowReport } from '../domain/window/window-report.ts';
import { triggerWords } from '../domain/window/window-summary.ts';
import { windowInEveryFormat } from '../reports/window-every-format.ts';
import type { ApprovalStore } from '../stores/approval-store.ts';
import type { ReportStore } from '../stores/report-store.ts';
import type { WindowStore } from '../stores/window-store.ts';

/** The execution's output, and what the topic is told. */
export interface WindowConclusion {
  readonly result: WindowResult;
  readonly run: string;
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly commit: string;
  /** The trigger in words, where there was one. */
  readonly trigger?: string;
  readonly withoutGo?: string;
  /** Whether the rollback was one that somebody provoked. */
  readonly drill?: true;
  readonly report: { readonly html: string; readonly json: string; readonly markdown: string; readonly junit: string };
  /** How it ended, why, and where the report lies, for people; 4,000 characters at most. */
  readonly text: string;
}

export interface WriteWindowReportDependencies {
  readonly store: Pick<WindowStore, 'window' | 'events'>;
  readonly approvals?: Pick<ApprovalStore, 'run'> | undefined;
  /** The store of windows, not of the gate's runs: they may have the same names. */
  readonly reports: ReportStore;
  /** Told of the report once it is stored. */
  readonly onReport?: (report: WindowReport) => void;
}

/** Writes the report of a closed window in all its formats. Rejects unless every one is stored. Done again, it writes the same. */
export async function writeWindowReport(
  { run }: { readonly run: Run },
  settings: Pick<WindowSettings, 'runbook' | 'schemaOff' | 'criteria'>,
  { store, approvals, reports, onReport }: WriteWindowReportDependencies,
): Promise<WindowConclusion> {
  const record = await store.window(run.id);
  if (record?.closed === undefined) {
    throw new Error(
      `the window ${run.id} is ${record === undefined ? 'not there' : 'not closed'}, so it has no report yet`,
    );
  }
  const asked = await approvals?.run(askedRunOf(run.id));
  const { runbook, schemaOff, criteria } = settings;
  const baseline = baselineIn(criteria);
  const events = await store.events(run.id);
  const report = buildWindowReport(record, events, asked?.items ?? [], { runbook, schemaOff, baseline });
  const texts = windowInEveryFormat(report);
  await Promise.all(reportFormats.map((format) => reports.write(run.id, format, texts[format])));
  onReport?.(report);
  return concluded(record, record.closed.result, report, (format) => reports.uri(run.id, format));
}

function concluded(
  record: WindowRecord,
  result: WindowResult,
  report: WindowReport,
  uri: (format: ReportFormat) => string,
): WindowConclusion {
  const { run, service, environment, release, trigger, withoutGo } = record;
  return {
    ...{ result, run: run.id, service, environment, version: release.version, commit: release.commit },
    ...(trigger === undefined ? {} : { trigger: triggerWords(trigger) }),
    ...(withoutGo === undefined ? {} : { withoutGo: cutText(onOneLine(withoutGo)) }),
    ...(isDrill(record) ? { drill: true as const } : {}),
    report: { html: uri('html'), json: uri('json'), markdown: uri('md'), junit: uri('junit') },
    text: concludeWindow(report, uri('html')),
  };
}
