import type { Vote } from '../domain/approvals/approval.ts';
import type { ItemRecord } from '../domain/approvals/approval-record.ts';
import { type Identity, isSamePerson, personOf } from '../domain/approvals/identity.ts';
import { type DecisionRules, mayBreakGlass, mayDecide } from '../domain/approvals/may-decide.ts';
import type { ItemView } from './api.ts';

/** For whom an item is shown, and when. */
export interface Viewer {
  readonly identity: Identity;
  readonly rules: DecisionRules;
  readonly now: Date;
}

/**
 * An item as one person sees it. Each field is named here: who wrote the release, in all their aliases, and by which key
 * votes of one person are known, stay in the store, and so does whatever is added to a record later.
 */
export function itemView(item: ItemRecord, viewer: Viewer): ItemView {
  const own = ownVote(item, viewer);
  const whyNot = whyNotDecide(item, own, viewer);
  return {
    id: item.id,
    kind: item.kind,
    title: item.title,
    instructions: item.instructions,
    approvers: item.approvers,
    quorum: item.quorum,
    expiresAfterSeconds: item.expiresAfterSeconds,
    ...(item.group === undefined ? {} : { group: item.group }),
    ...(item.failure === undefined ? {} : { failure: item.failure }),
    status: statusAt(item, viewer.now),
    openedAt: item.openedAt,
    expiresAt: item.expiresAt,
    ...(item.decidedAt === undefined ? {} : { decidedAt: item.decidedAt }),
    votes: item.votes.map(voteView),
    run: item.run,
    service: item.service,
    environment: item.environment,
    version: item.version,
    commit: item.commit,
    may: whyNot === undefined,
    ...(whyNot === undefined ? {} : { whyNot }),
    ...(own === undefined ? {} : { yourVote: own.choice }),
    mayBreakGlass: statusAt(item, viewer.now) === 'open' && mayBreakGlass(viewer.identity, viewer.rules),
  };
}

function voteView({ by, choice, at, comment, until, breakGlass }: Vote): ItemView['votes'][number] {
  return {
    by,
    choice,
    at,
    comment,
    ...(until === undefined ? {} : { until }),
    ...(breakGlass === undefined ? {} : { breakGlass }),
  };
}

/** An item that nobody may decide any more is expired, also before the gate has come to mark it so. */
function statusAt({ status, expiresAt }: ItemRecord, now: Date): ItemRecord['status'] {
  return status === 'open' && Date.parse(expiresAt) <= now.getTime() ? 'expired' : status;
}

function whyNotDecide(item: ItemRecord, own: Vote | undefined, { identity, rules, now }: Viewer): string | undefined {
  const status = statusAt(item, now);
  if (status !== 'open') return `it is ${status} already`;
  const answer = mayDecide(identity, item, rules);
  if (!answer.may) return answer.why;
  return own && `you approved this at ${own.at}; another person's approval is needed`;
}

function ownVote({ votes }: ItemRecord, { identity, rules }: Viewer): Vote | undefined {
  const you = personOf(identity, rules.people);
  return votes.findLast(({ person }) => isSamePerson(person, you));
}
