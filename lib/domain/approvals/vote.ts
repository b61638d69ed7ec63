import { day, dayOf, daysInWords } from '../duration.ts';
import { cutText } from '../evidence.ts';
import type { Vote, VoteChoice } from './approval.ts';
import type { ItemRecord } from './approval-record.ts';
import { commentProblem, normalizeComment } from './comment.ts';
import { isSamePerson, type Person } from './identity.ts';

/** What somebody asks to be recorded. */
export interface NewVote {
  readonly person: Person;
  readonly choice: VoteChoice;
  readonly comment: string;
  /** Of a waiver's approval: the last day on which it holds for later runs. */
  readonly until?: string;
  readonly breakGlass?: true;
}

/** What becomes of a vote. */
export type Cast =
  | { readonly outcome: 'recorded'; readonly next: ItemRecord }
  /** This very vote is there already. */
  | { readonly outcome: 'repeated' }
  | VoteRefusal;

export interface VoteRefusal {
  readonly outcome: 'refused';
  readonly why: 'decided' | 'closed' | 'invalid';
  /** In words for whoever voted. */
  readonly message: string;
}

/**
 * The item with one more vote. Whether this person may vote at all is not looked at here. One rejection rejects; approvals
 * approve once as many different people gave one as the quorum says; a break-glass vote decides alone.
 */
export function castVote(record: ItemRecord, vote: NewVote, now: Date): Cast {
  const settled = settledBefore(record, vote, now);
  if (settled !== undefined) return settled;
  const problems = problemsOf(record, vote, now);
  if (problems.length > 0) return { outcome: 'refused', why: 'invalid', message: problems.join('; ') };
  const at = now.toISOString();
  const votes = [...record.votes, voteOf(vote, at)];
  const status = statusOf(votes, record.quorum);
  const decided = status === 'open' ? {} : { decidedAt: at };
  return { outcome: 'recorded', next: { ...record, votes, status, ...decided, revision: record.revision + 1 } };
}

/** What becomes of a vote whatever it says, and whoever may vote: it is there already, or it comes too late. */
export function settledBefore(
  record: ItemRecord,
  vote: NewVote,
  now: Date,
): Exclude<Cast, { outcome: 'recorded' }> | undefined {
  const own = record.votes.filter(({ person }) => isSamePerson(person, vote.person));
  if (own.some((one) => isSameVote(one, vote))) return { outcome: 'repeated' };
  if (record.status === 'approved' || record.status === 'rejected') {
    const last = record.votes.at(-1);
    const by = last === undefined ? '' : ` by ${last.by}`;
    const message = `already decided${by} at ${record.decidedAt ?? last?.at ?? 'some time'}: ${record.status}`;
    return { outcome: 'refused', why: 'decided', message };
  }
  if (record.status === 'expired' || now.getTime() >= Date.parse(record.expiresAt)) {
    return { outcome: 'refused', why: 'closed', message: `closed: it expired at ${record.expiresAt}` };
  }
  const before = own.find(({ choice }) => choice === vote.choice);
  // Emergency powers add something to an approval of one's own.
  if (before === undefined || vote.breakGlass === true) return undefined;
  const message = `you approved this already at ${before.at}; another person's approval is needed`;
  return { outcome: 'refused', why: 'decided', message };
}

function isSameVote(there: Vote, asked: NewVote): boolean {
  return (
    there.choice === asked.choice &&
    there.comment === normalizeComment(asked.comment) &&
    there.until === asked.until &&
    there.breakGlass === asked.breakGlass
  );
}

function voteOf({ person, choice, comment, until, breakGlass }: NewVote, at: string): Vote {
  return {
    by: person.name,
    person: person.key,
    choice,
    at,
    comment: normalizeComment(comment),
    ...(until === undefined ? {} : { until }),
    ...(breakGlass === undefined ? {} : { breakGlass }),
  };
}

function statusOf(votes: readonly Vote[], quorum: number): 'open' | 'approved' | 'rejected' {
  if (votes.some(({ choice }) => choice === 'reject')) return 'rejected';
  const people = new Set(votes.map(({ person }) => person));
  return people.size >= quorum || votes.some(({ breakGlass }) => breakGlass === true) ? 'approved' : 'open';
}

/** Everything that is wrong with what a vote says. */
function problemsOf(record: ItemRecord, { choice, comment, until, breakGlass }: NewVote, now: Date): string[] {
  const required = choice === 'reject' || record.kind === 'waiver' || breakGlass === true;
  const problems = [commentProblem(comment, { required })];
  if (until !== undefined) problems.push(untilProblem(record, choice, until, now));
  return problems.filter((problem) => problem !== undefined);
}

function untilProblem(record: ItemRecord, choice: VoteChoice, until: string, now: Date): string | undefined {
  if (record.kind !== 'waiver') return 'only a waiver has an end date; leave it out';
  if (choice === 'reject') return 'a rejection has no end date; leave it out';
  const longest = record.failure?.longestDays ?? 0;
  if (longest === 0) return 'this waiver is for this run alone; leave the end date out';
  const [today, last] = [dayOf(now), dayOf(new Date(now.getTime() + longest * day))];
  const range = `write a day from ${today} to ${last}`;
  if (!isDay(until))
    return `the end date must be a day of the calendar, not ${JSON.stringify(cutText(until, 40))}; ${range}`;
  if (until < today) return `the end date ${until} is in the past; ${range}`;
  return until > last ? `the end date ${until} is more than ${daysInWords(longest)} ahead; ${range}` : undefined;
}

/** A date that a calendar knows: the thirtieth of February is none. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && dayOf(new Date(time)) === text;
}
