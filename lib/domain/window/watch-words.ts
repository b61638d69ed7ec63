import type { ItemRecord } from '../approvals/approval-record.ts';
import { cutText } from '../evidence.ts';
import { onOneLine } from '../one-line.ts';
import { runPath } from '../run-path.ts';
import { unlessDrill } from './drill.ts';
import { noticeOf, type WindowNotice } from './notice.ts';
import type { Red } from './red.ts';
import type { RedAlarm } from './red-alarms.ts';
import { runbookLine } from './runbook.ts';
import { isCheckId, watchedWords } from './verification.ts';
import type { BlindSpot, WindowRecord } from './window.ts';
import { deploymentWords, reasonWords, timeWords } from './words.ts';

const longestTitle = 200;

/** Something red that people are only told of. */
export function redWords(record: WindowRecord, red: Red, runbook: string): WindowNotice {
  const { id, title, severity } = red.watched;
  const which = isCheckId(id) ? 'check' : 'criterion';
  return noticeOf('notice', `${headlineOf(red)}: ${deploymentWords(record)}`, [
    `${title} (${severity}): ${whatIsRed(red)}.`,
    reasonWords(red.reason),
    '',
    `This ${which} does not roll back by itself. To go back all the same:`,
    `  preflight window trigger --env ${record.environment} --reason '…'`,
    runbookLine(runbook, id),
  ]);
}

/** A check's title says how it should be. */
const headlineOf = ({ watched: { id, title } }: Red): string => (isCheckId(id) ? `Failed: ${title}` : title);

const whatIsRed = ({ watched, alarm, since }: Red): string =>
  alarm === undefined
    ? `${watchedWords(watched.id)} failed at ${timeWords(since)}`
    : `the alarm ${alarm} is red since ${timeWords(since)}`;

/** An alarm that was red before the window opened, though nobody saw it then. */
export function redBeforeWords(record: WindowRecord, red: RedAlarm, runbook: string): WindowNotice {
  const { watched, alarm, since, reason } = red;
  return noticeOf('page', `Red before the deployment: ${watched.title}, ${deploymentWords(record)}`, [
    `The alarm ${alarm} (${watched.title}) is red since ${since}, before this window opened at ${record.openedAt}.`,
    reasonWords(reason),
    '',
    'Only a new transition of it counts. To go back all the same:',
    `  preflight window trigger --env ${record.environment} --reason '…'`,
    runbookLine(runbook, watched.id),
  ]);
}

/** Something that cannot be seen any more. */
export function blindWords(record: WindowRecord, { what, why, from, to }: BlindSpot, runbook: string): WindowNotice {
  const until = to === undefined ? '' : ` to ${timeWords(to)}`;
  return noticeOf('page', `The rollback window is blind: ${deploymentWords(record)}`, [
    `${what}: ${why}, from ${timeWords(from)}${until}.`,
    'What happens meanwhile may roll nothing back, and the window cannot end healthy.',
    '',
    `Look yourself until ${timeWords(record.endsAt)}, and repair it. To go back:`,
    `  preflight window trigger --env ${record.environment} --reason '…'`,
    runbookLine(runbook, 'inconclusive'),
  ]);
}

/** What people decide when a criterion, or a check, asks: plain text, as the console shows it. */
export function questionWords(
  { release, service, target, endsAt }: WindowRecord,
  red: Red,
  runbook: string,
): { readonly title: string; readonly instructions: string } {
  const { id } = red.watched;
  const turned = red.alarm === undefined ? `${watchedWords(id)} failed` : `the alarm ${red.alarm} turned red`;
  const back = 'problem' in target ? `nothing to go back to was found: ${target.problem}` : target.what;
  return {
    title: cutText(onOneLine(`${headlineOf(red)}: roll back ${service} ${release.version}?`), longestTitle),
    instructions: [
      `${turned[0]?.toUpperCase()}${turned.slice(1)} at ${red.since}: ${reasonWords(red.reason)}`,
      `Approve: go back to what served before (${back}).`,
      `Reject: stay with ${release.version}. The window keeps watching.`,
      ...(id === 'data-loss' ? ['Going back brings no lost data back: look first what lost it.'] : []),
      `Without an answer nothing is rolled back, and the window, open until ${endsAt}, ends inconclusive.`,
      runbookLine(runbook, id),
    ].join('\n'),
  };
}

/** Where people decide whether to go back. @param console its address, without a path. */
export function askWords(record: WindowRecord, item: ItemRecord, console: string): WindowNotice {
  const { id, title, instructions, run, expiresAt } = item;
  const target = `--run ${run} --env ${record.environment}`;
  const words = noticeOf('page', `Decide: ${title}`, [
    `${title} It is in ${record.environment}.`,
    '',
    ...instructions.split('\n'),
    '',
    `Decide until ${timeWords(expiresAt)}. Opening the page decides nothing.`,
    `${console.replace(/\/$/, '')}${runPath(run)}`,
    '',
    'Or by the command line:',
    `  preflight approvals approve ${id} ${target}`,
    `  preflight approvals reject ${id} ${target} --comment 'why not'`,
  ]);
  return unlessDrill(record, words);
}
