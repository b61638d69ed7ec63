import { checklist, type GroupId } from '../domain/checklist.ts';
import { isOn } from '../domain/gate.ts';
import { liveLines, spinnerAt } from './live-lines.ts';
import { outcomeSymbol } from './outcome-style.ts';
import type { Terminal } from './output.ts';
import type { EndedCheck, Progress, ProgressInput, WaitingItem } from './progress.ts';
import { clean, cutToFit, seconds } from './text.ts';
import { timeLeft } from './time-left.ts';

/** `✔ tls-certificates   0.3 s  `, without the id. */
const columnsBesideSummary = 17;

export interface LiveInput extends ProgressInput {
  readonly clock: () => Date;
}

export interface Frame extends LiveInput {
  readonly results: ReadonlyMap<string, EndedCheck>;
  readonly waiting: readonly WaitingItem[];
  readonly activity: string;
}

/** Redraws the checks in place, a line each, until it is closed. */
export function liveProgress(terminal: Terminal, input: LiveInput & { readonly erase: boolean }): Progress {
  const results = new Map<string, EndedCheck>();
  let activity = '';
  let waiting: readonly WaitingItem[] = [];
  const frame = (): string[] => frameLines({ ...input, results, waiting, activity }, terminal);
  const lines = liveLines(terminal, frame, input.erase);
  return {
    ended: (result) => void results.set(result.id, result),
    again(ids) {
      for (const id of ids) results.delete(id);
    },
    waiting(items) {
      waiting = items;
    },
    say: lines.say,
    now: (text) => {
      activity = text;
    },
    close: lines.close,
  };
}

/** What the terminal shows now: every check, or a line for each group where they do not all fit. */
export function frameLines(frame: Frame, terminal: Terminal): string[] {
  const columns = terminal.columns();
  const groups = frame.expected
    .map(({ group, checks }) => ({ group, ids: checks.filter(isOn).map(({ id }) => id) }))
    .filter(({ ids }) => ids.length > 0);
  const activity = frame.activity === '' ? '' : ` · ${frame.activity}`;
  const title = cutToFit(`${frame.title}${activity}`, Math.max(10, columns - 14));
  const head = `${spinnerAt(frame.elapsed(), terminal)} ${terminal.paint('bold', title)}  ${terminal.paint('dim', seconds(frame.elapsed()))}`;
  const full = groups.flatMap(({ group, ids }) => [
    `  ${terminal.paint('bold', checklist[group].title)}`,
    ...ids.map((id) => checkLine(id, frame, terminal)),
  ]);
  const people = waitingLines(frame, terminal);
  if (full.length + people.length + 2 <= terminal.rows()) return [head, ...full, ...people];
  // What is waited for is worth more room than what has ended.
  return [head, ...people, ...groups.map(({ group, ids }) => groupLine(group, ids, frame, terminal))].slice(
    0,
    terminal.rows() - 1,
  );
}

/** What people are asked, and until when. */
function waitingLines(frame: Frame, terminal: Terminal): string[] {
  const { waiting, clock } = frame;
  if (waiting.length === 0) return [];
  const lines = waiting.map(({ id, title, expiresAt }) => {
    const left = `${timeLeft(expiresAt, clock())} left`;
    const text = cutToFit(`${clean(id)}  ${left}  ${clean(title)}`, Math.max(8, terminal.columns() - 6));
    return `    ${spinnerAt(frame.elapsed(), terminal)} ${text}`;
  });
  return [`  ${terminal.paint('bold', 'Waiting for people')}`, ...lines];
}

function checkLine(id: string, frame: Frame, terminal: Terminal): string {
  const idWidth = Math.max(...frame.expected.flatMap(({ checks }) => checks.map((check) => check.id.length)));
  const result = frame.results.get(id);
  if (result === undefined) return `    ${spinnerAt(frame.elapsed(), terminal)} ${id}`;
  const took = result.durationMs === undefined ? '' : seconds(result.durationMs);
  const summary = cutToFit(clean(result.summary), Math.max(8, terminal.columns() - idWidth - columnsBesideSummary));
  return `    ${outcomeSymbol(terminal, result.outcome)} ${id.padEnd(idWidth)}  ${terminal.paint('dim', took.padStart(6))}  ${summary}`;
}

function groupLine(group: GroupId, ids: readonly string[], frame: Frame, terminal: Terminal): string {
  const marks = ids.map((id) => {
    const result = frame.results.get(id);
    return result === undefined ? terminal.paint('dim', '·') : outcomeSymbol(terminal, result.outcome);
  });
  return `  ${checklist[group].title.padEnd(18)} ${marks.join('')}`;
}
