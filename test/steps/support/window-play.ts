import type { AlarmState } from '../../../lib/domain/window/alarm.ts';
import { rollBackItemOf } from '../../../lib/domain/window/asked.ts';
import type { WindowRecord } from '../../../lib/domain/window/window.ts';
import type { Alarms } from '../../../lib/sources/alarms.ts';
import { commandWindow } from '../../../lib/steps/command-window.ts';
import { recordAlarm } from '../../../lib/steps/record-alarm.ts';
import { recordDecision } from '../../../lib/steps/record-decision.ts';
import type { Actor } from './network.ts';
import { execution, servicesOf } from './window-machine.ts';
import type { Story, Watched } from './window-story.ts';
import { watched } from './window-story.ts';
import {
  account,
  alarmOf,
  approver,
  type Parts,
  region,
  releaseOf,
  runOf,
  second,
  settings,
  start,
  type Trace,
  type World,
  worldOf,
} from './window-world.ts';

export interface Ending extends Trace {
  readonly story: Story;
  readonly windows: readonly WindowRecord[];
  readonly told: number;
}

/** A minute before the first deployment, so that alarms may be red before it. */
const before = 60;

/** Plays one story to its end. */
export async function play(story: Story, parts: Parts = {}): Promise<Ending> {
  const world = worldOf(story, parts);
  const { alarms, time, memory, trace, notices } = world;
  const since = time.date().toISOString();
  for (const name of watched.map(alarmOf)) alarms.set(name, 'OK', since);
  const all = Promise.all([
    deploy(world, 1, 0),
    story.next === undefined ? undefined : deploy(world, 2, story.next),
    change(world),
    ...story.unseen.map((one) => hide(world, one)),
    ...story.outages.map((one) => fail(world, one)),
    ...story.commands.map((one) => command(world, one)),
    ...(story.decision === undefined ? [] : [1, 2].map((deployment) => decide(world, deployment))),
  ]);
  await time.run();
  await all;
  for (const deployment of [1, 2]) {
    const { commit } = releaseOf(deployment);
    if ((await memory.quarantined({ commit })) !== undefined) trace.quarantined.add(runOf(deployment));
  }
  const windows = await Promise.all([1, 2].map((deployment) => memory.window(runOf(deployment))));
  return { ...trace, story, windows: windows.filter((one) => one !== undefined), told: notices.told.length };
}

const until = ({ time }: World, at: number): Promise<void> => time.wait((before + at) * second);

async function deploy(world: World, deployment: number, at: number): Promise<void> {
  await until(world, at);
  world.serving = deployment;
  await execution(world, deployment);
}

/** CloudWatch evaluates an alarm every ten seconds at the most often. */
const apart = 10 * second;

async function change(world: World): Promise<void> {
  const { story, time, alarms, trace } = world;
  const last = new Map<string, { readonly state: AlarmState; readonly at: number }>();
  for (const { alarm, at, state } of story.changes.toSorted((a, b) => a.at - b.at)) {
    await time.wait((before + at) * second - (time.now() - start) + time.chance() * second);
    const name = alarmOf(alarm);
    const was = last.get(name) ?? { state: 'OK', at: 0 };
    if (was.state === state || time.now() - was.at < apart) continue;
    last.set(name, { state, at: time.now() });
    const since = time.date().toISOString();
    trace.transitions.push({ alarm: name, state, at: since });
    alarms.set(name, state, since);
    void notify(world, name, state, since);
  }
}

/** SNS: at least once where it comes at all, late, and in no order. A deleted topic, a policy: it never comes. */
async function notify(world: World, alarm: string, state: AlarmState, at: string): Promise<void> {
  const { time } = world;
  const roll = time.chance();
  const copies = roll < 0.15 ? 0 : roll < 0.4 ? 2 : 1;
  for (let copy = 0; copy < copies; copy += 1)
    void deliver(world, alarm, state, at, delayOf(time.chance(), time.chance()));
}

function delayOf(kind: number, much: number): number {
  const longest = kind < 0.6 ? 2 : kind < 0.8 ? 20 : kind < 0.95 ? 90 : 400;
  return much * longest * second;
}

