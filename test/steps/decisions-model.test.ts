import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Vote } from '../../lib/domain/approvals/approval.ts';
import type { People } from '../../lib/domain/approvals/identity.ts';
import { requestApproval } from '../../lib/steps/request-approval.ts';
import { expiresAt } from '../support/approval-samples.ts';
import {
  commentOf,
  type Ending,
  type Parts,
  people,
  play,
  type Request,
  type Story,
  type Way,
  ways,
} from './support/decisions-world.ts';
import type { Fault } from './support/faulty.ts';

/**
 * Any interleaving of several people's decisions with faults and repeats, the task that comes to wait, its expiry, and an
 * execution that is stopped. The steps are the real ones; the scheduler decides between any two calls who is next.
 */

/** Once in so many times. */
const rarely = <T>(arbitrary: fc.Arbitrary<T>, often: number): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: often - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const fault = rarely<Fault>(
  fc.record({ call: fc.nat(5), kind: fc.constantFrom('not sent', 'answer lost', 'sent twice') }),
  2,
);
const request: fc.Arbitrary<Request> = fc.record({
  way: fc.constantFrom(...(Object.keys(ways) as Way[])),
  choice: fc.constantFrom('approve', 'approve', 'approve', 'reject'),
  breakGlass: fc.constantFrom(false, false, false, false, true),
  delay: fc.nat(12),
  repeats: fc.nat(2),
  fault,
});
const story: fc.Arbitrary<Story> = fc.record({
  quorum: fc.integer({ min: 1, max: 3 }),
  requests: fc.array(request, { minLength: 1, maxLength: 6 }),
  expiry: fc.nat(80),
  stop: rarely(fc.nat(40), 8),
  executionFault: fault,
});

/** The item as it was left. */
const lastOf = ({ versions }: Ending) => versions.at(-1) ?? expect.fail('the item was never written');
const isFinal = ({ status }: { readonly status: string }) => status !== 'open';
const requestOf = ({ story: { requests } }: Ending, vote: Vote): Request =>
  requests[Number(vote.comment.split(' ')[1])] ?? expect.fail(`nobody asked for ${vote.comment}`);
const humanOf = (ending: Ending, vote: Vote) => ways[requestOf(ending, vote).way].human;

function expectOneDecision(ending: Ending): void {
  const { versions } = ending;
  // Nothing is written over a final state, so there is one at most.
  expect(versions.slice(0, -1).filter(isFinal)).toEqual([]);
  for (const [index, version] of versions.entries()) {
    expect(version.revision).toBe(index + 1);
    const before = versions[index - 1]?.votes ?? [];
    expect(version.votes.slice(0, before.length)).toEqual(before);
    expect(version.votes.length - before.length).toBeLessThanOrEqual(1);
  }
}

function expectRightVotes(ending: Ending): void {
  const { status, votes, quorum } = lastOf(ending);
  const approvals = votes.filter(({ choice }) => choice === 'approve');
  const humans = new Set(approvals.map((vote) => humanOf(ending, vote)));
  if (status === 'approved') {
    expect(votes).toEqual(approvals);
    expect(approvals.some(({ breakGlass }) => breakGlass) || humans.size >= quorum).toBe(true);
  } else {
    expect(votes.some(({ choice }) => choice === 'reject')).toBe(status === 'rejected');
  }
  for (const vote of votes) {
    const human = humanOf(ending, vote);
    const may = vote.breakGlass ? ['Hubert Ot', 'Author'] : ['Mona Lisa', 'Hubert Ot', 'Kim'];
    expect(may).toContain(human);
    expect(vote.at < expiresAt).toBe(true);
  }
  // Emergency powers apart, nobody is counted twice.
  const ordinary = approvals.filter(({ breakGlass }) => !breakGlass);
  expect(new Set(ordinary.map((vote) => humanOf(ending, vote))).size).toBe(ordinary.length);
}

function expectTrueAnswers(ending: Ending): void {
  const { told, stopped, timedOut, completed } = ending;
  const { votes } = lastOf(ending);
  for (const { request: index, answer } of told) {
    const isThere = votes.some(({ comment }) => comment === commentOf(index));
    if (answer.outcome !== 'refused') {
      expect(isThere).toBe(true);
    } else if (/^the (?:run has ended|gate stopped waiting)/.test(answer.message)) {
      // Nothing waits any more, though the last who looked for a decision may have found this one.
      expect([isThere, stopped || timedOut || completed.length > 0]).toEqual([true, true]);
    } else {
      expect(isThere).toBe(false);
      if (answer.why === 'decided')
        expect(answer.message).toMatch(/^(?:already decided by .+|you approved this already) at \d/);
      if (answer.why === 'closed') expect(answer.message).toMatch(/^closed: it expired at \d/);
      expect(['decided', 'closed', 'forbidden']).toContain(answer.why);
    }
  }
  const deciders = told.filter(({ answer }) => answer.outcome === 'recorded' && isFinal(answer.item));
  expect(deciders.length).toBeLessThanOrEqual(1);
}

