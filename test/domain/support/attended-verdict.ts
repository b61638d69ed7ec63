import type { ApprovalItem, DecidedItem, Waiver } from '../../../lib/domain/approvals/approval.ts';
import type { CheckResult, GroupResult } from '../../../lib/domain/check-result.ts';
import type { ApprovalsAnswer, ExpectedGroup } from '../../../lib/domain/gate.ts';
import { type Decision, type DecisionInput, decideVerdict, type Question } from '../../../lib/domain/verdict.ts';
import { approvers, decided, ownItem, vote } from '../../support/people-reports.ts';

export const now = new Date('2026-11-23T14:00:00.000Z');
export const waivable = { approvers, quorum: 2, expiresAfterSeconds: 3600, longestDays: 14 };
export const smokeTests: ApprovalItem = { ...ownItem, id: 'smoke-tests', title: 'Smoke tests passed', quorum: 2 };

export const expected: ExpectedGroup[] = [
  {
    group: 'database',
    checks: [
      { id: 'staging-migrations', title: 'Migrations' },
      { id: 'backup-recency', title: 'Backup created (<24h old)', waivable },
    ],
  },
  { group: 'staging-rehearsal', checks: [{ id: 'smoke-tests', title: 'Smoke tests passed', manual: smokeTests }] },
];

export type Outcome = CheckResult['outcome'];

export function database(backup: Outcome, migrations: Outcome = 'pass'): GroupResult {
  const check = (id: CheckResult['id'], outcome: Outcome): CheckResult => ({
    ...{ id, group: 'database', title: id, outcome, summary: `${id} ${outcome}`, evidence: [] },
    ...(outcome === 'pass' ? {} : { remediation: 'Take a snapshot.' }),
  });
  const at = now.toISOString();
  const checks = [check('staging-migrations', migrations), check('backup-recency', backup)];
  return { group: 'database', startedAt: at, endedAt: at, checks };
}

export const input: DecisionInput = {
  run: 'run-2',
  expected,
  answers: [database('pass')],
  own: [ownItem],
  waivers: [],
  now,
  goExpiresMinutes: 60,
};

export const ask = (changes: Partial<DecisionInput> = {}): Question =>
  decideVerdict({ ...input, ...changes }) as Question;
export const decide = (changes: Partial<DecisionInput> = {}): Decision =>
  decideVerdict({ ...input, ...changes }) as Decision;

export const mona = vote('Mona', { comment: 'looked at it' });
export const hubert = vote('Hubert', { comment: 'me too' });
export const smoke = decided('smoke-tests', 'approved', [mona, hubert]);
export const own = decided('support-briefed', 'approved', [mona]);
export const failure = (outcome: 'fail' | 'error') => ({
  outcome,
  summary: `backup-recency ${outcome}`,
  longestDays: 14,
});
export const waiverItem = (changes: Partial<DecidedItem> = {}): DecidedItem =>
  decided('backup-recency', 'approved', [mona, hubert], { kind: 'waiver', failure: failure('fail'), ...changes });

export const closed = (items: unknown, stale: unknown = []): ApprovalsAnswer => ({ items, stale }) as ApprovalsAnswer;
export const checkOf = ({ groups }: Decision | Question, id: string): CheckResult | undefined =>
  groups.flatMap(({ checks }) => checks).find((check) => check.id === id);

export const carried: Waiver = {
  check: 'backup-recency',
  outcome: 'fail',
  by: ['Otto'],
  at: '2026-11-20T09:00:00.000Z',
  reason: 'the vault is full',
  until: '2026-11-23',
  run: 'run-1',
};
