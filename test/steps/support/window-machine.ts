import { isRecord } from '../../../lib/domain/is-record.ts';
import type { AlarmSighting } from '../../../lib/domain/window/alarm.ts';
import { closeWindow } from '../../../lib/steps/close-window.ts';
import { openWindow } from '../../../lib/steps/open-window.ts';
import { rollBack } from '../../../lib/steps/roll-back.ts';
import { verifyDeployment } from '../../../lib/steps/verify-deployment.ts';
import { verifyRollback } from '../../../lib/steps/verify-rollback.ts';
import { watchWindow } from '../../../lib/steps/watch-window.ts';
import type { Actor, Ended } from './network.ts';
import { verifierOf } from './window-verifier.ts';
import {
  lostInSource,
  lostInStore,
  releaseOf,
  runOf,
  second,
  settings,
  settingsOf,
  type World,
} from './window-world.ts';

/** Step Functions, with the state machine RollbackWindow: an execution for each deployment. */

const signal = new AbortController().signal;

/** What a function sees of the world, over the network. */
export function servicesOf(
  { store, approvals, alarms, notices, strategy, tasks, time, over, parts }: World,
  actor: Actor,
) {
  const seen = over(store, actor, lostInStore);
  return {
    store: parts.seenBy?.(actor.name, seen) ?? seen,
    approvals: over(approvals, actor, lostInStore),
    alarms: over(alarms, actor, lostInSource),
    notices: over(notices, actor, lostInSource),
    strategy: over(strategy, actor, lostInSource),
    tasks: over(tasks, actor, lostInStore),
    gos: { go: async () => undefined },
    ...{ alarmTopic: 'topic', console: 'https://console.example', runbook: settings.runbook, now: time.date(), signal },
  };
}
export type Services = ReturnType<typeof servicesOf>;

/** As a task with retries. @param times of which the last goes well, if it is to `succeed`. */
async function task<T>(
  world: World,
  name: string,
  { times, succeeds }: { readonly times: number; readonly succeeds: boolean },
  body: (services: Services) => Promise<T>,
): Promise<T | undefined> {
  const { story, invoke, time } = world;
  for (let attempt = 1; attempt <= times; attempt += 1) {
    const faults = succeeds && attempt === times ? 0 : story.faults;
    const limits = { faults, timeout: story.timeout * second };
    const ended = await invoke(name, limits, (actor) => body(servicesOf(world, actor)));
    if (ended.kind === 'answered') return ended.answer;
    if (ended.kind === 'failed' && faults === 0) throw ended.error;
    await time.wait(2 * second);
  }
  return undefined;
}

/** From the deployment to the window's result. */
export async function execution(world: World, deployment: number): Promise<void> {
  const { time, trace, tasks } = world;
  const id = runOf(deployment);
  const run = { id, execution: `arn:${id}`, startedAt: time.date().toISOString() };
  const release = releaseOf(deployment);
  const opened = await task(world, 'open-window', { times: 5, succeeds: true }, (services) =>
    openWindow({ run, release }, settingsOf(world.story), services),
  );
  let result: string | undefined;
  if (opened?.next === 'watch') {
    if ((await watch(world, run)) === 'trigger') await goBack(world, run);
    const closed = await task(world, 'close-window', { times: 5, succeeds: true }, (services) =>
      closeWindow({ run }, services),
    );
    result = closed?.result;
  }
  tasks.ended.add(run.execution);
  trace.executions.push({ run: id, opened: opened?.next ?? 'failed', result });
}

interface Run {
  readonly id: string;
  readonly execution: string;
  readonly startedAt: string;
}

const mostWatches = 200;

async function watch(world: World, run: Run): Promise<'trigger' | 'end' | 'superseded'> {
  for (let count = 0; count < mostWatches; count += 1) {
    const token = `${run.id}/${count}`;
    const waiting = world.tasks.wait(token);
    const looking = look(world, run, token);
    const minute = world.time.wait(settings.times.look * second).then(() => 'timeout' as const);
    const ended = await Promise.race([waiting, minute, failureOf(looking)]);
    world.tasks.close(token);
    if (ended === 'failed') await world.time.wait(10 * second);
    if (ended === 'timeout') await noteMissed(world, run, await Promise.race([looking, Promise.resolve(undefined)]));
    const next = isRecord(ended) ? ended['next'] : undefined;
    if (next === 'verify') await verify(world, run);
    if (next === 'trigger' || next === 'end' || next === 'superseded') return next;
  }
  throw new Error(`${run.id} is watched for ever`);
}

/** Step Functions calls it once, and goes on to Watch whatever becomes of it. */
async function verify(world: World, run: Run): Promise<void> {
  const { memory, trace, story, time } = world;
  const dueAt = (await memory.window(run.id))?.verifying?.at(-1)?.dueAt;
  const more = { ...verifierOf(story, time), sources: {}, clock: () => time.date() };
  const answer = await task(world, 'verify-deployment', { times: 1, succeeds: false }, ({ store }) =>
    verifyDeployment({ run }, settingsOf(story), { ...more, store }),
  );
  trace.verifications.push({ run: run.id, dueAt, answer: answer ?? 'failed' });
}

/** AWS fails a task whose function failed; other implementations let it wait for its time-out. */
async function failureOf(looking: Promise<Ended<unknown>>): Promise<'failed'> {
  const { kind } = await looking;
  return kind === 'answered' ? new Promise<never>(() => {}) : 'failed';
}

async function look(world: World, run: Run, token: string): Promise<Ended<string>> {
  const { invoke, story, trace, memory, time } = world;
  let seen: ReadonlyMap<string, AlarmSighting> | undefined;
  const at = time.now();
  const limits = { faults: story.faults, timeout: story.timeout * second };
  const ended = await invoke('watch-window', limits, (actor) => {
    const services = servicesOf(world, actor);
    async function lookAt(...given: Parameters<typeof services.alarms.look>) {
      trace.tries.push({ run: run.id, at });
      seen = await services.alarms.look(...given);
      trace.reads.push({ run: run.id, at });
      return seen;
    }
    const alarms = { look: lookAt };
    return watchWindow({ run, token }, settingsOf(story), { ...services, alarms });
  });
  if (ended.kind === 'answered')
    trace.looks.push({ run: run.id, next: ended.answer, at, seen, after: await memory.window(run.id) });
  return ended;
}

/** Where nothing goes wrong, a trigger that was recorded ends the Watch that waits, and not only the minute does. */
async function noteMissed(
  { story, memory, trace }: World,
  { id }: Run,
  looked: Ended<string> | undefined,
): Promise<void> {
  if (story.faults > 0 || looked?.kind !== 'answered' || looked.answer !== 'wait') return;
  const isTriggered = (await memory.window(id))?.trigger !== undefined;
  const isTold = trace.deliveries.some(({ outcome, before }) => outcome === 'triggered' && before?.run.id === id);
  if (isTriggered && isTold) trace.missed.push(id);
}

async function goBack(world: World, run: Run): Promise<void> {
  const { time } = world;
  const three = { times: 3, succeeds: false };
  const begun = await task(world, 'roll-back', three, async (services) => {
    await rollBack({ run }, services);
    return true;
  });
  while (begun === true) {
    const verified = await task(world, 'verify-rollback', three, (services) =>
      verifyRollback({ run }, settings.times, services),
    );
    if (verified?.next !== 'again') return;
    await time.wait(settings.times.verify * second);
  }
}
