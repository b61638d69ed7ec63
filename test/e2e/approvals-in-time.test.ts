import { expect, test } from 'vitest';
import { differences } from '../../sandbox/expectation.ts';
import type { Scenario } from '../../sandbox/scenario.ts';
import { scenarios } from '../../sandbox/scenarios/index.ts';
import { peopleOf, play } from './support/attended.ts';
import { useSandbox } from './support/use-sandbox.ts';

const { expired, 'stale-evidence': staleEvidence } = scenarios as Readonly<Record<string, Scenario>>;
const production = useSandbox(expired);

test('what nobody decides in time expires: no-go, and who comes afterwards is told', async () => {
  if (expired === undefined) throw new Error('there is no such scenario');
  const { name, execution, report } = await play(production(), expired);
  expect(differences(report, expired)).toEqual([]);
  expect([execution.status, execution.error]).toEqual(['FAILED', 'NoGo']);
  expect(report.blocking).toEqual(['blocking-issues', 'support-briefed']);
  const late = await peopleOf(production().sandbox).decide(name, 'blocking-issues', 'first-approver', {
    decision: 'approve',
  });
  expect(late).toMatchObject({ status: 409, answer: { error: { kind: 'closed' } } });
});

test('what was seen before people thought about it is looked at again, and the release held back by what changed', async () => {
  if (staleEvidence === undefined) throw new Error('there is no such scenario');
  expect(staleEvidence.times).toEqual(expired?.times);
  const { report, checks, history } = await play(production(), staleEvidence);
  expect(differences(report, staleEvidence)).toEqual([]);
  expect(report.blocking).toEqual(['disk-space']);
  const decidedAt = Math.max(...(report.approvals ?? []).map(({ decidedAt = '' }) => Date.parse(decidedAt)));
  expect(Date.parse(checks['disk-space'].startedAt ?? '')).toBeGreaterThan(decidedAt);
  expect(Date.parse(checks['database-connection'].startedAt ?? '')).toBeGreaterThan(decidedAt);
  // Of other groups it counts however old it is.
  expect(Date.parse(checks['changelog'].startedAt ?? '')).toBeLessThan(decidedAt);
  const states = history.flatMap((event) => event.stateEnteredEventDetails?.name ?? []);
  expect(states).toContain('RefreshEvidence');
});