/** Lambda tries an asynchronous invocation three times. */
async function deliver(world: World, alarm: string, state: AlarmState, at: string, delay: number): Promise<void> {
  const { time, story, invoke, memory, trace, parts } = world;
  await time.wait(delay);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const current = await memory.current();
    const told = {
      alarm,
      state,
      account,
      region,
      reason: 'Threshold crossed',
      at: parts.eventAt?.(at, time.date()) ?? at,
    };
    const ended = await invoke('on-alarm', { faults: story.faults, timeout: 20 * second }, (actor) =>
      recordAlarm(told, { ...servicesOf(world, actor), account, region }),
    );
    if (ended.kind === 'answered') {
      const after = current && (await memory.window(current.run.id));
      if (state === 'ALARM')
        trace.deliveries.push({ alarm, at, outcome: ended.answer.outcome, before: current, after });
      return;
    }
    await time.wait((attempt + 1) * 20 * second);
  }
}

async function hide(world: World, { alarm, at, lasts, how }: Story['unseen'][number]): Promise<void> {
  const { alarms, time } = world;
  await until(world, at);
  const name = alarmOf(alarm);
  const seen = await alarms.look([name], new AbortController().signal).catch(() => undefined);
  const was = seen?.get(name);
  if (was === undefined) return;
  if (how === 'deleted') alarms.delete(name);
  else alarms.set(name, was.state, was.since, { silenced: 'its actions are disabled' });
  await time.wait(lasts * second);
  // A deleted one that is made again begins anew.
  if (how === 'deleted') alarms.set(name, 'OK', time.date().toISOString());
  else {
    const now = (await alarms.look([name], new AbortController().signal).catch(() => undefined))?.get(name) ?? was;
    alarms.set(name, now.state, now.since);
  }
}

async function fail(world: World, { at, lasts }: Story['outages'][number]): Promise<void> {
  await until(world, at);
  world.alarms.fail('CloudWatch does not answer');
  await world.time.wait(lasts * second);
  world.alarms.fail(undefined);
}

const by = 'github:mona';

async function command(world: World, { command: name, at }: Story['commands'][number]): Promise<void> {
  const { invoke, story, time, trace } = world;
  await until(world, at);
  const wanted = { command: name, by, reason: 'customers cannot pay any more' };
  const seen = (actor: Actor) => {
    const services = servicesOf(world, actor);
    const provoke: Alarms['provoke'] = async (...given) => {
      await services.alarms.provoke(...given);
      void provoked(world, given[0]);
    };
    const look: Alarms['look'] = (...given) => services.alarms.look(...given);
    return { ...services, alarms: { look, provoke } };
  };
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const ended = await invoke('window-command', { faults: story.faults, timeout: 20 * second }, (actor) =>
      commandWindow(wanted, settings, seen(actor)),
    );
    if (ended.kind === 'answered') {
      trace.commands.push({ at: time.now(), outcome: `${name} ${ended.answer.outcome}` });
      return;
    }
  }
}

/** Its actions come as those of any other; some time later CloudWatch evaluates the alarm again. */
async function provoked(world: World, alarm: string): Promise<void> {
  const { alarms, time, trace } = world;
  const look = async () =>
    (await alarms.look([alarm], new AbortController().signal).catch(() => undefined))?.get(alarm);
  const red = await look();
  if (red?.state !== 'ALARM') return;
  void notify(world, alarm, 'ALARM', red.since);
  await time.wait(10 * second + time.chance() * 60 * second);
  if ((await look())?.since !== red.since) return;
  const at = time.date().toISOString();
  trace.transitions.push({ alarm, state: 'OK', at });
  alarms.set(alarm, 'OK', at);
  void notify(world, alarm, 'OK', at);
}

/** Looks now and then whether there is something to decide, and decides it some time later. */
async function decide(world: World, deployment: number): Promise<void> {
  const { story, approvals, time, invoke, trace } = world;
  const { decision } = story;
  const run = `window.${runOf(deployment)}`;
  const item = rollBackItemOf('data-loss' satisfies Watched);
  if (decision === undefined) return;
  for (let looks = 0; (await approvals.item(run, item)) === undefined; looks += 1) {
    if (looks > 40) return;
    await time.wait(10 * second);
  }
  await time.wait(decision.after * second);
  const request = { run, item, choice: decision.choice, comment: 'no data may be lost' };
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const ended = await invoke('approval-api', { faults: story.faults, timeout: 20 * second }, (actor) => {
      const { approvals: store, tasks } = servicesOf(world, actor);
      return recordDecision(
        request,
        approver,
        { people: {}, breakGlass: { groups: [], principals: [] } },
        { store, tasks, now: () => time.date() },
      );
    });
    if (ended.kind !== 'answered') continue;
    trace.commands.push({ at: time.now(), outcome: `${decision.choice} ${ended.answer.outcome}` });
    return;
  }
}
