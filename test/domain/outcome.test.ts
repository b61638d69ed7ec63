import { describe, expect, it } from 'vitest';
import { blocks, outcomes, worstOf } from '../../lib/domain/outcome.ts';

describe('worstOf', () => {
  it('orders skipped, pass, warn, fail, error', () => {
    expect(worstOf(['pass', 'skipped'])).toBe('pass');
    expect(worstOf(['warn', 'pass'])).toBe('warn');
    expect(worstOf(['warn', 'fail', 'pass'])).toBe('fail');
    expect(worstOf(['fail', 'error', 'pass'])).toBe('error');
  });

  it('does not make a pass of nothing', () => {
    expect(worstOf([])).toBeUndefined();
  });
});

describe('blocks', () => {
  it('is true for fail and error alone', () => {
    expect(outcomes.filter(blocks)).toEqual(['fail', 'error']);
  });
});
