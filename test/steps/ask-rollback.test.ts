import { describe, expect, it } from 'vitest';
import { askRollback, openQuestion } from '../../lib/steps/ask-rollback.ts';
import { memoryApprovalStore } from '../support/memory-approval-store.ts';
import { memoryNotices } from '../support/memory-notices.ts';
import { memoryWindowStore } from '../support/memory-window-store.ts';
import { windowSample, windowSettingsSample } from '../support/window-samples.ts';
import { at } from './support/watching.ts';

const run = `window.${windowSample.run.id}`;
const asks = windowSettingsSample.asks ?? expect.fail('nobody is asked');
const item = {
  id: 'roll-back-despite-schema',
  title: 'Roll back despite the schema?',
  instructions: 'Look first.\nThen decide.',
};
const question = { record: windowSample, item, asks, now: new Date(at('10:30:00')) };

async function asking() {
  const store = memoryWindowStore();
  await store.open(windowSample, undefined);
  return { store, approvals: memoryApprovalStore(), notices: memoryNotices(), console: 'https://console.example/' };
}

describe('a question of a rollback window', () => {
  it('is opened under its own name, for people of the configuration, and excludes nobody', async () => {
    const all = await asking();
    expect(await askRollback(question, all)).toEqual({
      ...item,
      ...{ kind: 'manual', status: 'open', votes: [], excluded: [], revision: 1, run },
      ...{ approvers: asks.approvers, quorum: 1, expiresAfterSeconds: 3600 },
      ...{ openedAt: at('10:30:00'), expiresAt: at('11:30:00') },
      ...{ service: 'shop-api', environment: 'production', version: '1.42.0', commit: windowSample.release.commit },
    });
    expect(await all.approvals.run(run)).toMatchObject({ window: true, run: { id: run }, groups: [] });
  });

  it('tells people where they decide, and the time line', async () => {
    const all = await asking();
    await askRollback(question, all);
    expect(all.notices.told).toMatchObject([{ urgency: 'page', run: windowSample.run.id }]);
    const [notice] = all.notices.told;
    expect(notice?.text).toContain(`https://console.example/runs/${run}\n`);
    expect(notice?.text).toContain(`preflight approvals approve ${item.id} --run ${run} --env production`);
    expect(notice?.text).toContain('Look first.\nThen decide.');
    expect((await all.store.events(windowSample.run.id)).map(({ kind }) => kind)).toEqual(['asked', 'told']);
  });

  it('is there though nobody could be told, which the time line says', async () => {
    const all = await asking();
    all.notices.fail();
    expect(await askRollback(question, all)).toMatchObject({ status: 'open' });
    expect((await all.store.events(windowSample.run.id)).at(-1)?.text).toMatch(
      /^nobody could be told .*the topic did not/,
    );
  });

  it('stays as it was asked first, and answers with what was decided', async () => {
    const all = await asking();
    const first = await askRollback(question, all);
    await all.approvals.replace({ ...first, status: 'approved', decidedAt: at('10:31:00'), revision: 2 });
    const again = { ...question, item: { ...item, title: 'Another?' }, now: new Date(at('10:32:00')) };
    expect(await askRollback(again, all)).toMatchObject({
      title: item.title,
      status: 'approved',
      openedAt: at('10:30:00'),
    });
    expect(all.notices.told).toHaveLength(1);
  });

  it('is not told of once it is too late for an answer', async () => {
    const all = await asking();
    await askRollback(question, all);
    await askRollback({ ...question, now: new Date(at('11:30:00')) }, all);
    expect(all.notices.told).toHaveLength(1);
  });

  it.each([
    ['11:00:30', at('11:00:30')],
    ['11:30:01', at('11:30:00')],
  ])('may end sooner than the configuration says, and never later: %s', async (until, expiresAt) => {
    const { approvals } = await asking();
    expect(await openQuestion({ ...question, until: at(until) }, approvals)).toMatchObject({ expiresAt });
  });

  it('takes nothing from another execution of the same name', async () => {
    const all = await asking();
    await askRollback(question, all);
    const record = { ...windowSample, run: { ...windowSample.run, startedAt: at('12:00:00') } };
    await expect(askRollback({ ...question, record }, all)).rejects.toThrow(/was another run's/);
  });
});
