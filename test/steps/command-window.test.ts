import { describe, expect, it } from 'vitest';
import { commandWindow } from '../../lib/steps/command-window.ts';
import { windowSample, windowSettingsSample } from '../support/window-samples.ts';
import { at, run, watching } from './support/watching.ts';

const by = 'github:mona';
const reason = 'customers cannot pay any more';

async function commanding(changes: Parameters<typeof watching>[0] = {}) {
  const window = await watching(changes);
  void window.tasks.wait('waits');
  await window.store.saveToken(run, 'waits');
  return {
    ...window,
    say: (command: unknown, time = '10:20:00', others: object = {}) =>
      commandWindow(command, windowSettingsSample, { ...window, ...others, now: new Date(at(time)) }),
  };
}

describe('a person', () => {
  it('triggers a rollback of the current window', async () => {
    const window = await commanding();
    expect(await window.say({ command: 'trigger', reason, by })).toEqual({
      ...{ outcome: 'done', run },
      message: 'the rollback of shop-api 1.42.0 is triggered',
    });
    const trigger = { reason, at: at('10:20:00'), recordedAt: at('10:20:00'), by: 'person', person: by };
    expect((await window.record()).trigger).toEqual(trigger);
    expect(window.tasks.completed).toEqual([{ token: 'waits', output: { next: 'trigger' } }]);
  });

  it('names the criterion and the window where they want to', async () => {
    const window = await commanding();
    expect(await window.say({ command: 'trigger', reason, by, run, criterion: 'data-loss' })).toMatchObject({
      outcome: 'done',
    });
    expect((await window.record()).trigger?.criterion).toBe('data-loss');
  });

  it('may send the same once more, after a lost answer', async () => {
    const window = await commanding();
    const command = { command: 'trigger', reason, by };
    const first = await window.say(command);
    expect(await window.say(command, '10:20:05')).toEqual(first);
    expect((await window.record()).trigger?.at).toBe(at('10:20:00'));
  });

  it('triggers though Step Functions does not answer', async () => {
    const window = await commanding();
    const tasks = { complete: () => Promise.reject(new Error('throttled')) };
    expect(await window.say({ command: 'trigger', reason, by }, '10:20:00', { tasks })).toMatchObject({
      outcome: 'done',
    });
    expect((await window.look('10:21:00')).next).toBe('trigger');
  });

  it('triggers as long as the window has not ended, whatever the time', async () => {
    const window = await commanding();
    expect(await window.say({ command: 'trigger', reason, by }, '11:00:29')).toMatchObject({ outcome: 'done' });
  });

  it.each([
    [
      'was triggered before',
      { trigger: { reason: 'red', at: at('10:10:00'), recordedAt: at('10:10:01'), by: 'look' } },
      /being rolled back already: red/,
    ],
    ['has ended', { ended: { at: at('10:10:00'), why: 'time-up' } }, /the window ended at/],
    ['was superseded', { supersededBy: { run: 'next', at: at('10:10:00') } }, /superseded by that of next/],
    [
      'was closed',
      { ended: { at: at('10:10:00'), why: 'closed' }, closed: { at: at('10:10:01'), result: 'inconclusive' } },
      /was closed/,
    ],
  ] as const)('comes too late to trigger a window that %s', async (_, changes, message) => {
    const window = await commanding(changes);
    expect(await window.say({ command: 'trigger', reason, by })).toEqual({
      ...{ outcome: 'refused', why: 'over' },
      message: expect.stringMatching(message),
    });
  });

  it('closes a window before its time', async () => {
    const window = await commanding();
    const closes = { command: 'close', reason, by };
    const done = await window.say(closes);
    expect(done).toMatchObject({ outcome: 'done', run });
    expect((await window.record()).ended).toEqual({ at: at('10:20:00'), why: 'closed', reason, by });
    expect(window.tasks.completed).toEqual([{ token: 'waits', output: { next: 'end' } }]);
    expect(await window.say(closes, '10:20:05')).toEqual(done);
    expect(await window.texts()).toEqual([`ended closed early by ${by}: ${reason}`]);
    expect(await window.say({ command: 'trigger', reason, by })).toMatchObject({ why: 'over' });
  });

  it.each([
    [
      'is being rolled back',
      { trigger: { reason: 'red', at: at('10:10:00'), recordedAt: at('10:10:01'), by: 'look' } },
    ],
    ['ended by itself', { ended: { at: at('10:10:00'), why: 'time-up' } }],
    ['was superseded', { supersededBy: { run: 'next', at: at('10:10:00') } }],
    [
      'was closed by somebody else',
      { ended: { at: at('10:10:00'), why: 'closed', by: 'github:kim', reason: 'another reason' } },
    ],
    ['is closed', { closed: { at: at('10:10:01'), result: 'healthy' } }],
  ] as const)('cannot close a window that %s', async (_, changes) => {
    const window = await commanding(changes);
    const before = await window.record();
    expect(await window.say({ command: 'close', reason, by })).toMatchObject({ outcome: 'refused', why: 'over' });
    expect(await window.record()).toEqual(before);
    expect(window.tasks.completed).toEqual([]);
  });

  it('is told where there is no such window', async () => {
    const window = await commanding();
    for (const command of ['trigger', 'close'])
      expect(await window.say({ command, reason, by, run: 'another' })).toEqual({
        ...{ outcome: 'refused', why: 'unknown' },
        message: 'there is no window another of shop-api in production',
      });
    const none = { current: async () => undefined };
    expect(await window.say({ command: 'close', reason, by }, '10:20:00', { store: none })).toMatchObject({
      why: 'unknown',
    });
  });
});

