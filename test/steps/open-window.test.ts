import { describe, expect, it } from 'vitest';
import { SourceError } from '../../lib/domain/source-error.ts';
import { blindSpotsAfter } from '../../lib/domain/window/blindness.ts';
import type { Trigger } from '../../lib/domain/window/window.ts';
import { release } from '../support/release.ts';
import { alarmOf, windowSample, windowSettingsSample } from '../support/window-samples.ts';
import { openedAt, opening, runNamed, serving, topic } from './support/opening.ts';

const { run } = windowSample;
const own = windowSample.ownAlarm ?? '';
const red = { at: '2026-11-23T09:58:12.345Z', alarm: alarmOf('error-rate-high') };
const trigger: Trigger = { reason: '12% errors', at: openedAt, recordedAt: openedAt, by: 'look' };
const later = '2026-11-23T10:10:00.000Z';

describe('openWindow', () => {
  it('opens a window of which there is nothing to tell', async () => {
    const world = await opening();
    await expect(world.open()).resolves.toEqual({ next: 'watch', endsAt: windowSample.endsAt });
    const record = await world.store.current();
    expect(record).toEqual({ ...windowSample, states: record?.states });
    expect(Object.values(record?.states ?? {}).map(({ state }) => state)).toEqual(Array(6).fill('OK'));
    expect(world.notices.told).toEqual([]);
    expect(await world.store.events(run.id)).toEqual([
      { at: openedAt, kind: 'opened', text: `opened for 1.42.0 until ${windowSample.endsAt}, by the GO of run gate-1` },
      { at: openedAt, kind: 'opened', text: expect.stringMatching(/^would go back to version 7 of shop-api/) },
    ]);
  });

  it('makes the alarm that its baseline asks for', async () => {
    const world = await opening();
    await world.open();
    expect([...world.alarms.made.keys()]).toEqual([own]);
    expect(world.alarms.made.get(own)).toMatchObject({ threshold: 0.36, periodSeconds: 60 });
    expect(world.topics).toEqual([topic]);
  });

  it('remembers what serves the release, and hands the target what was remembered of the one before', async () => {
    const world = await opening();
    await world.store.remember(release.previous?.commit ?? '', { version: '7', since: 'May' });
    await world.open();
    await expect(world.store.remembered(release.commit)).resolves.toEqual(serving);
    const record = await world.store.current();
    expect(record?.target).toMatchObject({ details: { version: '7', since: 'May', bad: '8' } });
  });

  it('finds nothing to go back to in a release that was rolled back itself, and pages that', async () => {
    const world = await opening();
    const { commit = '', version = '' } = release.previous ?? {};
    const bad = { commit, images: [], version, run: 'window-1', at: openedAt, reason: '12% errors' };
    await world.store.quarantine(bad);
    await expect(world.open()).resolves.toMatchObject({ next: 'watch' });
    const problem = `${version} is in quarantine: the window window-1 rolled it back; pass what serves in its place as \`previous\``;
    expect((await world.store.current())?.target).toEqual({ problem });
    expect(world.notices.told).toMatchObject([{ urgency: 'page' }]);
  });

  it('opens without a GO where the configuration lets it, and says so', async () => {
    const world = await opening();
    await world.store.withdrawGo(windowSample.fingerprint, 'gate-2');
    await expect(world.open(run, { goOff: 'hotfixes go out at once' })).resolves.toMatchObject({ next: 'watch' });
    const record = await world.store.current();
    expect([record?.withoutGo, record?.go]).toEqual(['hotfixes go out at once', undefined]);
    expect(world.notices.told).toMatchObject([{ urgency: 'notice', run: run.id }]);
    expect(world.notices.told[0]?.text).toContain('it opened without a GO: hotfixes go out at once');
  });

  it('writes down what is red already, and tells it', async () => {
    const world = await opening();
    world.alarms.set(red.alarm, 'ALARM', red.at, { reason: '1.3% > 1%' });
    await world.open();
    const record = await world.store.current();
    expect(record?.redAtOpen).toEqual([{ name: red.alarm, state: 'ALARM', since: red.at, reason: '1.3% > 1%' }]);
    expect(record?.blind).toBeUndefined();
    expect(world.notices.told).toMatchObject([{ urgency: 'notice' }]);
    expect(world.notices.told[0]?.text).toContain(
      `${red.alarm} is red already, since ${red.at}; only a new transition of it rolls back: 1.3% > 1%`,
    );
  });

  it('leaves to Watch what turned red after it began', async () => {
    const world = await opening();
    world.alarms.set(red.alarm, 'ALARM', '2026-11-23T10:00:00.001Z');
    await world.open();
    const record = await world.store.current();
    expect(record?.redAtOpen).toEqual([]);
    expect(record?.states?.[red.alarm]?.state).toBe('ALARM');
  });

  it('puts no red alarm on the time line as if it had turned red then', async () => {
    const world = await opening();
    world.alarms.set(red.alarm, 'ALARM', red.at);
    await world.open();
    const events = await world.store.events(run.id);
    expect(events.filter(({ kind }) => kind === 'alarm')).toEqual([]);
    expect(events).toContainEqual(expect.objectContaining({ kind: 'opened', alarm: red.alarm }));
  });

  it('pages where an alarm is not there, or silenced; that is a blind spot from the start', async () => {
    const world = await opening();
    const [gone, muted] = [alarmOf('service-outage'), alarmOf('db-pool-exhausted')];
    world.alarms.delete(gone);
    world.alarms.set(muted, 'OK', red.at, { silenced: 'its actions are disabled' });
    world.alarms.set(red.alarm, 'ALARM', red.at, { silenced: 'its actions are disabled' });
    await world.open();
    const record = await world.store.current();
    expect(record?.blind).toEqual([
      { what: gone, why: 'the alarm is not there', from: openedAt },
      { what: muted, why: 'its actions are disabled', from: openedAt },
    ]);
    expect(world.notices.told).toMatchObject([{ urgency: 'page' }]);
    expect(world.notices.told[0]?.text).toContain(`${gone} is not seen, and the window cannot end healthy`);
  });

  it('leaves nothing of that for Watch to tell again', async () => {
    const world = await opening();
    world.alarms.delete(alarmOf('service-outage'));
    await world.open();
    const record = await world.store.current();
    expect(record?.told).toEqual([`blind ${alarmOf('service-outage')} ${openedAt}`]);
    if (record === undefined) throw new Error('no window');
    const alarms = await world.alarms.look(
      record.criteria.flatMap((one) => one.alarms),
      world.signal,
    );
    const spots = blindSpotsAfter(record, { seen: { alarms }, needData: new Set(), events: [], now: new Date(later) });
    expect(spots.filter(({ what }) => what === alarmOf('service-outage'))).toEqual(record.blind);
  });

  it('leaves it to Watch to page where nobody could be told', async () => {
    const world = await opening();
    world.alarms.delete(alarmOf('service-outage'));
    world.notices.fail();
    await expect(world.open()).resolves.toMatchObject({ next: 'watch' });
    await expect(world.store.current()).resolves.not.toHaveProperty('told');
    const events = await world.store.events(run.id);
    expect(events.map(({ text }) => text)).toContainEqual(expect.stringMatching(/^nobody could be told/));
  });

  it('opens where CloudWatch does not answer, and is blind from the start', async () => {
    const world = await opening();
    world.alarms.fail('CloudWatch is throttling');
    await expect(world.open()).resolves.toMatchObject({ next: 'watch' });
    const record = await world.store.current();
    expect(record?.blind).toMatchObject([
      { what: 'CloudWatch', why: 'CloudWatch is throttling', from: openedAt },
      { what: alarmOf('response-time'), from: openedAt, to: windowSample.endsAt },
    ]);
    const responseTime = record?.criteria.find(({ id }) => id === 'response-time');
    expect(responseTime).toMatchObject({
      alarms: [],
      notWatched: 'its baseline could not be measured: CloudWatch is throttling',
    });
    expect(world.notices.told).toMatchObject([{ urgency: 'page' }]);
  });

  it.each([
    ['the strategy finds none', { problem: 'live points to the release itself' }],
    ['nobody can look', new SourceError('live points to the release itself')],
  ])('pages where there is nothing to go back to: %s', async (_what, target) => {
    const world = await opening();
    world.setTarget(target);
    await expect(world.open()).resolves.toMatchObject({ next: 'watch' });
    await expect(world.store.current()).resolves.toMatchObject({
      target: { problem: 'live points to the release itself' },
    });
    expect(world.notices.told).toMatchObject([{ urgency: 'page' }]);
    expect(world.notices.told[0]?.text).toContain('a rollback would not work: live points to the release itself');
  });

  it('does not take a defect for a target that is not there', async () => {
    const world = await opening();
    world.setTarget(new TypeError('x is not a function'));
    await expect(world.open()).rejects.toThrow('x is not a function');
  });

  it('does not watch response times of too few requests, and says so', async () => {
    const world = await opening();
    const baseline = { p95Ms: 240, samples: 12, from: '2026-11-23T09:00:00.000Z', to: openedAt };
    world.alarms.setBaseline(baseline);
    await world.open();
    const record = await world.store.current();
    expect(record).toMatchObject({ baseline });
    expect(record).not.toHaveProperty('ownAlarm');
    expect(record).not.toHaveProperty('blind');
    expect(record?.criteria.find(({ id }) => id === 'response-time')).toMatchObject({
      alarms: [],
      notWatched: 'the hour before had 12 samples, and a baseline takes at least 200',
    });
    expect(world.alarms.made.size).toBe(0);
    expect(world.notices.told).toMatchObject([{ urgency: 'notice' }]);
    expect(world.notices.told[0]?.text).toContain('response-time is not watched: the hour before had 12 samples');
  });

  it('watches response times by other alarms where they have no baseline, and says so', async () => {
    const world = await opening();
    world.alarms.setBaseline(undefined);
    world.alarms.set('slow', 'OK', red.at);
    const criteria = windowSettingsSample.criteria.map((one) =>
      one.id === 'response-time'
        ? { ...one, alarms: [{ name: 'slow', madeBy: 'existing', needsData: false } as const] }
        : one,
    );
    await world.open(run, { criteria });
    const record = await world.store.current();
    const found = record?.criteria.find(({ id }) => id === 'response-time');
    expect([found?.alarms, found?.notWatched]).toEqual([['slow'], undefined]);
    expect(world.notices.told[0]?.text).toContain('response-time has its other alarms alone: the hour before had 0');
  });

  it('neither looks at what is off nor tells of it', async () => {
    const world = await opening();
    const off = 'no such feature';
    const criteria = windowSettingsSample.criteria.map((one) =>
      one.id === 'feature-broken' || one.id === 'response-time' ? { ...one, off } : one,
    );
    world.alarms.delete(alarmOf('feature-broken'));
    await world.open(run, { criteria });
    const record = await world.store.current();
    const found = record?.criteria.filter(({ id }) => id === 'feature-broken' || id === 'response-time');
    expect(found).toMatchObject([
      { alarms: [], notWatched: off },
      { alarms: [], notWatched: off },
    ]);
    expect([world.alarms.made.size, world.notices.told.length]).toEqual([0, 0]);
  });

  it('opens where its own alarm cannot be made, and tells it', async () => {
    const world = await opening();
    world.failing.add('put');
    await expect(world.open()).resolves.toMatchObject({ next: 'watch' });
    // Watch sees that it is not there.
    await expect(world.store.current()).resolves.toMatchObject({ ownAlarm: own });
    expect(world.notices.told).toMatchObject([{ urgency: 'notice' }]);
    expect(world.notices.told[0]?.text).toContain(`the alarm ${own} could not be made`);
  });

  it('deletes alarms that earlier windows left, and no others', async () => {
    const world = await opening();
    const left = [`${alarmOf('response-time')}-old-1`, `${alarmOf('response-time')}-old-2`];
    for (const name of left) world.alarms.set(name, 'OK', red.at);
    await world.open();
    const names = await world.alarms.named('', world.signal);
    expect(names.filter((name) => left.includes(name))).toEqual([]);
    expect(names).toHaveLength(7);
  });

  it.each([
    ['named', 'alarms that earlier windows left could not be deleted: named failed'],
    ['remove', 'alarms that earlier windows left could not be deleted: remove failed'],
    ['serving', 'what serves now could not be seen, so that the next window may not know it: serving failed'],
  ])('opens where %s fails, and tells it', async (call, words) => {
    const world = await opening();
    world.alarms.set(`${alarmOf('response-time')}-old-1`, 'OK', red.at);
    world.failing.add(call);
    await expect(world.open()).resolves.toMatchObject({ next: 'watch' });
    expect(world.notices.told[0]?.text).toContain(words);
  });
});