function expectRightCompletion(ending: Ending): void {
  const { completed, closed, stopped, missed } = ending;
  const { id, status, votes } = lastOf(ending);
  const tokens = completed.map(({ token }) => token);
  expect(new Set(tokens).size).toBe(tokens.length);
  for (const { output } of completed) expect(output).toEqual({ item: id, status });
  if (!stopped) expect(closed).toMatchObject({ status, votes });
  if (!stopped) expect(status).not.toBe('open');
  // Whoever decided was answered, so what they decided has moved the execution on.
  expect(missed).toBe(false);
}

function expectAllWell(ending: Ending): void {
  expectOneDecision(ending);
  expectRightVotes(ending);
  expectTrueAnswers(ending);
  expectRightCompletion(ending);
}

function property(parts: Parts = {}, seen: (ending: Ending) => void = () => {}) {
  return fc.asyncProperty(fc.scheduler(), story, async (scheduler, told) => {
    const ending = await play(scheduler, told, parts);
    expectAllWell(ending);
    seen(ending);
  });
}

const runs = 1500;

describe('decisions in any order', () => {
  it('give one decision, by a quorum of different people who may decide, and the execution hears of it', async () => {
    const reached = new Map<string, number>();
    const count = (name: string) => reached.set(name, (reached.get(name) ?? 0) + 1);
    const seen = (ending: Ending): void => {
      count('runs');
      count(lastOf(ending).status);
      if (ending.stopped) count('stopped');
      if (ending.lostRaces > 0) count('lost races');
      for (const kind of new Set(
        ending.told.map(({ answer }) => (answer.outcome === 'refused' ? answer.why : answer.outcome)),
      )) {
        count(kind);
      }
      if (lastOf(ending).votes.length > 1) count('several votes');
    };
    await fc.assert(property({}, seen), { numRuns: runs });
    console.info(`decisions in any order: ${[...reached].map(([name, times]) => `${times} ${name}`).join(', ')}`);
    expect(reached.get('runs')).toBe(runs);
    const all = [
      'approved',
      'rejected',
      'expired',
      'recorded',
      'repeated',
      'decided',
      'closed',
      'forbidden',
      'several votes',
      'lost races',
      'stopped',
    ];
    expect(all.filter((name) => (reached.get(name) ?? 0) < 5)).toEqual([]);
  }, 120_000);
});

describe('an identity map that does not know everybody', () => {
  const author = people['Author'] ?? [];
  const ofIam = 'aws:arn:aws:iam::111122223333:user/author';
  it.each<readonly [string, People]>([
    ['but the author, by their login alone', { Author: ['github:octocat'] }],
    ['but the author, by all their names', { Author: [...author, ofIam] }],
    ['nor each name of whom it knows', { Author: [...author, ofIam], 'Mona Lisa': ['email:mona@acme.example'] }],
  ])(
    'counts nobody twice, and lets no author decide: %s',
    async (_, incomplete) => {
      await fc.assert(property({ people: incomplete }), { numRuns: runs });
    },
    120_000,
  );
});

describe('the model', () => {
  const bugs: readonly (readonly [string, Parts])[] = [
    [
      'a store that writes over what others wrote',
      {
        storeOf: (store) => ({
          ...store,
          async replace(next) {
            const there = await store.item(next.run, next.id);
            return store.replace({ ...next, revision: (there?.revision ?? 0) + 1 });
          },
        }),
      },
    ],
    ['a store whose writes are lost', { storeOf: (store) => ({ ...store, replace: async () => true }) }],
    ['a store that tells no token', { storeOf: (store) => ({ ...store, token: async () => undefined }) }],
    [
      'a task that looks for a decision before it stores its token',
      {
        requestApproval: async (input, { store, tasks }) => {
          const found = await store.item(input.run, input.item);
          if (found?.status === 'open') await store.saveToken(input.run, input.item, input.token);
          else return requestApproval(input, { store, tasks });
          return 'open';
        },
      },
    ],
    [
      'an identity map that takes two ways of one person for two people',
      {
        people: {
          ...people,
          'Mona Lisa': ['email:mona@acme.example'],
          Lisa: ['aws:arn:aws:iam::111122223333:role/Mona'],
        },
      },
    ],
  ];

  it.each(bugs)(
    'notices %s',
    async (_, parts) => {
      const result = await fc.check(property(parts), { numRuns: 10 * runs, endOnFailure: true });
      expect(result.failed).toBe(true);
    },
    120_000,
  );
});
