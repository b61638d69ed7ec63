import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeRequired, newestOf } from '../../lib/domain/ci-check.ts';
import type { CheckRun } from '../../lib/domain/github.ts';

const ids = fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 300 });
const run = (id: number, conclusion: string): CheckRun => ({
  id,
  name: 'test',
  app: 'github-actions',
  status: 'completed',
  conclusion,
  completedAt: undefined,
});

describe('newestOf', () => {
  it('is the one of the highest id, in whichever order they come', () => {
    fc.assert(
      fc.property(ids, (all) => {
        expect(newestOf(all.map((id) => ({ id })))?.id).toBe(Math.max(...all));
      }),
    );
    expect(newestOf([])).toBeUndefined();
  });
});

describe('judgeRequired', () => {
  it('is decided by the newest attempt alone, whatever the others of its name and those of other names are', () => {
    const conclusion = fc.constantFrom('success', 'failure', 'skipped', 'cancelled');
    const attempts = fc.uniqueArray(fc.tuple(fc.nat(), conclusion), {
      minLength: 1,
      maxLength: 300,
      selector: ([id]) => id,
    });
    fc.assert(
      fc.property(attempts, conclusion, (all, other) => {
        const runs = all.map(([id, ended]) => run(id, ended));
        const newest = runs.toSorted((a, b) => a.id - b.id).at(-1)?.conclusion;
        const others = runs.map((one) => ({ ...one, id: one.id + 1_000_000, name: 'tests', conclusion: other }));
        const required = { name: 'test', accept: ['skipped'] } as const;
        const { outcome } = judgeRequired(required, { runs: [...others, ...runs], statuses: [] }, 'commit');
        expect(outcome).toBe(newest === 'success' || newest === 'skipped' ? 'pass' : 'fail');
      }),
    );
  });
});
