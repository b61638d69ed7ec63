import { breakGlassVotes } from '../approvals/reported-people.ts';
import { cutText } from '../evidence.ts';
import { onOneLine } from '../one-line.ts';
import { shortCommit } from '../short-commit.ts';
import { drillHeadline, isDrill } from './drill.ts';
import type { WindowReport } from './window-report.ts';

/** Step Functions cuts a cause at 32,768 characters; people stop reading long before. */
const longestCause = 4000;
/** Of spots and steps each; what is left out is counted, and stands in the report. */
const mostLines = 4;

/**
 * The end of a window in words: how it ended, the trigger, what to do, and where the report lies. It is the `cause` of a
 * failed execution and the text of the message to the topic.
 */
export function concludeWindow(report: WindowReport, reportUri: string): string {
  const { service, release, environment, result, summary, withoutGo, next } = report;
  const drilled = isDrill(report) ? drillHeadline : '';
  const lines = [
    short(
      `${drilled}${service} ${release.version} (${shortCommit(release.commit)}) in ${environment}: ${result}: ${summary}`,
      1200,
    ),
    ...(withoutGo === undefined ? [] : [`opened without a GO: ${short(withoutGo)}`]),
    ...breakGlassVotes(report.approvals).map(({ id, words }) => `BREAK GLASS: ${onOneLine(id)} ${words}`),
    ...triggerLines(report),
    ...listedLines(report.blind.map(({ what, why, from }) => `- not seen from ${from}: ${short(what)}: ${short(why)}`)),
    ...listedLines(next.map((one) => `what to do: ${stepText(one)}`)),
  ];
  // Where the report lies stands there whatever else is long.
  const last = `report: ${short(reportUri, 1000)}`;
  return `${cutText(lines.join('\n'), longestCause - last.length - 1)}\n${last}`;
}

function triggerLines({ trigger, tookSeconds, rollback, schemaGuard }: WindowReport): string[] {
  if (trigger === undefined) return [];
  const what = [trigger.criterion, trigger.check, trigger.alarm].flatMap((one) =>
    one === undefined ? [] : [short(one)],
  );
  const schema =
    schemaGuard === undefined || schemaGuard.state === 'compatible' ? [] : [`schema: ${short(schemaGuard.summary)}`];
  const done = rollback === undefined ? [] : [`rollback: ${short(rollback.failure ?? rollback.detail)}`];
  const took = tookSeconds === undefined ? [] : [`verified ${tookSeconds} s after the trigger`];
  return [
    `trigger: ${[...what, `at ${trigger.at}`].join(', ')}: ${short(trigger.reason, 600)}`,
    ...schema,
    ...done,
    ...took,
  ];
}

function listedLines(lines: readonly string[]): string[] {
  const more = lines.length - mostLines;
  return more <= 0 ? [...lines] : [...lines.slice(0, mostLines), `- and ${more} more, see the report`];
}

function stepText({ text, link, command }: WindowReport['next'][number]): string {
  // A command and an address are of no use in part.
  return [short(text), command, link].flatMap((part) => (part === undefined ? [] : [onOneLine(part)])).join(' ');
}

const short = (text: string, longest = 300): string => cutText(onOneLine(text), longest);
