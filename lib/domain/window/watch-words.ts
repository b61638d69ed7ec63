import type { ItemRecord } from '../approvals/approval-record.ts';
import { cutText } from '../evidence.ts';
import { onOneLine } from '../one-line.ts';
import { runPath } from '../run-path.ts';
import type { AlarmSighting } from './alarm.ts';
import { noticeOf, type WindowNotice } from './notice.ts';
import { runbookLine } from './runbook.ts';
import type { BlindSpot, WatchedCriterion, WindowRecord } from './window.ts';
import { deploymentWords, reasonWords, timeWords } from './words.ts';

const longestTitle = 200;

/** A red alarm that people are only told of. */
export function redWords(
  record: WindowRecord,
  criterion: WatchedCriterion,
  alarm: Pick<AlarmSighting, 'name' | 'since' | 'reason'>,
  runbook: string,
): WindowNotice {
  return noticeOf('notice', `${criterion.title}: ${deploymentWords(record)}`, [
    `${criterion.title} (${criterion.severity}): the alarm ${alarm.name} is red since ${timeWords(alarm.since)}.`,
    reasonWords(alarm.reason),
    '',
    'This criterion does not roll back by itself. To go back all the same:',
    `  preflight window trigger --env ${record.environment} --reason '…'`,
    runbookLine(runbook, criterion.id),
  ]);
}

/** An alarm that was red before the window opened, though nobody saw it then. */
export function redBeforeWords(
  record: WindowRecord,
  criterion: WatchedCriterion,
  alarm: Pick<AlarmSighting, 'name' | 'since' | 'reason'>,
  runbook: string,
): WindowNotice {
  return noticeOf('page', `Red before the deployment: ${criterion.title}, ${deploymentWords(record)}`, [
    `The alarm ${alarm.name} (${criterion.title}) is red since ${alarm.since}, before this window opened at ${record.openedAt}.`,
    reasonWords(alarm.reason),
    '',
    'Only a new transition of it counts. To go back all the same:',
    `  preflight window trigger --env ${record.environment} --reason '…'`,
    runbookLine(runbook, criterion.id),
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

/** What people decide when a criterion asks: plain text, as the console shows it. */
export function questionWords(
  { release, service, target, endsAt }: WindowRecord,
  criterion: WatchedCriterion,
  alarm: Pick<AlarmSighting, 'name' | 'since' | 'reason'>,
  runbook: string,
): { readonly title: string; readonly instructions: string } {
  const back = 'problem' in target ? `nothing to go back to was found: ${target.problem}` : target.what;
  return {
    title: cutText(onOneLine(`${criterion.title}: roll back ${service} ${release.version}?`), longestTitle),
    instructions: [
      `The alarm ${alarm.name} turned red at ${alarm.since}: ${reasonWords(alarm.reason)}`,
      `Approve: go back to what served before (${back}).`,
      `Reject: stay with ${release.version}. The window keeps watching.`,
      ...(criterion.id === 'data-loss' ? ['Going back brings no lost data back: look first what lost it.'] : []),
      `Without an answer nothing is rolled back, and the window, open until ${endsAt}, ends inconclusive.`,
      runbookLine(runbook, criterion.id),
    ].join('\n'),
  };
}

/** Where people decide whether to go back. @param console its address, without a path. */
export function askWords(record: WindowRecord, item: ItemRecord, console: string): WindowNotice {
  const { id, title, instructions, run, expiresAt } = item;
  const target = `--run ${run} --env ${record.environment}`;
  return noticeOf('page', `Decide: ${title}`, [
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
}
