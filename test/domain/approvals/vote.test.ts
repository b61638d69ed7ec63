import { describe, expect, it } from 'vitest';
import type { ItemRecord } from '../../../lib/domain/approvals/approval-record.ts';
import { type Identity, type Person, personOf } from '../../../lib/domain/approvals/identity.ts';
import { type Cast, castVote, type NewVote } from '../../../lib/domain/approvals/vote.ts';
import { expiresAt, itemRecord, manualItem, waiverItem } from '../../support/approval-samples.ts';

const now = new Date('2026-11-23T13:00:00.000Z');
const later = new Date('2026-11-23T13:05:00.000Z');

function person(name: string): Person {
  const identity: Identity = {
    kind: 'oidc',
    issuer: 'https://i.example',
    subject: name,
    email: `${name}@acme.example`,
    groups: [],
  };
  return personOf(identity, {});
}
const approves = (name: string, fields: Partial<NewVote> = {}): NewVote => ({
  person: person(name),
  choice: 'approve',
  comment: '',
  ...fields,
});
const rejects = (name: string): NewVote => approves(name, { choice: 'reject', comment: 'broken' });
const two = itemRecord({ ...manualItem, quorum: 2 });
const waiver = (longestDays: number, quorum = 1): ItemRecord =>
  itemRecord({ ...waiverItem, quorum, failure: { outcome: 'fail', summary: 'too little', longestDays } });

/** The item after these votes. */
function withVotes(record: ItemRecord, ...votes: readonly NewVote[]): ItemRecord {
  return votes.reduce((item, vote) => {
    const cast = castVote(item, vote, now);
    if (cast.outcome !== 'recorded') throw new Error(`not recorded: ${JSON.stringify(cast)}`);
    return cast.next;
  }, record);
}
const messageOf = (cast: Cast) => (cast.outcome === 'refused' ? `${cast.why}: ${cast.message}` : cast.outcome);
const said = (record: ItemRecord, vote: NewVote, at = later) => messageOf(castVote(record, vote, at));

describe('castVote', () => {
  it('records who, what and when, and the revision after', () => {
    const cast = castVote(itemRecord(), approves('mona', { comment: ' fine\r\nreally ' }), now);
    expect(cast).toEqual({
      outcome: 'recorded',
      next: {
        ...itemRecord(),
        status: 'approved',
        decidedAt: now.toISOString(),
        revision: 2,
        votes: [
          {
            by: 'mona@acme.example',
            person: 'oidc:mona email:mona@acme.example',
            choice: 'approve',
            at: now.toISOString(),
            comment: 'fine\nreally',
          },
        ],
      },
    });
  });

  it('stays open until enough different people have approved', () => {
    const once = withVotes(two, approves('mona'));
    expect(once).toMatchObject({ status: 'open', revision: 2 });
    expect(once.decidedAt).toBeUndefined();
    expect(withVotes(once, approves('kim'))).toMatchObject({
      status: 'approved',
      decidedAt: now.toISOString(),
      revision: 3,
    });
  });

  it('counts people, not approvals, whatever the item holds', () => {
    const three = withVotes(itemRecord({ ...manualItem, quorum: 3 }), approves('mona'));
    const [first] = three.votes;
    const twice = { ...three, votes: first === undefined ? [] : [first, first] };
    const cast = castVote(twice, approves('kim'), later);
    expect(cast).toMatchObject({ outcome: 'recorded', next: { status: 'open', votes: { length: 3 } } });
    expect(withVotes(twice, approves('kim'), approves('ada'))).toMatchObject({ status: 'approved' });
  });

  it('takes no second approval of one person, under whichever name', () => {
    const once = withVotes(two, approves('mona'));
    const again = "decided: you approved this already at 2026-11-23T13:00:00.000Z; another person's approval is needed";
    expect(said(once, approves('mona', { comment: 'again' }))).toBe(again);
    const tagged = { ...person('mona'), key: 'oidc:other email:mona@acme.example' };
    expect(said(once, approves('mona', { person: tagged, comment: 'again' }))).toBe(again);
  });

  it('is rejected by one rejection, also of somebody who had approved', () => {
    expect(withVotes(two, rejects('kim')).status).toBe('rejected');
    expect(withVotes(two, approves('mona'), rejects('kim')).status).toBe('rejected');
    expect(withVotes(two, approves('mona'), rejects('mona')).status).toBe('rejected');
  });

  it('is decided by emergency powers alone, also of somebody who had approved', () => {
    const powers = { breakGlass: true, comment: 'checkout is down' } as const;
    expect(withVotes(two, approves('mona', powers))).toMatchObject({
      status: 'approved',
      votes: [{ breakGlass: true }],
    });
    expect(withVotes(two, approves('mona'), approves('mona', powers)).status).toBe('approved');
    expect(withVotes(two, { ...rejects('mona'), breakGlass: true }).status).toBe('rejected');
  });

  it('knows the same vote again, before and after the decision', () => {
    const once = withVotes(two, approves('mona'), approves('kim'));
    expect(said(once, approves('mona'))).toBe('repeated');
    expect(said(once, approves('kim', { comment: '  ' }))).toBe('repeated');
    expect(said(withVotes(two, approves('mona')), approves('mona'))).toBe('repeated');
    expect(said({ ...withVotes(two, approves('mona')), status: 'expired' }, approves('mona'))).toBe('repeated');
  });

  it('tells the later of two by whom and when it was decided', () => {
    const decided = withVotes(itemRecord(), approves('mona'));
    expect(said(decided, rejects('kim'))).toBe(
      'decided: already decided by mona@acme.example at 2026-11-23T13:00:00.000Z: approved',
    );
    expect(said(decided, approves('mona', { comment: 'more words' }))).toContain(
      'already decided by mona@acme.example',
    );
    expect(said(decided, approves('kim'), new Date(expiresAt))).toContain('already decided by');
  });

  it('is closed from the moment on at which it expires', () => {
    const before = new Date(Date.parse(expiresAt) - 1);
    expect(said(itemRecord(), approves('mona'), before)).toBe('recorded');
    const closed = `closed: closed: it expired at ${expiresAt}`;
    expect(said(itemRecord(), approves('mona'), new Date(expiresAt))).toBe(closed);
    expect(said(itemRecord(manualItem, { status: 'expired' }), approves('mona'), before)).toBe(closed);
  });

  it('wants a reason for a rejection, for a waiver and for emergency powers', () => {
    const missing = 'invalid: the comment is missing; write why you decide so';
    expect(said(itemRecord(), { ...rejects('mona'), comment: ' ' })).toBe(missing);
    expect(said(waiver(0), approves('mona'))).toBe(missing);
    expect(said(itemRecord(), approves('mona', { breakGlass: true }))).toBe(missing);
    expect(said(itemRecord(), approves('mona'))).toBe('recorded');
  });

  it('tells everything that is wrong at once', () => {
    const vote = approves('mona', { comment: '<b>', until: '2026-13-01' });
    expect(said(waiver(7), vote)).toMatch(/^invalid: the comment holds .*; the end date must be a day of the calendar/);
  });

  it('changes nothing of what it was given', () => {
    const frozen = Object.freeze(itemRecord(manualItem, { votes: Object.freeze([]) }));
    castVote(frozen, approves('mona'), now);
    expect(frozen).toEqual(itemRecord());
  });
});

