import { describe, expect, it } from 'vitest';
import { type Try, triedOf, triedProbes } from '../../../lib/domain/window/verified-item.ts';

const seen = (outcome: Try['outcome'], summary: string = outcome): Try => ({
  outcome,
  summary,
  evidence: [{ where: 'here', observed: summary, expected: 'better' }],
  remediation: 'Do something.',
});

describe('several tries', () => {
  it.each([
    [['pass'], 'pass', undefined],
    [['warn'], 'warn', undefined],
    [['fail', 'pass'], 'pass', true],
    [['error', 'fail', 'warn'], 'warn', true],
    [['fail', 'fail', 'fail'], 'fail', undefined],
    [['fail'], 'fail', undefined],
    [['error', 'error', 'error'], 'error', undefined],
    [['fail', 'error', 'fail'], 'error', undefined],
    [['error', 'fail', 'fail'], 'error', undefined],
    [['fail', 'fail', 'error'], 'error', undefined],
  ] as const)('%j are %s', (outcomes, outcome, flaky) => {
    const tried = triedOf(outcomes.map((one) => seen(one)));
    expect(tried).toMatchObject({ outcome, tries: outcomes.length });
    expect(tried.flaky).toBe(flaky);
  });

  it('say what the last one saw, and what to do; nothing where it passed', () => {
    const tried = triedOf([seen('fail', 'first'), seen('fail', 'last')]);
    expect(tried).toMatchObject({ summary: 'last', evidence: [{ observed: 'last' }], remediation: 'Do something.' });
    expect(triedOf([seen('pass')])).toEqual({ outcome: 'pass', summary: 'pass', evidence: [], tries: 1 });
  });

  it('that failed and could not look say both', () => {
    const { summary } = triedOf([seen('fail', 'HTTP 500'), seen('error', 'no answer in time')]);
    expect(summary).toBe('no answer in time; another try failed: HTTP 500');
  });

  it('are one at least', () => {
    expect(() => triedOf([])).toThrow('nobody looked');
  });
});

describe('several probes', () => {
  const probe = (name: string, ...outcomes: Try['outcome'][]) => ({
    name,
    ...triedOf(outcomes.map((one) => seen(one, `${name} ${one}`))),
  });

  it.each([
    [[probe('a', 'pass'), probe('b', 'pass')], 'pass', 'all 2 probes were answered as they must be'],
    [[probe('a', 'pass')], 'pass', 'a pass'],
    [[probe('a', 'pass'), probe('b', 'warn')], 'warn', 'b warn'],
    [[probe('a', 'warn'), { ...probe('b', 'error'), summary: 'no answer' }], 'error', 'b: no answer'],
    // What is known to be broken is not better because something else could not be seen.
    [[probe('a', 'fail'), probe('b', 'error'), probe('c', 'fail')], 'fail', 'a fail; c fail'],
  ] as const)('are as the worst of them (%#)', (probes, outcome, summary) => {
    expect(triedProbes(probes)).toMatchObject({ outcome, summary });
  });

  it('are flaky where one of them was, and count the tries of the one that took most', () => {
    const tried = triedProbes([probe('a', 'pass'), probe('b', 'fail', 'fail', 'pass')]);
    expect(tried).toMatchObject({ outcome: 'pass', flaky: true, tries: 3, evidence: [] });
    expect(triedProbes([probe('a', 'fail'), probe('b', 'fail', 'pass')])).not.toHaveProperty('flaky');
  });

  it('keep their evidence within the limit of one check', () => {
    const long = {
      ...probe('a', 'fail'),
      evidence: Array.from({ length: 40 }, () => ({ where: 'x'.repeat(200), observed: 'y', expected: 'z' })),
    };
    expect(JSON.stringify(triedProbes([long, long]).evidence).length).toBeLessThanOrEqual(2048);
  });
});
