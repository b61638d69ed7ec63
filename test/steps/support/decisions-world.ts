import type { Scheduler } from 'fast-check';
import type { DecidedItem, VoteChoice } from '../../../lib/domain/approvals/approval.ts';
import type { ItemRecord } from '../../../lib/domain/approvals/approval-record.ts';
import type { Identity, People } from '../../../lib/domain/approvals/identity.ts';
import { closeApprovals } from '../../../lib/steps/close-approvals.ts';
import { type RecordedDecision, recordDecision } from '../../../lib/steps/record-decision.ts';
import { requestApproval } from '../../../lib/steps/request-approval.ts';
import type { ApprovalStore } from '../../../lib/stores/approval-store.ts';
import { askedRun, expiresAt, itemRecord, manualItem } from '../../support/approval-samples.ts';
import { type MemoryApprovalStore, memoryApprovalStore } from '../../support/memory-approval-store.ts';
import { type MemoryWaitingTasks, memoryWaitingTasks } from '../../support/memory-waiting-tasks.ts';
import { type Fault, faulty, orLost } from './faulty.ts';

/** A run with one item, several people who decide on it at once, and an execution that waits for them. */

const account = '111122223333';
const signedIn = (name: string, ...groups: string[]): Identity => ({
  ...{ kind: 'oidc', issuer: 'https://login.acme.example', subject: name, groups },
  email: `${name}@acme.example`,
});

/** Ways in which people come, and who they are: two of them are one person. */
export const ways = {
  mona: { human: 'Mona Lisa', identity: signedIn('mona', 'release-managers') },
  monaByIam: { human: 'Mona Lisa', identity: { kind: 'iam', arn: `arn:aws:sts::${account}:assumed-role/Mona/x` } },
  hubert: { human: 'Hubert Ot', identity: signedIn('hubert', 'release-managers', 'on-call') },
  kim: { human: 'Kim', identity: signedIn('kim', 'release-managers') },
  author: { human: 'Author', identity: signedIn('author', 'release-managers', 'on-call') },
  outsider: { human: 'Outsider', identity: signedIn('outsider') },
} as const satisfies Record<string, { human: string; identity: Identity }>;
export type Way = keyof typeof ways;

export const people: People = {
  'Mona Lisa': ['email:mona@acme.example', `aws:arn:aws:iam::${account}:role/Mona`],
  'Hubert Ot': ['email:hubert@acme.example'],
  Kim: ['oidc:kim'],
  Author: ['github:octocat', 'email:author@acme.example'],
};

export interface Request {
  readonly way: Way;
  readonly choice: VoteChoice;
  readonly breakGlass: boolean;
  /** For how many turns of others it waits before it comes. */
  readonly delay: number;
  /** The same request again, whatever came of it. */
  readonly repeats: number;
  /** Of its first time. */
  readonly fault: Fault | undefined;
}

export interface Story {
  readonly quorum: number;
  readonly requests: readonly Request[];
  /** Turns until the item expires, and until somebody stops the execution. */
  readonly expiry: number;
  readonly stop: number | undefined;
  readonly executionFault: Fault | undefined;
}

/** What a test replaces, to see that the model notices. */
export interface Parts {
  readonly storeOf?: (store: MemoryApprovalStore) => ApprovalStore;
  readonly requestApproval?: typeof requestApproval;
  readonly people?: People;
}

export interface Told {
  readonly request: number;
  readonly answer: RecordedDecision;
}

export interface Ending {
  readonly story: Story;
  /** Every version of the item. */
  readonly versions: readonly ItemRecord[];
  readonly told: readonly Told[];
  readonly completed: MemoryWaitingTasks['completed'];
  /** What CloseApprovals said; undefined where the execution was stopped before. */
  readonly closed: DecidedItem | undefined;
  readonly lostRaces: number;
  readonly stopped: boolean;
  readonly timedOut: boolean;
  /** Whether the task timed out though it had been asked for, and whoever decided had got their answer. */
  readonly missed: boolean;
}

const run = askedRun.run.id;
const item = manualItem.id;

/** By its comment a vote is known as the one of its request. */
export const commentOf = (request: number): string => `reason ${request}`;

/** Everything that those who take part share. */
interface World {
  readonly story: Story;
  readonly parts: Parts;
  readonly turn: (label: string) => Promise<void>;
  readonly memory: MemoryApprovalStore;
  readonly store: ApprovalStore;
  readonly tasks: MemoryWaitingTasks;
  readonly told: Told[];
  now: Date;
  lostRaces: number;
  isAsked: boolean;
  stopped: boolean;
  timedOut: boolean;
  missed: boolean;
}

