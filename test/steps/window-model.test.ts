import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDrill } from '../../lib/domain/window/drill.ts';
import type { WindowRecord } from '../../lib/domain/window/window.ts';
import type { WindowStore } from '../../lib/stores/window-store.ts';
import { type Ending, play } from './support/window-play.ts';
import { violationsOf } from './support/window-properties.ts';
import { crowded, type Story, story } from './support/window-story.ts';
import type { Parts } from './support/window-world.ts';

/**
 * Any order of deployments, alarms and their notifications (late, twice, never), verifications, drills, people, time-outs and
 * crashes between any two calls. The steps are the real ones, and so are the conditions of the store's writes; Step Functions is played. Time is not:
 * a trace of four minutes takes about a millisecond.
 */

/** `PREFLIGHT_TRACES=100000` plays more, as before a change of the steps is merged: three minutes. */
const traces = Number(process.env['PREFLIGHT_TRACES'] ?? 30_000);
const inParts = 10;

/** The same traces in every run, so that it fails for what was changed and not by chance; `PREFLIGHT_SEED=2` plays others. */
const seed = Number(process.env['PREFLIGHT_SEED'] ?? 1);

function property(parts: Parts, stories: fc.Arbitrary<Story>, seen: (ending: Ending) => void = () => {}) {
  return fc.asyncProperty(stories, async (told) => {
    const ending = await play(told, parts);
    seen(ending);
    const violations = violationsOf(ending);
    if (violations.length > 0) throw new Error(violations.join('\n'));
  });
}

describe('a rollback window, whatever happens', () => {
  const reached = new Map<string, number>();
  const count = (name: string): void => void reached.set(name, (reached.get(name) ?? 0) + 1);
  function seen({ windows, triggers, executions, deliveries, commands, effects, verifications }: Ending): void {
    count('traces');
    for (const { closed, blind = [] } of windows) {
      count(closed?.result ?? 'not closed');
      if (blind.length > 0) count('blind');
    }
    for (const { answer } of verifications) count(`verification ${answer}`);
    for (const window of windows) {
      if (isDrill(window)) count(`drill ${window.closed?.result}`);
      for (const { items } of window.verifications ?? [])
        for (const { outcome, flaky } of items) count(flaky === true ? 'flaky check' : `check ${outcome}`);
    }
    for (const { trigger, answer } of triggers) {
      if (trigger.check !== undefined && answer === 'recorded') count('triggered by a check');
      count(answer === 'recorded' ? `triggered by ${trigger.by}` : answer);
    }
    for (const { opened } of executions) if (opened !== 'watch') count(opened);
    for (const { outcome } of deliveries) count(`notification ${outcome}`);
    for (const { outcome } of commands) count(outcome);
    if (effects.length > 0) count('rolled back');
  }

  it.each(Array.from({ length: inParts }, (_, part) => part + 1))(
    'rolls back once where it must and never else, and says what happened (part %i)',
    async (part) => {
      await fc.assert(property({}, story, seen), { numRuns: traces / inParts, seed: seed * inParts + part });
    },
    300_000,
  );

  it('met all of it', () => {
    console.info(`rollback windows: ${[...reached].map(([name, times]) => `${times} ${name}`).join(', ')}`);
    expect(reached.get('traces')).toBe(traces);
    const all = ['healthy', 'rolled-back', 'rollback-failed', 'inconclusive', 'superseded', 'blind', 'refused', 'over'];
    const by = ['notification', 'look', 'person', 'approval'].map((one) => `triggered by ${one}`);
    const told = ['triggered', 'triggered before', 'asked', 'told', 'ignored'].map((one) => `notification ${one}`);
    const looked = ['verified', 'overtaken', 'failed'].map((one) => `verification ${one}`);
    const saw = ['pass', 'fail', 'error'].map((one) => `check ${one}`);
    const drilled = ['drill done', 'drill refused', 'drill rolled-back', 'drill rollback-failed'];
    const more = ['flaky check', 'triggered by a check', ...looked, ...saw, ...drilled];
    const said = ['trigger done', 'trigger refused', 'close done', 'approve recorded', 'reject recorded'];
    expect(
      [...all, ...by, ...told, ...said, ...more, 'triggered before'].filter(
        (name) => (reached.get(name) ?? 0) < traces / 1000,
      ),
    ).toEqual([]);
  });
});

/** The window as it stands, over what another wrote meanwhile. */
async function changed(store: WindowStore, run: string, change: Partial<WindowRecord>): Promise<WindowRecord> {
  return { ...((await store.window(run)) ?? expect.fail(`there is no window ${run}`)), ...change };
}

