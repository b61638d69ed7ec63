import type { WindowSettings } from '../config/window-settings.ts';
import { closeAbandoned, isAbandoned } from './close-window/close-abandoned.ts';
import type { CloseWindowDependencies } from './close-window.ts';
import { type WriteWindowReportDependencies, writeWindowReport } from './write-window-report.ts';

export interface SweepWindowInput {
  /** The execution's name. */
  readonly run: string;
  /** `ABORTED`, `TIMED_OUT`, `FAILED`. */
  readonly status: string;
}

/**
 * Ends the window of an execution that ended by itself: a window that was closed is left as it is, and most executions that
 * fail end with one. Tried again after a crash, it goes on where it was, to the report.
 * @returns whether there was something to sweep.
 */
export async function sweepWindow(
  { run, status }: SweepWindowInput,
  settings: WindowSettings,
  dependencies: Omit<CloseWindowDependencies, 'runbook'> & WriteWindowReportDependencies,
): Promise<boolean> {
  const { store } = dependencies;
  const window = await store.window(run);
  if (window === undefined) return false;
  if (window.closed !== undefined && !isAbandoned(await store.events(run))) return false;
  await closeAbandoned(window, status, { ...dependencies, runbook: settings.runbook });
  await writeWindowReport({ run: window.run }, settings, dependencies);
  return true;
}