describe('lifting a quarantine', () => {
  const { commit, images } = windowSample.fingerprint;
  const lift = { command: 'lift', reason, by, commit };

  it('lets the release pass the gate again, and tells people', async () => {
    const window = await commanding();
    await window.store.quarantine({ commit, images, version: '1.42.0', run, at: at('10:15:00'), reason: 'red' });
    expect(await window.say(lift)).toMatchObject({ outcome: 'done', run });
    expect(await window.store.quarantined({ commit })).toBeUndefined();
    expect(window.notices.told).toMatchObject([{ urgency: 'notice', subject: expect.stringContaining('lifted'), run }]);
    expect(await window.say(lift)).toMatchObject({ outcome: 'refused', why: 'unknown' });
  });

  it('does so though nobody can be told', async () => {
    const window = await commanding();
    await window.store.quarantine({ commit, images, version: '1.42.0', run, at: at('10:15:00'), reason: 'red' });
    window.notices.fail();
    expect(await window.say(lift)).toMatchObject({ outcome: 'done' });
  });
});

describe('a command', () => {
  const trigger = { command: 'trigger', reason, by };

  it.each<readonly [string, unknown, readonly RegExp[]]>([
    ['nothing', undefined, [/command: must be an object|command: is missing/]],
    ['a text', 'trigger', [/command: must be an object/]],
    [
      'an unknown command',
      { command: 'drop', reason, by },
      [/command\.command: must be "trigger" or "close" or "drill" or "lift"/],
    ],
    [
      'all that is wrong',
      { command: 'trigger', reason: 'x', by: 'mona', run: '', criterion: 'y', force: true },
      [/5 problems|6 problems/, /reason/, /by/, /run/, /criterion/, /force: unknown key/],
    ],
    ['a key of another command', { ...trigger, commit: windowSample.fingerprint.commit }, [/commit: unknown key/]],
    [
      'a reason of nine characters',
      { ...trigger, reason: 'too short' },
      [/the reason is 9 characters long; write 10 at least/],
    ],
    ['no reason', { ...trigger, reason: ' \n ' }, [/the reason is missing/]],
    [
      'a reason of 1001 characters',
      { ...trigger, reason: 'x'.repeat(1001) },
      [/1001 characters long; write 1000 at most/],
    ],
    ['a reason with a tag', { ...trigger, reason: '<img src=x onerror=alert(1)>' }, [/HTML tag/]],
    ['a reason that nobody sees', { ...trigger, reason: 'all is well\u202e' }, [/nobody sees/]],
    ['nobody', { ...trigger, by: 'x'.repeat(300) }, [/by/]],
    ['half a commit', { command: 'lift', reason, by, commit: 'abc' }, [/commit: must be the full commit/]],
    [
      'a prototype',
      JSON.parse('{"__proto__":{"command":"trigger"},"reason":"0123456789","by":"github:mona"}'),
      [/command/],
    ],
  ])('is refused for %s', async (_, command, messages) => {
    const window = await commanding();
    const answer = await window.say(command);
    expect(answer).toMatchObject({ outcome: 'refused', why: 'invalid' });
    for (const message of messages) expect(answer.message).toMatch(message);
    expect((await window.record()).trigger).toBeUndefined();
  });

  it.each(['0123456789', 'x'.repeat(1000), '  customers — “cannot” pay 💳 \n'])(
    'takes the reason %j',
    async (given) => {
      const window = await commanding();
      expect(await window.say({ ...trigger, reason: given })).toMatchObject({ outcome: 'done' });
      expect((await window.record()).trigger?.reason).toBe(given.trim());
    },
  );
});
