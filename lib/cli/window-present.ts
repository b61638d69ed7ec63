import type { WindowResult } from '../domain/window/window.ts';
import type { WindowReport } from '../domain/window/window-report.ts';
import { type FetchedReports, filesByName } from './gate-reports.ts';
import { type Io, printJson } from './output.ts';
import { clean, cleanLines } from './text.ts';
import { openingIn, type SeenWindowConclusion } from './window-answers.ts';
import type { ConcludedWindow } from './window-conclude.ts';
import { windowStamp, windowText } from './window-text.ts';

/** What a program is told of every window, however it went; a command of the same name gives it more. */
function common({ run, execution, earlier, environment, release, elapsedMs }: ConcludedWindow) {
  return {
    run,
    execution,
    startedAlready: earlier !== undefined,
    service: environment.service,
    environment: environment.name,
    version: release.version,
    commit: release.commit,
    seconds: Math.round(elapsedMs) / 1000,
  };
}

/** It is open, and nobody follows it any further. */
export function presentOpen(window: ConcludedWindow, io: Io): void {
  const { answers, seen, run, environment, json } = window;
  const opening = openingIn(answers);
  const endsAt = seen?.record.endsAt ?? (opening?.next === 'watch' ? opening.endsAt : undefined);
  if (json) {
    printJson(io, { result: 'open', ...common(window), endsAt: endsAt ?? null });
    return;
  }
  const until = endsAt === undefined ? '' : ` until ${clean(endsAt)}`;
  const again = `preflight window status --env ${environment.name} --run ${run}`;
  io.out.write(`${windowStamp('open', io.out)} the rollback window is open${until}\nto see it: ${again}\n`);
}

export function presentNotOpened(window: ConcludedWindow, reason: string, io: Io): void {
  if (window.json) {
    printJson(io, { result: 'not-opened', ...common(window), reason });
    return;
  }
  io.out.write(`no rollback window was opened, and none is needed: ${clean(reason)}\n`);
}

interface RefusedWindow {
  readonly error: string;
  readonly cause: string;
}

export function presentRefused(window: ConcludedWindow, { error, cause }: RefusedWindow, io: Io): void {
  const todo = whatToDo(error, window);
  if (window.json) {
    printJson(io, {
      result: 'refused',
      ...common(window),
      error: { kind: error, message: clean(cause), problems: [] },
    });
    return;
  }
  const stamp = io.out.paint(['white', 'bgRed', 'bold'], ' REFUSED ');
  io.out.write(`${stamp} no rollback window was opened: ${clean(cause)}\n${todo === undefined ? '' : `${todo}\n`}`);
}

/** Where the words of the window do not name the command. */
function whatToDo(error: string, { environment }: ConcludedWindow): string | undefined {
  if (error === 'NoGo') return `to ask for a GO: preflight gate --env ${environment.name} --release FILE`;
  if (error === 'RollbackInProgress') return `to see the rollback: preflight window status --env ${environment.name}`;
  return undefined;
}

interface EndedWindow {
  readonly result: WindowResult;
  readonly conclusion: SeenWindowConclusion | undefined;
  readonly report: WindowReport | undefined;
  readonly files: FetchedReports | null;
  /** How it ended, in the window's own words. */
  readonly text: string;
}

export function presentEnd(window: ConcludedWindow, ended: EndedWindow, io: Io): void {
  const { conclusion, report, files, text, result } = ended;
  if (window.json) {
    printJson(io, asJson(window, ended));
    return;
  }
  const notes = [
    ...(conclusion === undefined ? [] : [`report: ${clean(conclusion.report.html)}`]),
    `to read it: preflight report windows/${window.run} --env ${window.environment.name} --format html --out report.html`,
    ...(files?.html ? [`here: ${files.html}`] : []),
  ];
  // Where neither the report nor the table could be read, the window's own words say it all.
  if (report === undefined) io.out.write(`${windowStamp(result, io.out)} ${cleanLines(text)}\n${notes.join('\n')}\n`);
  else io.out.write(windowText({ report, notes }, io.out));
}

function asJson(window: ConcludedWindow, { result, conclusion, report, files, text }: EndedWindow) {
  const { trigger, rollback, blind, openedAt, endsAt, closedAt, withoutGo, supersededBy, tookSeconds, drill } =
    report ?? {};
  return {
    result,
    ...common(window),
    openedAt: openedAt ?? null,
    endsAt: endsAt ?? null,
    closedAt: closedAt ?? null,
    trigger: trigger ?? null,
    rollback: rollback === undefined ? null : withoutHandle(rollback),
    /** From the trigger to the verified rollback. */
    rollbackSeconds: tookSeconds ?? null,
    blind: blind ?? [],
    ...(withoutGo === undefined ? {} : { withoutGo }),
    ...(drill === undefined ? {} : { drill }),
    ...(supersededBy === undefined ? {} : { supersededBy: supersededBy.run }),
    report: conclusion?.report ?? null,
    files: files === null ? null : filesByName(files),
    text,
  };
}

/** Only its strategy knows what is in the handle. */
function withoutHandle({ handle: _handle, ...rollback }: NonNullable<WindowReport['rollback']>) {
  return rollback;
}
