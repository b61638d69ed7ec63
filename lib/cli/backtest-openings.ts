import { ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { Between } from './backtest-times.ts';
import { minuteWords } from './backtest-times.ts';
import { callAws } from './call-aws.ts';
import { NotRunError, Refusal } from './refusal.ts';

/** When windows open, in milliseconds since 1970, and in words why then. */
export interface Openings {
  readonly times: readonly number[];
  readonly words: string;
}

/** The hour before a window is what its response times are compared with. */
const hourBefore = 3_600_000;
/** More windows than anybody looks at, and a report of many megabytes. */
const mostWindows = 50_000;

/** @param lasts of a window, in seconds. */
export function openingsEvery(
  history: Between,
  { seconds, words }: { readonly seconds: number; readonly words: string },
  lasts: number,
): Openings {
  const first = history.fromMs + hourBefore;
  const count = Math.floor((history.toMs - lasts * 1000 - first) / (seconds * 1000)) + 1;
  if (count <= 0) {
    const wanted = Math.ceil(lasts / 60) + 60;
    throw new Refusal('usage', 'nothing was replayed', [
      {
        path: '--to',
        message: `the history from ${minuteWords(history.fromMs)} to ${minuteWords(history.toMs)} is too short: it takes ${wanted} minutes, an hour to compare with and the window after it`,
      },
    ]);
  }
  if (count > mostWindows) {
    throw new Refusal('usage', 'nothing was replayed', [
      { path: '--every', message: `${words} makes ${count} windows, more than ${mostWindows}; open them less often` },
    ]);
  }
  return {
    times: Array.from({ length: count }, (_, index) => first + index * seconds * 1000),
    words: `every ${words}`,
  };
}

/** @throws Refusal where one of them does not lie within the history. */
export function openingsAt(history: Between, times: readonly number[]): Openings {
  const outside = times.filter((time) => !isWithin(history, time));
  if (outside.length > 0) {
    const problems = outside.map((time) => ({
      path: '--open-at',
      message: `must lie in the history, ${minuteWords(history.fromMs)} to ${minuteWords(history.toMs)}, not at ${minuteWords(time)}`,
    }));
    throw new Refusal('usage', 'nothing was replayed', problems);
  }
  return { times, words: times.length === 1 ? 'at a given time' : `at ${times.length} given times` };
}

const isWithin = ({ fromMs, toMs }: Between, time: number): boolean => time >= fromMs && time < toMs;

/** As many as a page has at most (API_ListExecutions). */
const pageSize = 1000;
/** More deployments than anybody makes in 90 days are an answer without end. */
const mostPages = 200;

/** The starts of the executions of the environment's window: a deployment each. Read-only. */
export async function openingsOfDeployments(
  client: Pick<SFNClient, 'send'>,
  stateMachineArn: string,
  history: Between,
): Promise<Openings> {
  const starts: number[] = [];
  let nextToken: string | undefined;
  for (let page = 0; ; page += 1) {
    if (page === mostPages)
      throw new NotRunError('Step Functions lists deployments without end; give --open-at instead');
    const command = new ListExecutionsCommand({
      stateMachineArn,
      maxResults: pageSize,
      ...(nextToken && { nextToken }),
    });
    const answer = await callAws('Step Functions', 'states:ListExecutions', () => client.send(command));
    const found = (answer.executions ?? []).flatMap(({ startDate }) => startDate?.getTime() ?? []);
    starts.push(...found);
    nextToken = answer.nextToken || undefined;
    // "sorted by time, with the most recent execution first"
    if (nextToken === undefined || found.some((start) => start < history.fromMs)) break;
  }
  const times = starts.filter((start) => isWithin(history, start)).toSorted((a, b) => a - b);
  if (times.length === 0) {
    throw new NotRunError(
      `Step Functions knows of no deployment between ${minuteWords(history.fromMs)} and ${minuteWords(history.toMs)}, and it keeps them for 90 days; open windows with --every or --open-at`,
    );
  }
  return { times, words: times.length === 1 ? '1 deployment' : `${times.length} deployments` };
}