describe('the end date of a waiver', () => {
  const until = (day: string, record = waiver(7), at = now) =>
    said(record, approves('mona', { comment: 'known', until: day }), at);
  const range = 'write a day from 2026-11-23 to 2026-11-30';

  it.each(['2026-11-23', '2026-11-30'])('may be %s where it may hold for seven days', (day) => {
    expect(until(day)).toBe('recorded');
    expect(withVotes(waiver(7), approves('mona', { comment: 'known', until: day })).votes[0]?.until).toBe(day);
  });

  it.each([
    ['2026-11-22', `the end date 2026-11-22 is in the past; ${range}`],
    ['2026-12-01', `the end date 2026-12-01 is more than 7 days ahead; ${range}`],
    ['2026-02-30', `the end date must be a day of the calendar, not "2026-02-30"; ${range}`],
    ['2026-11-31', `the end date must be a day of the calendar, not "2026-11-31"; ${range}`],
    ['tomorrow', `the end date must be a day of the calendar, not "tomorrow"; ${range}`],
    ['2026-11-25T00:00:00Z', `the end date must be a day of the calendar, not "2026-11-25T00:00:00Z"; ${range}`],
    ['', `the end date must be a day of the calendar, not ""; ${range}`],
    ['+012026-11-25', `the end date must be a day of the calendar, not "+012026-11-25"; ${range}`],
  ])('must not be %j', (day, message) => {
    expect(until(day)).toBe(`invalid: ${message}`);
  });

  it('goes by the day in UTC', () => {
    expect(until('2026-11-23', waiver(7), new Date('2026-11-23T23:59:59.999Z'))).not.toContain('in the past');
    expect(
      until('2026-11-23', { ...waiver(7), expiresAt: '2026-11-25T00:00:00Z' }, new Date('2026-11-24T00:00:00Z')),
    ).toContain('in the past');
  });

  it('is for waivers alone that may hold longer than their run, and for no rejection', () => {
    expect(until('2026-11-25', waiver(0))).toBe('invalid: this waiver is for this run alone; leave the end date out');
    expect(until('2026-11-25', itemRecord())).toBe('invalid: only a waiver has an end date; leave it out');
    expect(said(waiver(7), { ...rejects('mona'), until: '2026-11-25' })).toBe(
      'invalid: a rejection has no end date; leave it out',
    );
    expect(until('2026-11-25', { ...waiver(1) })).toContain('more than 1 day ahead');
  });
});
