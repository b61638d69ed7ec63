import { describe, expect, it } from 'vitest';
import type { GateSettings } from '../../lib/config/function-settings.ts';
import type { Waiver } from '../../lib/domain/approvals/approval.ts';
import type { WaiverScope } from '../../lib/domain/approvals/approval-keys.ts';
import type { GroupResult } from '../../lib/domain/check-result.ts';
import { fingerprintOf } from '../../lib/domain/release.ts';
import { type DecideVerdictInput, decideVerdict } from '../../lib/steps/decide-verdict.ts';
import { memoryWindowStore } from '../support/memory-window-store.ts';
import { approvers, decided, ownItem, vote } from '../support/people-reports.ts';
import { release } from '../support/release.ts';
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
const fingerprint = fingerprintOf(release, settings.configuration);
const decide = (input: Omit<DecideVerdictInput, 'run' | 'fingerprint'>, store?: ReturnType<typeof storeOf>['store']) =>
  decideVerdict({ run, fingerprint, ...input }, settings, { store, now });

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
    const decided = await decideVerdict({ run, fingerprint, groups: groups('fail') }, settings, { store, now, warn });
    expect(decided).toMatchObject({ ask: [{ id: 'memory' }] });
    expect(told).toEqual(['waivers of earlier runs could not be read: table is gone']);
  });

  it("hands on the team's own items, and what people said", async () => {
    const own = { ...settings, ownItems: [ownItem] };
    const approvals = { items: [decided('support-briefed', 'approved', [vote('Mona')])], stale: [] };
    const input = { run, fingerprint, groups: groups('pass') };
    expect(await decideVerdict(input, own, { now })).toMatchObject({ ask: [{ id: 'support-briefed' }] });
    expect(await decideVerdict({ ...input, approvals }, own, { now })).toMatchObject({ verdict: 'go' });
  });
});

describe('a release in quarantine', () => {
  const asksPeople: GateSettings = { ...settings, hasWindow: true, ownItems: [ownItem] };
  const bad = { ...fingerprint, version: '1.42.0', run: 'window-1', at, reason: 'errors above 5 %' };
  const note = { run: 'window-1', at, reason: 'errors above 5 %', version: '1.42.0' };
  async function quarantined() {
    const windows = memoryWindowStore();
    await windows.quarantine(bad);
    return windows;
  }
  const input = { run, fingerprint, groups: groups('pass') };

  it('is a no-go before anything else is, and nobody is asked', async () => {
    expect(await decideVerdict(input, asksPeople, { windows: memoryWindowStore(), now })).toHaveProperty('ask');
    expect(await decideVerdict(input, asksPeople, { windows: await quarantined(), now })).toMatchObject({
      verdict: 'no-go',
      summary: 'no-go: rolled back before, and in quarantine',
      blocking: ['quarantine'],
      quarantine: note,
    });
    const failed = { ...input, groups: groups('fail', 'fail') };
    expect(await decideVerdict(failed, asksPeople, { windows: await quarantined(), now })).toMatchObject({
      summary: 'no-go: rolled back before, and in quarantine; 2 of 2 checks block: 2 failed',
      blocking: ['quarantine', 'memory', 'disk-space'],
    });
  });

  it('is a no-go also where it came into it while people were asked', async () => {
    const approvals = { items: [decided('support-briefed', 'approved', [vote('Mona')])], stale: [] };
    const windows = await quarantined();
    const decision = await decideVerdict({ ...input, approvals }, asksPeople, { windows, now });
    expect(decision).toMatchObject({ verdict: 'no-go', blocking: ['quarantine'], quarantine: note });
    expect(decision).not.toHaveProperty('expiresAt');
    expect(decision).toMatchObject({ approvals: [{ id: 'support-briefed', status: 'approved' }] });
  });

  it('is one whatever the configuration is, and no other release is', async () => {
    const windows = await quarantined();
    const reconfigured = { ...input, fingerprint: { ...fingerprint, configuration: 'another' } };
    const repaired = { ...input, fingerprint: { ...fingerprint, commit: '0'.repeat(40) } };
    expect(await decideVerdict(reconfigured, settings, { windows, now })).toMatchObject({ verdict: 'no-go' });
    expect(await decideVerdict(repaired, settings, { windows, now })).toMatchObject({ verdict: 'go' });
  });

  it('may pass again once that was lifted, and the decision tells nothing of it', async () => {
    const windows = await quarantined();
    await windows.lift(fingerprint, { at, by: 'Mona', reason: 'it was the network' });
    const decision = await decideVerdict(input, settings, { windows, now });
    expect(decision).toMatchObject({ verdict: 'go' });
    expect(decision).not.toHaveProperty('quarantine');
  });

  it('leaves no verdict where nobody can tell whether it is one', async () => {
    const windows = { quarantined: () => Promise.reject(new Error('table is gone')) };
    await expect(decideVerdict(input, settings, { windows, now })).rejects.toThrow('table is gone');
    await expect(decideVerdict(input, asksPeople, { now })).rejects.toThrow('set WINDOW_TABLE');
    const { fingerprint: _, ...without } = input;
    const unnamed = decideVerdict(without as unknown as DecideVerdictInput, settings, {
      windows: await quarantined(),
      now,
    });
    await expect(unnamed).rejects.toThrow(TypeError);
  });
});
