import type { ItemState } from '../approvals/approval.ts';
import { checkTitles } from '../checklist.ts';
import { cutText } from '../evidence.ts';
import { listed } from '../listed.ts';
import { onOneLine } from '../one-line.ts';
import { schemaItem } from './asked.ts';
import { criteria } from './criterion.ts';
import { isDrill } from './drill.ts';
import { verifiedOnes } from './verification.ts';
import type { Trigger, WindowRecord } from './window.ts';
import { oldVersion, timeWords } from './words.ts';

/** An item that the window asked people about, as far as a sentence about it goes. */
export type AskedItem = Pick<ItemState, 'status' | 'votes'> & { readonly id: string };

/** How the window ended and why, in one sentence: small at its beginning, without its full stop, on one line. */
export function windowSummary(record: WindowRecord, items: readonly AskedItem[]): string {
  const { closed, trigger, supersededBy, endsAt } = record;
  const drilled = isDrill(record) ? `it was a drill by ${short(record.drill?.by ?? 'somebody')}: ` : '';
  switch (closed?.result) {
    case undefined:
      if (trigger === undefined)
        return supersededBy === undefined
          ? `nothing has led back yet, and it watches until ${timeWords(endsAt)}`
          : supersededWords(record);
      return `${drilled}${triggerWords(trigger)}; ${record.rollback === undefined ? 'the rollback has not begun' : 'it is being rolled back'}`;
    case 'healthy':
      return healthyWords(record, items);
    case 'rolled-back':
      return `${drilled}${trigger === undefined ? 'it was rolled back' : triggerWords(trigger)}; ${oldVersion(record)} serves again`;
    case 'rollback-failed':
      return `${drilled}${trigger === undefined ? 'something went wrong' : triggerWords(trigger)}, and ${failureWords(record, items)}`;
    case 'inconclusive':
      return inconclusiveWords(record);
    case 'superseded':
      return supersededWords(record);
  }
}

/** What triggered, for a sentence: `Error rate >5% (error-rate-critical) turned red`. */
export function triggerWords(trigger: Trigger): string {
  const { criterion, check, alarm, by, person, reason } = trigger;
  const of = short(subjectOf(trigger));
  const who = short(person ?? 'somebody');
  if (by === 'person') return `${who} triggered the rollback: ${short(reason)}`;
  const people = person === undefined ? 'people' : who;
  if (by === 'approval')
    return `${people} decided to go back ${check === undefined ? `for ${of}` : `since the check ${of} failed`}`;
  if (check !== undefined) return `the check ${of} failed`;
  return criterion !== undefined && alarm === undefined ? `the probes of ${of} failed` : `${of} turned red`;
}

function subjectOf({ criterion, check, alarm }: Trigger): string {
  if (check !== undefined) return `${checkTitles[check]} (${check})`;
  return criterion === undefined ? (alarm ?? 'an alarm') : `${criteria[criterion].title} (${criterion})`;
}

/** Who recorded a trigger, for the time line. */
export function triggerSourceWords({ by, person, alarm }: Trigger): string {
  if (person !== undefined) return person;
  if (by === 'look' && alarm === undefined) return 'a verification';
  return { notification: 'its notification', look: "the minute's look", person: 'a person', approval: 'people' }[by];
}

function healthyWords(record: WindowRecord, items: readonly AskedItem[]): string {
  const { criteria: all, endsAt } = record;
  const watched = all.filter(({ alarms, notWatched }) => notWatched === undefined && alarms.length > 0).length;
  const stayed = items.filter(({ status }) => status === 'rejected').map(({ id }) => id.replace(/^roll-back-/, ''));
  const asked = stayed.length === 0 ? '' : `; people decided to stay despite ${short(listed(stayed, 'and'))}`;
  return `nothing led back by ${timeWords(endsAt)}, and the alarms of ${watched} of ${all.length} criteria were seen to the end${verifiedWords(record)}${asked}`;
}

function verifiedWords(record: WindowRecord): string {
  const times = record.verifications?.length ?? 0;
  const count = verifiedOnes(record).length;
  if (count === 0) return '';
  return `; ${count} ${count === 1 ? 'item was' : 'items were'} verified ${times === 1 ? 'once' : `${times} times`}`;
}

function failureWords({ rollback, target, trigger }: WindowRecord, items: readonly AskedItem[]): string {
  if (rollback?.failure !== undefined) return `the rollback failed: ${short(rollback.failure)}`;
  if ('problem' in target) return `there was nothing to go back to: ${short(target.problem)}`;
  if (rollback === undefined) return stayWords(items.find(({ id }) => id === schemaItem));
  if (rollback.doneAt === undefined) return 'nobody knows whether the old version serves';
  return trigger?.alarm === undefined
    ? 'the old version serves, but that was never verified'
    : 'the old version serves, but its alarm was not seen to go back to OK';
}

function stayWords(item: AskedItem | undefined): string {
  if (item === undefined || item.status === 'approved') return 'no rollback was begun';
  if (item.status !== 'rejected') return 'nobody decided in time whether to go back despite the schema: it stays';
  const against = item.votes.filter(({ choice }) => choice === 'reject').map(({ by }) => short(by));
  return `${listed(against, 'and') || 'people'} decided to stay, because of the schema`;
}

function inconclusiveWords({ ended, blind = [], endsAt }: WindowRecord): string {
  const [first, ...more] = blind;
  const others = more.length === 0 ? '' : `, and ${more.length} more blind ${more.length === 1 ? 'spot' : 'spots'}`;
  const unseen = first === undefined ? [] : [`${short(first.what)} could not be seen (${short(first.why)})${others}`];
  const closed =
    ended?.why === 'closed'
      ? [`${short(ended.by ?? 'somebody')} closed it early: ${short(ended.reason ?? 'no reason was given')}`]
      : [];
  const all = [...closed, ...unseen];
  if (all.length > 0) return `nobody knows whether all was well: ${all.join('; ')}`;
  return `nobody knows whether all was well: it ended before ${timeWords(endsAt)}, with nobody to watch any more`;
}

function supersededWords({ supersededBy }: WindowRecord): string {
  return `a newer deployment took over before its time was up: window ${short(supersededBy?.run ?? 'unknown')}`;
}

const short = (text: string): string => cutText(onOneLine(text), 300);
