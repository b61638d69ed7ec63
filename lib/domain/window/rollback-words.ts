import { isDrill, unlessDrill } from './drill.ts';
import { noticeOf, type WindowNotice } from './notice.ts';
import { runbookLine } from './runbook.ts';
import type { RollbackProgress, Trigger, WindowRecord } from './window.ts';
import { triggerWords } from './window-summary.ts';
import { deploymentWords, reasonWords } from './words.ts';

/** What triggered, with CloudWatch's words of that moment: for a quarantine, and for whoever is paged. */
export function causeWords(trigger: Trigger): string {
  const what = triggerWords(trigger);
  return trigger.by === 'person' ? what : `${what}: ${reasonWords(trigger.reason)}`;
}

/** What whoever is paged needs to know as a rollback begins, or cannot. */
export function rollbackNotice(
  record: WindowRecord,
  trigger: Trigger,
  { detail, failure }: RollbackProgress,
  runbook: string,
): WindowNotice {
  const { release, target } = record;
  const deployment = deploymentWords(record);
  const entry = failure === undefined ? (trigger.criterion ?? trigger.check ?? 'rolled-back') : 'rollback-failed';
  const begins =
    failure === undefined
      ? [`Back to: ${'what' in target ? target.what : 'nothing'}.`, `So far: ${detail}.`]
      : [`But ${failure}.`, 'Act now: go back by hand.'];
  const quarantine = isDrill(record)
    ? `${release.version} is not in quarantine: there is nothing wrong with it.`
    : `${release.version} is in quarantine: the gate does not let it pass.`;
  const words = noticeOf('page', `${failure === undefined ? 'Rolling back' : 'Cannot roll back'}: ${deployment}`, [
    `Rolling back ${deployment}, because ${causeWords(trigger)}.`,
    ...begins,
    quarantine,
    runbookLine(runbook, entry),
  ]);
  return unlessDrill(record, words);
}
