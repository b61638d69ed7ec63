import { type ReportFormat, reportFile } from '../../../lib/domain/report-format.ts';
import type { WindowEvent, WindowRecord } from '../../../lib/domain/window/window.ts';
import { type WindowConclusion, writeWindowReport } from '../../../lib/steps/write-window-report.ts';
import { memoryWindowStore } from '../../support/memory-window-store.ts';
import { release } from '../../support/release.ts';
import { windowSample, windowSettingsSample } from '../../support/window-samples.ts';
import { configText } from './config.ts';
import { type Look, type StoredWindow, stackOutputs } from './fake-aws.ts';
import { folderWith, type Ran, type RunOptions, runCli } from './run-cli.ts';

export const windowMachine = 'arn:aws:states:eu-central-1:000000000000:stateMachine:preflight-window';
export const windowOutputs = {
  ...stackOutputs,
  WindowStateMachineArn: windowMachine,
  WindowTableName: 'preflight-windows',
  WindowCommandFunctionName: 'preflight-window-command',
};

const offText = "off('not part of this test')";
const watched = (alarm: string): string => `{ watch: { alarm: { name: '${alarm}' } } }`;

/** A configuration with a rollback window, in which most is off. */
export const windowedText = configText({
  rollback: `{
        strategy: { lambdaAlias: { function: 'shop-api', alias: 'live' } },
        schemaGuard: ${offText},
        runbook: 'https://github.com/acme/shop-api/blob/main/docs/runbook.md',
        criteria: {
          'error-rate-critical': ${watched('shop-errors')},
          'service-outage': ${watched('shop-outage')},
          'data-loss': { watch: 'people' },
          'error-rate-high': ${offText},
          'response-time': ${offText},
          'db-pool-exhausted': ${offText},
          'feature-broken': ${offText},
          'performance-degraded': ${offText},
        },
      }`,
});

/** A command in a new project that has a window, and a valid release. */
export function inProject(
  args: readonly string[],
  options: Omit<RunOptions, 'folder'>,
  config = windowedText,
): Promise<Ran> {
  return runCli(args, { folder: projectWith(config), ...options });
}

export function projectWith(config = windowedText): string {
  return folderWith({ 'preflight.config.mts': config, 'release.json': JSON.stringify(release) });
}

export const windowRun = 'run-1';
export const execution = `${windowMachine.replace('stateMachine', 'execution')}:${windowRun}`;

/** A window that is open, as OpenWindow writes it. */
export function openWindow(changes: Partial<WindowRecord> = {}): WindowRecord {
  return { ...windowSample, run: { ...windowSample.run, id: windowRun, execution }, ...changes };
}

export const opened = { next: 'watch', endsAt: windowSample.endsAt } as const;

/** The last look at a window that ended: all that the deployed steps answer, write and leave. */
export interface WindowEnd {
  readonly look: Look;
  readonly stored: StoredWindow;
  readonly conclusion: WindowConclusion;
  /** Objects of the bucket. */
  readonly objects: Readonly<Record<string, string>>;
}

const errors = {
  'rolled-back': 'RolledBack',
  'rollback-failed': 'RollbackFailed',
  inconclusive: 'Inconclusive',
  superseded: 'Superseded',
} as const;

/** @param record with what closed it. */
export async function endOf(record: WindowRecord, events: readonly WindowEvent[] = []): Promise<WindowEnd> {
  const { closed } = record;
  if (closed === undefined) throw new Error('this window goes on');
  const store = memoryWindowStore();
  await store.open(record, undefined);
  await store.addEvents(record.run.id, events);
  const objects: Record<string, string> = {};
  const key = (run: string, format: ReportFormat): string => `windows/${run}/${reportFile(format)}`;
  const reports = {
    write: async (run: string, format: ReportFormat, text: string) => {
      objects[`/preflight-reports/${key(run, format)}`] = text;
    },
    read: async () => '',
    uri: (run: string, format: ReportFormat) => `s3://preflight-reports/${key(run, format)}`,
  };
  const conclusion = await writeWindowReport({ run: record.run }, windowSettingsSample, { store, reports });
  const stored = { record, events };
  const answers = [opened, conclusion];
  const { result } = closed;
  const look: Look =
    result === 'healthy'
      ? { status: 'SUCCEEDED', output: conclusion, answers, window: stored }
      : { status: 'FAILED', error: errors[result], cause: conclusion.text, answers, window: stored };
  return { look, stored, conclusion, objects };
}
