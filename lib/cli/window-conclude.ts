import { isDrill } from '../domain/window/drill.ts';
import { inputRefusals, standingRefusals } from '../domain/window/payload.ts';
import type { WindowResult } from '../domain/window/window.ts';
import type { WindowReport } from '../domain/window/window-report.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Ended } from './follow-execution.ts';
import { type FetchedReports, fetchReports, storeOf } from './gate-reports.ts';
import type { Io } from './output.ts';
import { problemsIn } from './problems-in.ts';
import { NotRunError, Refusal } from './refusal.ts';
import { clean, cleanLines } from './text.ts';
import {
  openingIn,
  resultOfError,
  type SeenWindowConclusion,
  type WindowAnswer,
  windowAnswerOf,
  windowConclusionIn,
} from './window-answers.ts';
import type { FollowedWindow, OpeningWindow } from './window-follow.ts';
import { presentEnd, presentNotOpened, presentOpen, presentRefused } from './window-present.ts';
import { reportFromTable, storedReport } from './window-reports.ts';

export interface ConcludedWindow extends Omit<OpeningWindow, 'elapsed'>, FollowedWindow {
  readonly region: string;
  readonly elapsedMs: number;
  readonly json: boolean;
  /** Where the stored report goes, where that was asked for. */
  readonly folder: string | undefined;
}

/** What an execution came to. */
type End =
  | { readonly kind: 'result'; readonly result: WindowResult; readonly conclusion: SeenWindowConclusion | undefined }
  | { readonly kind: 'refused'; readonly error: string; readonly cause: string }
  | { readonly kind: 'not-opened'; readonly reason: string };

/**
 * Turns the end of an execution, or that the window is open, into words and an exit code.
 * @throws Refusal when the window refused the release, NotRunError when it came to no result.
 */
export async function concludeWindow(window: ConcludedWindow, io: Io): Promise<ExitCode> {
  const { ended, answers, drill } = window;
  if (ended === undefined) {
    if (drill !== undefined) throw noDrill(window, drill.failure());
    presentOpen(window, io);
    return exitCodes.go;
  }
  const end = endOf(ended, answers);
  if (end === undefined) throw noResult(window, ended);
  if (end.kind === 'result') return concludeResult(window, end, io);
  if (end.kind === 'not-opened') {
    presentNotOpened(window, end.reason, io);
    // Where none is open, none can be provoked.
    return drill === undefined ? exitCodes.go : exitCodes.noGo;
  }
  refuseRelease(end);
  presentRefused(window, end, io);
  return exitCodes.noGo;
}

/** Healthy is only an execution that succeeded and says so itself; whatever is in doubt is none. */
function endOf({ status, error, cause, output }: Ended, answers: readonly WindowAnswer[]): End | undefined {
  const said = windowAnswerOf(output);
  const opening = said?.kind === 'opened' ? said.value : openingIn(answers);
  if (status === 'SUCCEEDED') {
    if (said?.kind === 'conclusion' && said.value.result === 'healthy') {
      return { kind: 'result', result: 'healthy', conclusion: said.value };
    }
    return opening?.next === 'not-opened' ? { kind: 'not-opened', reason: opening.reason } : undefined;
  }
  if (status !== 'FAILED') return undefined;
  if (opening?.next === 'refused') return { kind: 'refused', error: opening.error, cause: opening.cause };
  const result = resultOfError(error);
  if (result !== undefined) return { kind: 'result', result, conclusion: windowConclusionIn(answers) };
  return error !== undefined && isRefusal(error) ? { kind: 'refused', error, cause: cause ?? '' } : undefined;
}

const isInputRefusal = (error: string): boolean => inputRefusals.some((one) => one === error);
const isRefusal = (error: string): boolean => isInputRefusal(error) || standingRefusals.some((one) => one === error);

function refuseRelease({ error, cause }: Extract<End, { kind: 'refused' }>): void {
  if (!isInputRefusal(error)) return;
  if (error !== 'ReleaseRefused') throw new Refusal('usage', `the window was not opened: ${cause}`);
  const problems = problemsIn(cause);
  const message = problems.length > 0 ? 'the window refused the release' : `the window refused the release: ${cause}`;
  throw new Refusal('release', message, problems);
}

/** Such as an execution that somebody stopped, or a report that could not be written. */
function noResult({ run, execution, seen, environment }: ConcludedWindow, ended: Ended): NotRunError {
  const { status, error, cause } = ended;
  const why = [status, error, cause].filter((part) => part !== undefined && part !== '').join(': ');
  const result = seen?.record.closed?.result;
  const written = result === undefined ? '' : ` (the table says: ${result})`;
  const look = `Look at production; preflight window status --env ${environment.name} --run ${run} shows what is known`;
  return new NotRunError(`the window came to no result${written}: ${why}. ${look}`, {
    details: { run, execution, ...(result === undefined ? {} : { result }) },
  });
}

async function concludeResult(
  window: ConcludedWindow,
  { result, conclusion }: Extract<End, { kind: 'result' }>,
  io: Io,
): Promise<ExitCode> {
  refuseOtherWindow(window, conclusion);
  const { run, region, folder, seen, environment } = window;
  const where = { run, region, uri: conclusion?.report.json, under: 'windows' } as const;
  const stored = await storedReport(storeOf(where), run);
  const report = stored ?? (seen === undefined ? undefined : reportFromTable(seen, environment));
  const files: FetchedReports | null = folder === undefined ? null : await fetchReports({ ...where, folder }, io);
  const text = cleanLines(conclusion?.text ?? window.ended?.cause ?? '');
  presentEnd(window, { result, conclusion, report, files, text }, io);
  const isGood =
    window.drill === undefined ? result === 'healthy' : result === 'rolled-back' && isDrillOf(window, report);
  return isGood ? exitCodes.go : exitCodes.noGo;
}

const isDrillOf = ({ seen }: ConcludedWindow, report: WindowReport | undefined): boolean =>
  isDrill(report ?? seen?.record ?? {});

/** The window is as any other then, and watches on. */
function noDrill({ run, execution, environment }: ConcludedWindow, failure = 'nobody knows why'): NotRunError {
  const see = `preflight window status --env ${environment.name} --run ${run}`;
  return new NotRunError(`there is no drill: ${failure}. The window goes on by itself. To see it: ${see}`, {
    details: { run, execution },
  });
}

/** @throws NotRunError where another environment's window was asked, which --state-machine can name: its result is none here. */
function refuseOtherWindow(
  { environment, run, execution }: ConcludedWindow,
  conclusion: SeenWindowConclusion | undefined,
): void {
  if (conclusion === undefined) return;
  const { service, name } = environment;
  if (conclusion.service === service && conclusion.environment === name) return;
  const asked = clean(`${conclusion.service} for ${conclusion.environment}`);
  throw new NotRunError(
    `the window that was asked is the one of ${asked}, not of ${service} for ${name}: correct --state-machine`,
    {
      details: { run, execution },
    },
  );
}
