import type { Problem } from '../domain/problem.ts';
import type { BacktestArguments } from './backtest-options.ts';
import {
  type Between,
  dayMs,
  durationSeconds,
  minuteMs,
  minuteWords,
  momentExample,
  momentMs,
  wholeMinute,
} from './backtest-times.ts';

/** What is to be replayed, as the user wrote it. */
export interface BacktestRequest {
  /** Absent where the file says it. Whole minutes. */
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly file?: string;
  readonly openings: Opening;
  readonly incidents: readonly Between[];
  readonly lateSeconds: number;
}

/** When windows open. */
export type Opening =
  | { readonly kind: 'every'; readonly seconds: number; readonly words: string }
  | { readonly kind: 'at'; readonly times: readonly number[] }
  | { readonly kind: 'deployments' };

/** A longer one is no replay any more; CloudWatch itself keeps nothing longer than this. In days. */
export const longestDays = 455;
/**
 * How long CloudWatch keeps datapoints of a minute ("Metrics retention" of its user guide; those of 5 minutes 63 days, those of an
 * hour 455). GetMetricData of older minutes answers nothing.
 */
const minutesKeptDays = 15;

type Given = Pick<
  BacktestArguments,
  'from' | 'to' | 'file' | 'every' | 'open-at' | 'deployments' | 'incident' | 'late' | 'columns'
>;

/** What the options mean, or all that is wrong with them. */
export function backtestRequest(values: Given, now: Date): BacktestRequest | { readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const tell = (path: string, message: string): undefined => {
    problems.push({ path, message });
    return undefined;
  };
  const range = rangeOf(values, now, tell);
  const openings = openingOf(values, tell);
  const incidents = values.incident.flatMap((text) => incidentOf(text, tell) ?? []);
  const lateSeconds = lateOf(values.late, tell);
  if (problems.length > 0 || openings === undefined || lateSeconds === undefined) return { problems };
  return { ...range, ...(values.file === undefined ? {} : { file: values.file }), openings, incidents, lateSeconds };
}

type Tell = (path: string, message: string) => undefined;

function rangeOf({ from, to, file }: Given, now: Date, tell: Tell): { fromMs?: number; toMs?: number } {
  const parsed = { from: momentOf('--from', from, tell), to: momentOf('--to', to, tell) };
  if (file === undefined) {
    for (const [name, text] of Object.entries({ '--from': from, '--to': to })) {
      if (text === undefined) tell(name, `is missing; write ${name} TIME, for example ${momentExample}`);
    }
  }
  if (parsed.to !== undefined && parsed.to > now.getTime())
    tell('--to', `must not be in the future, not ${to}: it is ${minuteWords(now.getTime())}`);
  const fromMs = parsed.from === undefined ? undefined : wholeMinute(parsed.from);
  const toMs = parsed.to === undefined ? undefined : wholeMinute(parsed.to);
  if (fromMs !== undefined && fromMs > now.getTime()) tell('--from', `must be in the past, not ${from}`);
  else if (fromMs !== undefined && file === undefined) keptProblem(fromMs, now, tell);
  if (fromMs !== undefined && toMs !== undefined) {
    if (toMs <= fromMs) tell('--to', `must be after --from by a minute at least, not ${to}`);
    else if (toMs - fromMs > longestDays * dayMs)
      tell(
        '--to',
        `must be at most ${longestDays} days after --from, not ${((toMs - fromMs) / dayMs).toFixed(0)}; replay one part after the other`,
      );
  }
  return { ...(fromMs === undefined ? {} : { fromMs }), ...(toMs === undefined ? {} : { toMs }) };
}

function keptProblem(fromMs: number, now: Date, tell: Tell): void {
  const oldest = now.getTime() - minutesKeptDays * dayMs;
  if (fromMs >= oldest) return;
  // A minute later, since that much may pass before it is asked.
  const earliest = minuteWords(oldest + 2 * minuteMs);
  tell(
    '--from',
    `CloudWatch keeps the values of single minutes for ${minutesKeptDays} days, and answers nothing of older ones; write --from ${earliest}, or export them in time and give --file`,
  );
}

function momentOf(path: string, text: string | undefined, tell: Tell): number | undefined {
  if (text === undefined) return undefined;
  return momentMs(text) ?? tell(path, `must be a date or a time as ISO 8601 has it, ${example}, not ${quoted(text)}`);
}

const example = `for example ${momentExample} (UTC where no zone is given)`;
const quoted = (text: string): string => JSON.stringify(text);

function openingOf({ every, 'open-at': at, deployments }: Given, tell: Tell): Opening | undefined {
  const given = [every !== undefined && '--every', at.length > 0 && '--open-at', deployments && '--deployments'].filter(
    (name) => name !== false,
  );
  const [first, ...others] = given;
  for (const other of others) tell(other, `contradicts ${first}; give one of them`);
  if (deployments) return { kind: 'deployments' };
  if (at.length === 0) return everyOf(every ?? '1h', tell);
  const times = at.flatMap((text) => momentOf('--open-at', text, tell) ?? []);
  return { kind: 'at', times: [...new Set(times)].toSorted((a, b) => a - b) };
}

function everyOf(words: string, tell: Tell): Opening | undefined {
  const seconds = durationSeconds(words);
  if (seconds === undefined || seconds < 300 || seconds > 86_400 || seconds % 60 !== 0)
    return tell('--every', `must be whole minutes from 5m to 24h, for example 30m, not ${quoted(words)}`);
  return { kind: 'every', seconds, words };
}

function incidentOf(text: string, tell: Tell): Between | undefined {
  const [from = '', to = '', ...more] = text.split('/');
  const [fromMs, toMs] = [momentMs(from), momentMs(to)];
  if (fromMs !== undefined && toMs !== undefined && more.length === 0 && fromMs < toMs) return { fromMs, toMs };
  return tell(
    '--incident',
    `must be FROM/TO, the second after the first, for example 2026-10-07T02:00Z/2026-10-07T04:00Z, not ${quoted(text)}`,
  );
}

function lateOf(text: string | undefined, tell: Tell): number | undefined {
  if (text === undefined) return 60;
  const seconds = durationSeconds(text);
  if (seconds !== undefined && seconds <= 300) return seconds;
  return tell('--late', `must be from 0s to 5m, for example 90s, not ${quoted(text)}`);
}