/** Everybody at once: the scheduler decides who is next, between any two calls. */
export async function play(scheduler: Scheduler, story: Story, parts: Parts = {}): Promise<Ending> {
  const world = worldOf(scheduler, story, parts);
  const { memory, tasks, told } = world;
  async function all() {
    await memory.open(askedRun, [], [opened(story)]);
    const people = story.requests.map((request, index) => person(world, request, index));
    return Promise.all([execution(world), expiry(world), stop(world), ...people]);
  }
  const [closed] = await scheduler.waitFor(all());
  const { lostRaces, stopped, timedOut, missed } = world;
  return {
    ...{ story, told, closed, lostRaces, stopped, timedOut, missed },
    versions: memory.written,
    completed: tasks.completed,
  };
}

function worldOf(scheduler: Scheduler, story: Story, parts: Parts): World {
  const turn = (label: string): Promise<void> => scheduler.schedule(Promise.resolve(), label);
  const memory = memoryApprovalStore({ network: turn });
  const counting: ApprovalStore = {
    ...memory,
    async replace(next) {
      const isWritten = await memory.replace(next);
      if (!isWritten) world.lostRaces += 1;
      return isWritten;
    },
  };
  const world: World = {
    ...{ story, parts, turn, memory, tasks: memoryWaitingTasks(turn), told: [] },
    store: parts.storeOf?.(memory) ?? counting,
    now: new Date('2026-11-23T13:00:00.000Z'),
    ...{ lostRaces: 0, isAsked: false, stopped: false, timedOut: false, missed: false },
  };
  return world;
}

const opened = ({ quorum }: Story): ItemRecord =>
  itemRecord({
    ...{ ...manualItem, quorum },
    approvers: { groups: ['release-managers'], principals: [`arn:aws:iam::${account}:role/Mona`] },
  });

async function person(world: World, request: Request, index: number): Promise<void> {
  const { store, tasks, told, turn, parts } = world;
  const { way, choice, breakGlass } = request;
  const settings = { people: parts.people ?? people, breakGlass: { groups: ['on-call'], principals: [] } };
  const asked = { run, item, choice, comment: commentOf(index), ...(breakGlass ? { breakGlass } : {}) };
  await turns(request.delay, turn);
  for (let time = 0; time <= request.repeats; time += 1) {
    const services = faulty({ store, tasks }, time === 0 ? request.fault : undefined);
    const answer = await orLost(() =>
      recordDecision(asked, ways[way].identity, settings, { ...services, now: () => world.now }),
    );
    if (answer !== undefined) told.push({ request: index, answer });
  }
}

/** As the state machine does it: a task that failed is tried again with another token. */
async function execution(world: World): Promise<DecidedItem | undefined> {
  const { store, tasks, story, parts } = world;
  const ask = parts.requestApproval ?? requestApproval;
  for (const [attempt, fault] of [story.executionFault, undefined].entries()) {
    const token = `token-${attempt}`;
    const waiting = tasks.wait(token);
    const found = await orLost(() => ask({ run, item, token }, faulty({ store, tasks }, fault)));
    world.isAsked = found !== undefined;
    if (!world.isAsked || world.timedOut || world.stopped) tasks.closeAll();
    await waiting;
    if (world.isAsked || world.timedOut || world.stopped) break;
  }
  if (world.stopped) return undefined;
  const settings = { service: askedRun.service, environment: askedRun.environment, evidenceHolds: {} };
  const closed = await closeApprovals({ run: askedRun.run, groups: [] }, settings, { store, now: world.now });
  return closed.items[0];
}

async function expiry(world: World): Promise<void> {
  const { story, turn, tasks, memory, told } = world;
  await turns(story.expiry, turn);
  world.now = new Date(Date.parse(expiresAt) + 1000);
  await turn('the task times out');
  world.timedOut = tasks.completed.length === 0;
  world.missed = world.timedOut && world.isAsked && !world.stopped && isDecided(memory.written, told);
  tasks.closeAll();
}

async function stop(world: World): Promise<void> {
  if (world.story.stop === undefined) return;
  await turns(world.story.stop, world.turn);
  world.stopped = true;
  world.tasks.closeAll();
}

async function turns(count: number, turn: World['turn']): Promise<void> {
  for (let passed = 0; passed < count; passed += 1) await turn('waits');
}

/** Whether the item was decided, and whoever decided it was told so. */
function isDecided(versions: readonly ItemRecord[], told: readonly Told[]): boolean {
  const last = versions.at(-1);
  if (last?.status !== 'approved' && last?.status !== 'rejected') return false;
  return told.some(({ request, answer }) => 'item' in answer && commentOf(request) === last.votes.at(-1)?.comment);
}
