import type { WindowSettings } from '../config/window-settings.ts';
import { capProblems, describeProblems } from '../domain/problem.ts';
import { type Command, parseCommand } from '../domain/window/command.ts';
import { liftedWords } from '../domain/window/quarantine-words.ts';
import { whyOver } from '../domain/window/standing.ts';
import type { Trigger, WindowRecord } from '../domain/window/window.ts';
import { reasonWords } from '../domain/window/words.ts';
import type { Alarms } from '../sources/alarms.ts';
import type { Notices } from '../sources/notices.ts';
import type { WaitingTasks } from '../stores/waiting-task.ts';
import type { WindowStore } from '../stores/window-store.ts';
import { type CommandAnswer, refused, releaseWords } from './command-answer.ts';
import { drillWindow } from './drill-window.ts';
import { tellPeople } from './tell-people.ts';
import { moveOn, triggerWindow } from './trigger-window.ts';

export type { CommandAnswer } from './command-answer.ts';

/** What a person tells a window, or the gate, through the command line; as it was sent, not looked at yet. */
export type WindowCommand =
  | {
      readonly command: 'trigger';
      readonly reason: string;
      readonly by: string;
      readonly run?: string;
      readonly criterion?: string;
    }
  | { readonly command: 'close'; readonly reason: string; readonly by: string; readonly run?: string }
  | { readonly command: 'drill'; readonly reason: string; readonly by: string; readonly run?: string }
  | { readonly command: 'lift'; readonly reason: string; readonly by: string; readonly commit: string };

export interface CommandWindowDependencies {
  readonly store: WindowStore;
  readonly alarms: Pick<Alarms, 'look' | 'provoke'>;
  readonly notices: Notices;
  readonly tasks: Pick<WaitingTasks, 'complete'>;
  readonly now: Date;
  readonly signal: AbortSignal;
}

/** What the configuration says of commands. */
export type CommandSettings = Pick<WindowSettings, 'service' | 'environment' | 'criteria' | 'allowsDrills'>;

type Of<Name extends Command['command']> = Extract<Command, { readonly command: Name }>;

/** Does what a person wants of a window, or of the gate. The same command once more, after a lost answer, is answered as the first. */
export async function commandWindow(
  given: unknown,
  settings: CommandSettings,
  dependencies: CommandWindowDependencies,
): Promise<CommandAnswer> {
  const { service, environment } = settings;
  const parsed = parseCommand(given);
  if ('problems' in parsed) return refused('invalid', describeProblems(capProblems(parsed.problems)));
  const { command } = parsed;
  if (command.command === 'lift') return lift(command, { service, environment }, dependencies);
  const { store } = dependencies;
  const record = command.run === undefined ? await store.current() : await store.window(command.run);
  if (record === undefined) {
    const which = command.run === undefined ? 'no window was ever opened' : `there is no window ${command.run}`;
    return refused('unknown', `${which} of ${service} in ${environment}`);
  }
  switch (command.command) {
    case 'trigger':
      return trigger(command, record, dependencies);
    case 'close':
      return close(command, record, dependencies);
    case 'drill':
      return drillWindow(command, record, settings, dependencies);
  }
}

async function trigger(
  { reason, by, criterion }: Of<'trigger'>,
  record: WindowRecord,
  { store, tasks, now }: CommandWindowDependencies,
): Promise<CommandAnswer> {
  const at = now.toISOString();
  const wanted: Trigger = {
    ...(criterion === undefined ? {} : { criterion }),
    ...{ reason, at, recordedAt: at, by: 'person', person: by },
  };
  const run = record.run.id;
  const recorded = await triggerWindow(run, wanted, { store, tasks });
  const done = { outcome: 'done', run, message: `the rollback of ${releaseWords(record)} is triggered` } as const;
  if (recorded === 'recorded') return done;
  const found = (await store.window(run)) ?? record;
  if (recorded === 'over') return refused('over', `nothing is rolled back: ${whyOver(found) ?? 'the window is over'}`);
  const { trigger: before } = found;
  if (before?.person === by && before.reason === reason) return done;
  return refused('over', `${releaseWords(record)} is being rolled back already: ${reasonWords(before?.reason ?? '')}`);
}

/** Nothing triggers from here on, and nobody knows what would have: the window ends inconclusive. */
async function close(
  { reason, by }: Of<'close'>,
  record: WindowRecord,
  { store, tasks, now }: CommandWindowDependencies,
): Promise<CommandAnswer> {
  const run = record.run.id;
  const at = now.toISOString();
  const over = (found: WindowRecord): CommandAnswer =>
    refused('over', `there is nothing to close: ${whyOver(found) ?? 'the window is over'}`);
  if (record.closed !== undefined && !isClosedBy(record, by, reason)) return over(record);
  const ended = await store.end(run, { at, why: 'closed', reason, by });
  if (ended === 'triggered')
    return refused('over', `${releaseWords(record)} is being rolled back: the window closes by itself after that`);
  const found = (await store.window(run)) ?? record;
  if (ended === 'superseded' || !isClosedBy(found, by, reason)) return over(found);
  await moveOn(run, 'end', { store, tasks });
  const text = `closed early by ${by}: ${reasonWords(reason)}`;
  await store.addEvents(run, [{ at: found.ended?.at ?? at, kind: 'ended', text }]);
  return { outcome: 'done', run, message: `the window of ${releaseWords(record)} is closed; it ends inconclusive` };
}

function isClosedBy({ ended }: WindowRecord, by: string, reason: string): boolean {
  return ended?.why === 'closed' && ended.by === by && ended.reason === reason;
}

/** What was lifted by a first attempt is not there to be lifted by a second: that one is told so. */
async function lift(
  { commit, reason, by }: Of<'lift'>,
  { service, environment }: Pick<WindowSettings, 'service' | 'environment'>,
  { store, notices, now }: CommandWindowDependencies,
): Promise<CommandAnswer> {
  const lifted = await store.lift({ commit }, { at: now.toISOString(), by, reason });
  const [first] = lifted;
  if (first === undefined)
    return refused('unknown', `no release of commit ${commit} is in quarantine, or not any more`);
  for (const one of lifted) {
    await tellPeople(one.run, now.toISOString(), liftedWords(one, service, environment), { store, notices });
  }
  const message = `${service} ${first.version} may pass the gate of ${environment} again; it needs a new run of it`;
  return { outcome: 'done', message, run: first.run };
}
