import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Review } from '../../lib/domain/github.ts';
import { opinionsOf, type Reviewed, type ReviewRules } from '../../lib/domain/reviews.ts';

const rules: ReviewRules = { approvalsOfHeadOnly: false, commitAuthorsMayApprove: false, reviewers: ['MEMBER'] };
const head = 'a'.repeat(40);

const review = fc.record<Review>({
  id: fc.nat(),
  reviewer: fc.constantFrom('alice', 'Alice', 'bob', 'carol', 'author', 'AUTHOR', 'writer', undefined),
  isBot: fc.boolean(),
  state: fc.constantFrom('APPROVED', 'CHANGES_REQUESTED', 'COMMENTED', 'DISMISSED', 'PENDING'),
  commit: fc.constantFrom(head, 'b'.repeat(40), undefined),
  association: fc.constantFrom('MEMBER', 'NONE'),
  submittedAt: fc.constant('2026-11-22T09:00:00Z'),
});
const reviews = fc.array(review, { maxLength: 30 });
const commits = [
  { commit: head, people: ['author', 'Writer'], isMerge: false },
  { commit: 'c'.repeat(40), people: ['bob'], isMerge: true },
];
const reviewed = (all: readonly Review[]): Reviewed => ({ author: 'Author', head, reviews: all, commits });

/** What counts for each reviewer, by login in lower case. */
function counts(all: readonly Review[], change: Partial<ReviewRules> = {}): Record<string, string> {
  const found = opinionsOf(reviewed(all), { ...rules, ...change });
  return Object.fromEntries(found.map(({ reviewer, counts }) => [reviewer.toLowerCase(), counts]));
}

describe('opinionsOf', () => {
  it('lets each person have one opinion, whatever they wrote', () => {
    fc.assert(
      fc.property(reviews, (all) => {
        const people = new Set(all.map(({ reviewer }) => reviewer?.toLowerCase()));
        expect(opinionsOf(reviewed(all), rules)).toHaveLength(people.size);
      }),
    );
  });

  it('is decided by the last review of each person that is an opinion', () => {
    fc.assert(
      fc.property(reviews, (all) => {
        const expected = all
          .filter(({ state }) => !['COMMENTED', 'PENDING'].includes(state))
          .filter(({ reviewer }) => reviewer?.toLowerCase() === 'alice')
          .at(-1);
        const isHeard = expected?.association === 'MEMBER' && !expected.isBot;
        const said = { APPROVED: 'approval', CHANGES_REQUESTED: 'objection' }[expected?.state ?? ''] ?? 'nothing';
        expect(counts(all)['alice'] ?? 'nothing').toBe(isHeard ? said : 'nothing');
      }),
    );
  });

  it('is not changed by a comment, wherever it stands', () => {
    fc.assert(
      fc.property(reviews, review, fc.nat(), (all, other, at) => {
        const commented = all.toSpliced(at % (all.length + 1), 0, { ...other, state: 'COMMENTED' });
        expect(counts(commented)).toMatchObject(counts(all));
      }),
    );
  });

  it('is the same in whichever order different people reviewed', () => {
    fc.assert(
      fc.property(reviews, (all) => {
        const byPerson = all.toSorted((a, b) =>
          (a.reviewer ?? '').toLowerCase().localeCompare((b.reviewer ?? '').toLowerCase()),
        );
        expect(counts(byPerson)).toEqual(counts(all));
      }),
    );
  });

  it('never lets the author, a writer, a bot, a stranger or a ghost approve', () => {
    fc.assert(
      fc.property(reviews, (all) => {
        for (const { reviewer, counts } of opinionsOf(reviewed(all), rules)) {
          const own = all.filter((one) => one.reviewer?.toLowerCase() === reviewer.toLowerCase());
          const isNobody = own.every(({ isBot, association }) => isBot || association !== 'MEMBER');
          const excluded = isNobody || ['author', 'writer', 'an account that is gone'].includes(reviewer.toLowerCase());
          if (excluded) expect(counts).not.toBe('approval');
        }
      }),
    );
  });

  it('only ever lets fewer approvals count where they must be of the head', () => {
    fc.assert(
      fc.property(reviews, (all) => {
        const strict = counts(all, { approvalsOfHeadOnly: true });
        const loose = counts(all);
        for (const [reviewer, one] of Object.entries(strict)) {
          if (one !== 'nothing') expect(loose[reviewer]).toBe(one);
          if (loose[reviewer] === 'objection') expect(one).toBe('objection');
        }
      }),
    );
  });
});