describe('openWindow, after another window', () => {
  const nextRun = runNamed('1.43.0-next', later);
  const next = { ...release, version: '1.43.0', commit: 'c'.repeat(40) };
  async function withWindow() {
    const world = await opening();
    await world.open();
    await world.store.saveToken(run.id, 'old token');
    const fingerprint = { ...windowSample.fingerprint, commit: next.commit };
    await world.store.saveGo({ run: 'gate-2', fingerprint, expiresAt: '2026-11-23T10:40:00.000Z' });
    const openNext = (input = next) => world.open(nextRun, {}, input, later);
    return { ...world, openNext };
  }

  it('takes over, says so in both, and ends the Watch of the old one', async () => {
    const world = await withWindow();
    const waiting = world.tasks.wait('old token');
    await expect(world.openNext()).resolves.toMatchObject({ next: 'watch' });
    await expect(waiting).resolves.toBe('moved on');
    expect(world.tasks.completed).toEqual([{ token: 'old token', output: { next: 'superseded' } }]);
    await expect(world.store.current()).resolves.toMatchObject({ run: nextRun, supersedes: run.id });
    await expect(world.store.window(run.id)).resolves.toMatchObject({ supersededBy: { run: nextRun.id, at: later } });
    expect((await world.store.events(run.id)).at(-1)?.text).toBe(`the window ${nextRun.id} takes over`);
    expect(world.notices.told[0]?.text).toContain(`it takes over from the window ${run.id}`);
  });

  it('deletes the alarm of the window that it took over from, and keeps its own', async () => {
    const world = await withWindow();
    await world.openNext();
    expect([...world.alarms.made.keys()]).toEqual([`${alarmOf('response-time')}-${nextRun.id}`]);
  });

  it('opens where the Watch of the old one has not come so far, or is over', async () => {
    const world = await withWindow();
    await expect(world.openNext()).resolves.toMatchObject({ next: 'watch' });
    expect(world.tasks.completed).toEqual([]);
  });

  it('opens where Step Functions does not take the word for the old one', async () => {
    const world = await withWindow();
    world.failing.add('complete');
    await expect(world.openNext()).resolves.toMatchObject({ next: 'watch' });
    expect(world.notices.told[0]?.text).toContain('was not told that it is over, and finds out within 60 seconds');
  });

  it('is refused while the old one rolls back', async () => {
    const world = await withWindow();
    await world.store.recordTrigger(run.id, trigger);
    await expect(world.openNext()).resolves.toMatchObject({ next: 'refused', error: 'RollbackInProgress' });
    await expect(world.store.current()).resolves.toMatchObject({ run });
  });

  it('is not opened for what the old one rolls back to', async () => {
    const world = await withWindow();
    await world.store.recordTrigger(run.id, trigger);
    const old = { ...next, version: '1.41.3', commit: release.previous?.commit ?? '' };
    await expect(world.openNext(old)).resolves.toMatchObject({ next: 'not-opened' });
    await expect(world.store.current()).resolves.toMatchObject({ run });
  });

  it('closes an old one first whose execution has ended, and supersedes nothing', async () => {
    const world = await withWindow();
    world.tasks.closeAll();
    await expect(world.openNext()).resolves.toMatchObject({ next: 'watch' });
    const old = await world.store.window(run.id);
    expect(old).toMatchObject({ closed: { result: 'inconclusive', at: later }, blind: [{ what: 'the execution' }] });
    expect(old).not.toHaveProperty('supersededBy');
    await expect(world.store.current()).resolves.not.toHaveProperty('supersedes');
    expect(world.notices.told).toMatchObject([{ urgency: 'page', run: run.id }]);
  });

  it('closes one whose execution ended on its way back as a rollback that failed', async () => {
    const world = await withWindow();
    await world.store.recordTrigger(run.id, trigger);
    world.tasks.closeAll();
    await expect(world.openNext()).resolves.toMatchObject({ next: 'watch' });
    await expect(world.store.window(run.id)).resolves.toMatchObject({ closed: { result: 'rollback-failed' } });
    expect(world.notices.told).toMatchObject([{ urgency: 'page', run: run.id }]);
  });

  it('reads and decides again where the old one ends, or triggers, while it looks around', async () => {
    for (const change of ['end', 'trigger'] as const) {
      const world = await withWindow();
      world.before('findTarget', async () => {
        if (change === 'end') await world.store.end(run.id, { at: later, why: 'time-up' });
        else await world.store.recordTrigger(run.id, trigger);
      });
      const answer = await world.openNext();
      const old = await world.store.window(run.id);
      expect(old).not.toHaveProperty('supersededBy');
      if (change === 'end') {
        expect(answer.next).toBe('watch');
        await expect(world.store.current()).resolves.not.toHaveProperty('supersedes');
      } else expect(answer).toMatchObject({ next: 'refused', error: 'RollbackInProgress' });
    }
  });

  it('gives up where it loses every race', async () => {
    const world = await withWindow();
    world.store.open = async () => 'changed';
    await expect(world.openNext()).rejects.toThrow('lost 10 races to other windows');
  });
});
