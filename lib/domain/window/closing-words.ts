import { onOneLine } from '../one-line.ts';
import { shortCommit } from '../short-commit.ts';
import { unlessDrill } from './drill.ts';
import { noticeOf, type WindowNotice } from './notice.ts';
import type { WindowRecord } from './window.ts';
import { nextSteps } from './window-next.ts';
import { type AskedItem, windowSummary } from './window-summary.ts';
import { deploymentWords } from './words.ts';

/** Of more blind spots the report tells. */
const mostSpots = 20;

/** What whoever is paged at a window's end needs to know: how it ended, why, what was not seen, what to do. */
export function closingWords(record: WindowRecord, items: readonly AskedItem[], runbook: string): WindowNotice {
  const { run, release, closed, blind = [] } = record;
  const deployment = deploymentWords(record);
  const result = closed?.result ?? 'open';
  const spots = blind.slice(0, mostSpots).map(({ what, why, from, to }) => {
    const time = to === undefined ? `since ${from}` : `from ${from} to ${to}`;
    return `  ${what}: ${onOneLine(why)} (${time})`;
  });
  const rest = blind.length - spots.length;
  const words = noticeOf('page', `${result}: ${deployment}`, [
    `The rollback window of ${deployment} (${shortCommit(release.commit)}) ended as ${result}:`,
    `${windowSummary(record, items)}.`,
    ...(spots.length === 0 ? [] : ['', 'What could not be seen:', ...spots]),
    ...(rest > 0 ? [`  and ${rest} more, which the report lists`] : []),
    '',
    ...nextSteps(record, items, runbook).map(({ text, link }) => (link === undefined ? text : `${text} ${link}`)),
    `Run: ${run.id}`,
  ]);
  return unlessDrill(record, words);
}

/** That the window's own alarm is still there. */
export function leftAlarmWords(record: WindowRecord, problem: string): WindowNotice {
  const { run, ownAlarm = '' } = record;
  const words = noticeOf('notice', `An alarm is left of the window of ${deploymentWords(record)}`, [
    `The alarm ${ownAlarm} could not be deleted: ${problem}.`,
    'It has no effect any more, whatever its state. The next window of this service deletes it; or delete it in CloudWatch.',
    `Run: ${run.id}`,
  ]);
  return unlessDrill(record, words);
}
