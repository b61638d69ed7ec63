import { describe, expect, it } from 'vitest';
import { nearestName } from '../../lib/domain/nearest-name.ts';

describe('nearestName', () => {
  it.each([
    ['a letter too many', 'buildd', 'build'],
    ['two letters swapped', 'biuld', 'build'],
    ['its beginning', 'unit', 'unit (ubuntu-latest, node 24)'],
    ['nothing like it', 'deploy', undefined],
  ])('finds a name by %s', (_what, given, nearest) => {
    expect(nearestName(given, ['lint', 'build', 'unit (ubuntu-latest, node 24)'])).toBe(nearest);
  });

  it('finds no name near because it is long', () => {
    expect(nearestName('toString', ['x'.repeat(10_000)])).toBeUndefined();
    expect(nearestName('x'.repeat(10_000), ['y'.repeat(10_000)])).toBeUndefined();
  });
});
