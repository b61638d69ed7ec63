import { describe, expect, it } from 'vitest';
import type { CriterionId } from '../../lib/domain/window/criterion.ts';
import { alarmOf, windowSettingsSample } from '../support/window-samples.ts';
import { at, run, watching } from './support/watching.ts';

/** The samples' window is open from 10:00 to 11:00, with a grace of 30 s. */

describe('a criterion that asks', () => {
  const feature: CriterionId = 'feature-broken';

  it('asks once, says where to decide, and keeps watching', async () => {
    const window = await watching();
    window.red(feature, '10:05:30');
    expect((await window.look('10:06:00')).next).toBe('wait');
    await window.look('10:07:00');
    expect(await window.item(feature)).toMatchObject({
      status: 'open',
      kind: 'manual',
      openedAt: at('10:06:00'),
      // An hour later it would be over.
      expiresAt: at('11:00:30'),
      approvers: { groups: ['release-managers'] },
      excluded: [],
    });
    expect(await window.approvals.run(`window.${run}`)).toMatchObject({ window: true, groups: [], items: [{}] });
    expect(window.notices.told).toMatchObject([
      { urgency: 'page', text: expect.stringContaining(`/runs/window.${run}`) },
    ]);
  });

  it('triggers where people approve, with who and why', async () => {
    const window = await watching();
    window.red(feature, '10:05:30');
    await window.look('10:06:00');
    await window.decide(feature, 'approved', '10:06:30');
    expect((await window.look('10:06:31')).completed).toEqual([{ next: 'trigger' }]);
    expect((await window.record()).trigger).toMatchObject({
      criterion: feature,
      alarm: alarmOf(feature),
      by: 'approval',
      person: 'Mona Lisa',
      at: at('10:06:30'),
      reason: expect.stringContaining('it must not go on'),
    });
  });

  it('gives its token to the items, so that a decision ends the Watch', async () => {
    const window = await watching();
    window.red(feature, '10:05:30');
    await window.look('10:06:00');
    expect(await window.approvals.token(`window.${run}`, `roll-back-${feature}`)).toBe('token-1');
    await window.look('10:07:00');
    expect(await window.approvals.token(`window.${run}`, `roll-back-${feature}`)).toBe('token-2');
  });

  it('stays where people reject, and ends as it would have', async () => {
    const window = await watching();
    window.red(feature, '10:05:30');
    await window.look('10:06:00');
    await window.decide(feature, 'rejected', '10:06:30');
    expect((await window.look('10:07:00')).next).toBe('wait');
    expect((await window.look('11:00:30')).next).toBe('end');
    expect((await window.record()).blind).toEqual([]);
  });

  it('pages people, and asks nobody again, where it turns red once more after they decided to stay', async () => {
    const window = await watching();
    window.red(feature, '10:05:30');
    await window.look('10:06:00');
    await window.decide(feature, 'rejected', '10:06:30');
    await window.look('10:07:00');
    expect(window.notices.told).toHaveLength(1);
    window.red(feature, '10:40:00');
    await window.look('10:41:00');
    await window.look('10:42:00');
    expect(window.notices.told.slice(1)).toMatchObject([
      { urgency: 'page', text: expect.stringContaining('preflight window trigger') },
    ]);
  });

  it('is never well without an answer', async () => {
    const window = await watching();
    window.red(feature, '10:05:30');
    await window.look('10:06:00');
    expect((await window.look('11:00:30')).next).toBe('end');
    expect(await window.item(feature)).toMatchObject({ status: 'expired' });
    expect((await window.record()).blind).toMatchObject([
      { what: 'the decision about Non-critical feature broken', why: 'nobody decided in time' },
    ]);
  });

  it('hears a decision of the very last moment', async () => {
    const window = await watching();
    window.red(feature, '10:05:30');
    await window.look('10:06:00');
    const racing = {
      ...window.approvals,
      async replace(...given: Parameters<typeof window.approvals.replace>) {
        await window.decide(feature, 'approved', '11:00:29');
        return window.approvals.replace(...given);
      },
    };
    expect((await window.look('11:00:30', { approvals: racing })).completed).toEqual([{ next: 'look' }]);
    expect((await window.look('11:00:31')).completed).toEqual([{ next: 'trigger' }]);
  });

  it('pages where nobody is named who could be asked', async () => {
    const window = await watching();
    const { asks: _asks, ...settings } = windowSettingsSample;
    window.red(feature, '10:05:30');
    await window.look('10:06:00', {}, settings);
    await window.look('10:07:00', {}, settings);
    expect(window.notices.told).toMatchObject([{ urgency: 'page' }]);
    expect(await window.item(feature)).toBeUndefined();
  });

  it('is told again where nobody could be told', async () => {
    const window = await watching();
    const failing = await watching();
    failing.notices.fail();
    window.red(feature, '10:05:30');
    await window.look('10:06:00', { notices: failing.notices });
    await window.look('10:07:00');
    expect(window.notices.told).toHaveLength(1);
    // The item that nobody was told of got the token all the same.
    expect(await window.approvals.token(`window.${run}`, `roll-back-${feature}`)).toBe('token-2');
  });
});
