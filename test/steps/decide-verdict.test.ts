import { describe, expect, it } from 'vitest';
import type { GateSettings } from '../../lib/config/function-settings.ts';
import type { Waiver } from '../../lib/domain/approvals/approval.ts';
import type { WaiverScope } from '../../lib/domain/approvals/approval-keys.ts';
import type { GroupResult } from '../../lib/domain/check-result.ts';
import { type DecideVerdictInput, decideVerdict } from '../../lib/steps/decide-verdict.ts';
import { approvers, decided, ownItem, vote } from '../support/people-reports.ts';
import { gateSettings } from './support/gate-settings.ts';

const now = new Date('2026-11-23T12:00:00.000Z');
const at = now.toISOString();
const settings: GateSettings = {
  ...gateSettings,
  expected: [
    {
      group: 'infrastructure',
      checks: [
        {
          id: 'memory',
          title: 'Memory',
          waivable: { approvers, quorum: 1, expiresAfterSeconds: 60, longestDays: 7 },
        },
        { id: 'disk-space', title: 'Disk' },
      ],
    },
  ],
};
const waiver: Waiver = {
  check: 'memory',
  outcome: 'fail',
  by: ['Mona'],
  at,
  reason: 'known',
  until: '2026-11-24',
  run: 'run-0',
};

type Outcome = 'pass' | 'fail';
function groups(memory: Outcome, disk: Outcome = 'pass'): GroupResult[] {
  const check = (id: 'memory' | 'disk-space', outcome: Outcome) =>
    ({ id, group: 'infrastructure', title: id, outcome, summary: id, evidence: [] }) as const;
  const checks = [check('memory', memory), check('disk-space', disk)];
  return [{ group: 'infrastructure', startedAt: at, endedAt: at, checks }];
}

function storeOf(waivers: readonly Waiver[] | Error) {
  const asked: { scope: WaiverScope; checks: readonly string[]; at: string }[] = [];
  const store = {
    async waivers(scope: WaiverScope, checks: readonly string[], moment: string) {
      asked.push({ scope, checks, at: moment });
      if (waivers instanceof Error) throw waivers;
      return waivers;
    },
  };
  return { asked, store };
}

const run = { id: 'run-1', startedAt: at };
const decide = (input: Omit<DecideVerdictInput, 'run'>, store?: ReturnType<typeof storeOf>['store']) =>
  decideVerdict({ run, ...input }, settings, { store, now });

describe('decideVerdict', () => {
  it("asks the store for this gate's waivers of the checks that block and may be waived", async () => {
    const { asked, store } = storeOf([waiver]);
    const decision = await decide({ groups: groups('fail') }, store);
    expect(decision).toMatchObject({ verdict: 'go', summary: 'go: 2 checks ran, none blocks, 1 waived' });
    const scope = { service: 'shop-api', environment: 'production' };
    expect(asked).toEqual([{ scope, checks: ['memory'], at }]);
  });

  it.each<[string, GroupResult[]]>([
    ['nothing blocks', groups('pass')],
    ['only something blocks that nobody may waive', groups('pass', 'fail')],
  ])('does not ask it where %s', async (_name, answers) => {
    const { asked, store } = storeOf([waiver]);
    await decide({ groups: answers }, store);
    expect(asked).toEqual([]);
  });

  it('asks it again about what fails only after people were asked', async () => {
    const { asked, store } = storeOf([waiver]);
    const approvals = { items: [], stale: ['infrastructure'] } as const;
    const decision = await decide({ groups: groups('pass'), approvals, refreshed: groups('fail') }, store);
    expect(decision).toMatchObject({ verdict: 'go' });
    expect(asked.map(({ checks }) => checks)).toEqual([['memory']]);
  });

  it('asks people where there is no store, and where it cannot be read, of which it tells', async () => {
    expect(await decide({ groups: groups('fail') })).toMatchObject({ ask: [{ id: 'memory' }] });
    const told: string[] = [];
    const { store } = storeOf(new Error('table is gone'));
    const warn = (message: string, cause: Error): void => void told.push(`${message}: ${cause.message}`);
    const decided = await decideVerdict({ run, groups: groups('fail') }, settings, { store, now, warn });
    expect(decided).toMatchObject({ ask: [{ id: 'memory' }] });
    expect(told).toEqual(['waivers of earlier runs could not be read: table is gone']);
  });

  it("hands on the team's own items, and what people said", async () => {
    const own = { ...settings, ownItems: [ownItem] };
    const approvals = { items: [decided('support-briefed', 'approved', [vote('Mona')])], stale: [] };
    const input = { run, groups: groups('pass') };
    expect(await decideVerdict(input, own, { now })).toMatchObject({ ask: [{ id: 'support-briefed' }] });
    expect(await decideVerdict({ ...input, approvals }, own, { now })).toMatchObject({ verdict: 'go' });
  });
});