describe('the model', () => {
  const bugs: readonly (readonly [string, Parts & { readonly stories?: fc.Arbitrary<Story> }])[] = [
    [
      'a trigger that is written over another, and over an end',
      {
        storeOf: (store) => ({
          ...store,
          async recordTrigger(run, trigger) {
            store.put(await changed(store, run, { trigger }));
            return 'recorded';
          },
        }),
      },
    ],
    [
      'an end that is written over a trigger',
      {
        storeOf: (store) => ({
          ...store,
          async end(run, ended) {
            store.put(await changed(store, run, { ended }));
            return 'ended';
          },
        }),
      },
    ],
    [
      'a window that takes over from one that is being rolled back',
      {
        storeOf: (store) => ({
          ...store,
          async open(next, before) {
            const current = await store.current();
            if (current?.trigger === undefined || current.run.id === next.run.id) return store.open(next, before);
            const { trigger, ...untriggered } = current;
            store.put(untriggered);
            const opened = await store.open(next, untriggered);
            store.put(await changed(store, current.run.id, { trigger }));
            return opened;
          },
          current: async () => {
            const { trigger: _trigger, ...untriggered } = (await store.current()) ?? {};
            return 'run' in untriggered ? (untriggered as WindowRecord) : undefined;
          },
        }),
      },
    ],
    [
      'a look that is written over another',
      {
        storeOf: (store) => ({
          ...store,
          saveLook: async (run, look) => store.saveLook(run, look, (await store.window(run))?.lookedAt),
        }),
        stories: crowded,
      },
    ],
    [
      'a Watch that stores its token after it has looked',
      {
        seenBy(name, store) {
          if (name !== 'watch-window') return store;
          let waiting: readonly [string, string] | undefined;
          return {
            ...store,
            saveToken: async (...given) => {
              waiting = given;
            },
            async saveLook(...given) {
              const answer = await store.saveLook(...given);
              if (waiting !== undefined) await store.saveToken(...waiting);
              waiting = undefined;
              return answer;
            },
          };
        },
      },
    ],
    [
      'a Watch that forgets what it could not see',
      { seenBy: (_, store) => ({ ...store, saveLook: forgetful(store) }) },
    ],
    [
      'a Watch that relies on notifications alone',
      {
        alarmsOf: (alarms) => ({
          ...alarms,
          async look(...given) {
            const seen = await alarms.look(...given);
            return new Map([...seen].map(([name, one]) => [name, { ...one, state: 'OK' }]));
          },
        }),
      },
    ],
    [
      'a rollback that is done again where its first answer was lost',
      {
        strategyOf: (strategy, { effects }) => ({
          ...strategy,
          async rollBack(target, deployment, signal) {
            const before = effects.find(({ run }) => run === deployment.run);
            if (before !== undefined) effects.push(before);
            return strategy.rollBack(target, deployment, signal);
          },
        }),
      },
    ],
    [
      'a check that failed and that Watch does not see',
      {
        seenBy: (name, store) =>
          name !== 'watch-window' ? store : { ...store, window: async (run) => blinded(await store.window(run)) },
      },
    ],
    [
      'a Watch that begins a verification anew',
      {
        seenBy: (name, store) =>
          name !== 'watch-window'
            ? store
            : {
                ...store,
                saveLook: (run, look, before) =>
                  store.saveLook(run, look.verifying ? { ...look, verifying: look.verifying.slice(-1) } : look, before),
                async window(run) {
                  const { verifying: _, ...record } = (await store.window(run)) ?? {};
                  return 'run' in record ? record : undefined;
                },
              },
      },
    ],
    [
      'a window that ends before its last verification',
      {
        seenBy: (name, store) => ({
          ...store,
          async window(run) {
            const record = await store.window(run);
            if (name !== 'watch-window' || record?.verifiesAt === undefined) return record;
            return { ...record, verifiesAt: record.verifiesAt.slice(0, -1) };
          },
        }),
      },
    ],
    [
      'a drill that puts its release into quarantine',
      {
        seenBy: (name, store) => ({
          ...store,
          async window(run) {
            const { drill, ...record } = (await store.window(run)) ?? {};
            if (!('run' in record)) return undefined;
            return name === 'roll-back' || drill === undefined ? record : { ...record, drill };
          },
        }),
      },
    ],
    ['a notification that counts at the time at which it comes', { eventAt: (_, now) => now.toISOString() }],
  ];

  it.each(bugs)(
    'notices %s',
    async (_, { stories = story, ...parts }) => {
      const result = await fc.check(property(parts, stories), { numRuns: 10_000, endOnFailure: true });
      expect(result.failed).toBe(true);
      console.info(`noticed after ${result.numRuns} traces: ${String(result.errorInstance).split('\n')[0]}`);
    },
    120_000,
  );
});

function forgetful(store: WindowStore): WindowStore['saveLook'] {
  return (run, { blind: _blind, ...look }, before) => store.saveLook(run, look, before);
}

function blinded(record: WindowRecord | undefined): WindowRecord | undefined {
  if (record?.verifications === undefined) return record;
  const verifications = record.verifications.map((one) => ({
    ...one,
    items: one.items.map((item) => (item.outcome === 'fail' ? { ...item, outcome: 'pass' as const } : item)),
  }));
  return { ...record, verifications };
}
