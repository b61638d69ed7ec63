import type { VerificationSettings, WindowSettings } from '../../../lib/config/window-settings.ts';
import type { Identity } from '../../../lib/domain/approvals/identity.ts';
import type { Release } from '../../../lib/domain/release.ts';
import { SourceError } from '../../../lib/domain/source-error.ts';
import type { AlarmSighting, AlarmState } from '../../../lib/domain/window/alarm.ts';
import { criteria } from '../../../lib/domain/window/criterion.ts';
import type { Trigger, WindowRecord } from '../../../lib/domain/window/window.ts';
import type { RollbackStrategy } from '../../../lib/rollback/strategy.ts';
import type { RecordedAlarm } from '../../../lib/steps/record-alarm.ts';
import type { WaitingTasks } from '../../../lib/stores/waiting-task.ts';
import type { WindowStore } from '../../../lib/stores/window-store.ts';
import { type MemoryAlarms, memoryAlarms } from '../../support/memory-alarms.ts';
import { type MemoryApprovalStore, memoryApprovalStore } from '../../support/memory-approval-store.ts';
import { type MemoryNotices, memoryNotices } from '../../support/memory-notices.ts';
import { type MemoryWindowStore, memoryWindowStore } from '../../support/memory-window-store.ts';
import { verificationSample, windowSettingsSample } from '../../support/window-samples.ts';
import { type Network, network } from './network.ts';
import { type VirtualTime, virtualTime } from './virtual-time.ts';
import { lasts, type Story, verified, type Watched, watched } from './window-story.ts';

/** A service whose versions are deployed one after the other, its alarms, and all that watches them. */

export const second = 1000;
export const start = Date.parse('2026-11-23T10:00:00.000Z');
export const account = '111122223333';
export const region = 'eu-central-1';
export const alarmOf = (criterion: Watched): string => `alarm-${criterion}`;
export const runOf = (deployment: number): string => `run-${deployment}`;

const response = { 'error-rate-critical': 'rollback', 'service-outage': 'rollback', 'data-loss': 'ask' } as const;
export const rollsBack: readonly string[] = [alarmOf('error-rate-critical'), alarmOf('service-outage')];

export const approver: Identity = { kind: 'iam', arn: `arn:aws:sts::${account}:assumed-role/Approver/mona` };
const approvers = { groups: [], principals: [`arn:aws:iam::${account}:role/Approver`] };

/** So short that a verification is over before the next one is due. */
const verification: VerificationSettings = {
  ...verificationSample,
  ...{ at: [15, 70, lasts], tries: 2, everySeconds: 2, deadlineSeconds: 5, probes: {} },
  checks: verificationSample.checks.map((check) => {
    const isOn = verified.some((id) => id === check.id);
    return {
      ...check,
      response: check.id === 'user-login' ? 'rollback' : 'notify',
      ...(isOn ? {} : { notWatched: 'off' }),
    };
  }),
};

export const settings: WindowSettings = {
  ...windowSettingsSample,
  rules: { service: 'shop-api', images: [] },
  times: { lasts, grace: 30, look: 60, recovery: 60, verify: 10 },
  goOff: 'a model',
  criteria: watched.map((id) => ({
    id,
    ...criteria[id],
    response: id === 'feature-broken' ? 'notify' : response[id],
    alarms: [{ name: alarmOf(id), madeBy: 'stack', needsData: id === 'service-outage' }],
  })),
  asks: { approvers, quorum: 1, expiresAfterSeconds: 100 },
  allowsDrills: true,
};
const verifiedSettings: WindowSettings = { ...settings, verification };

export const settingsOf = ({ isVerified }: Story): WindowSettings => (isVerified ? verifiedSettings : settings);

const commitOf = (deployment: number): string => deployment.toString(16).padStart(40, '0');

export function releaseOf(deployment: number): Release {
  return {
    service: 'shop-api',
    version: `1.${deployment}.0`,
    commit: commitOf(deployment),
    images: [],
    previous: { version: `1.${deployment - 1}.0`, commit: commitOf(deployment - 1) },
    requestedBy: 'github:octocat',
  };
}

/** What happened, for whoever judges it. */
export interface Trace {
  readonly triggers: { readonly run: string; readonly trigger: Trigger; readonly answer: string }[];
  /** Each time that what serves was changed back. `record`: the window at that moment. */
  readonly effects: { readonly run: string; readonly record: WindowRecord | undefined }[];
  readonly deliveries: Delivery[];
  readonly looks: Look[];
  /** Each time that a Watch which began then asked CloudWatch. */
  readonly tries: { readonly run: string; readonly at: number }[];
  /** Each time that CloudWatch answered a Watch which began then, whatever became of that. */
  readonly reads: { readonly run: string; readonly at: number }[];
  /** Runs whose Watch timed out though its trigger had been recorded, and nothing had gone wrong. */
  readonly missed: string[];
  /** Every transition, in its order. */
  readonly transitions: { readonly alarm: string; readonly state: AlarmState; readonly at: string }[];
  /** Each verification that looked. */
  readonly verifications: { readonly run: string; readonly dueAt: string | undefined; readonly answer: string }[];
  /** Releases that are in quarantine at the end. */
  readonly quarantined: Set<string>;
  readonly commands: { readonly at: number; readonly outcome: string }[];
  readonly executions: { readonly run: string; readonly opened: string; readonly result: string | undefined }[];
}

/** A notification that on-alarm has worked through. */
export interface Delivery {
  readonly alarm: string;
  readonly at: string;
  readonly outcome: RecordedAlarm['outcome'];
  /** The current window when it began, and that same window when it had ended. */
  readonly before: WindowRecord | undefined;
  readonly after: WindowRecord | undefined;
}

/** A look that came to its end. */
export interface Look {
  readonly run: string;
  readonly next: string;
  readonly at: number;
  /** undefined where CloudWatch did not answer. */
  readonly seen: ReadonlyMap<string, AlarmSighting> | undefined;
  /** The window afterwards. */
  readonly after: WindowRecord | undefined;
}

/** What a test replaces, to see that the model notices. */
export interface Parts {
  readonly storeOf?: (store: MemoryWindowStore) => WindowStore;
  readonly strategyOf?: (strategy: RollbackStrategy, trace: Trace) => RollbackStrategy;
  /** What each function makes of its store. */
  readonly seenBy?: (name: string, store: WindowStore) => WindowStore;
  readonly eventAt?: (at: string, now: Date) => string;
  readonly alarmsOf?: (alarms: MemoryAlarms) => MemoryAlarms;
}

export interface World extends Network {
  readonly story: Story;
  readonly parts: Parts;
  readonly time: VirtualTime;
  readonly memory: MemoryWindowStore;
  readonly store: WindowStore;
  readonly approvals: MemoryApprovalStore;
  readonly alarms: MemoryAlarms;
  readonly notices: MemoryNotices;
  readonly strategy: RollbackStrategy;
  readonly tasks: ModelTasks;
  readonly trace: Trace;
  /** The deployment that serves. */
  serving: number;
}

/** The tasks of all executions. */
export interface ModelTasks extends WaitingTasks {
  wait(token: string): Promise<unknown>;
  close(token: string): void;
  readonly ended: Set<string>;
}

function modelTasks(): ModelTasks {
  const waiting = new Map<string, (output: unknown) => void>();
  const ended = new Set<string>();
  return {
    ended,
    wait: (token) => new Promise((resolve) => void waiting.set(token, resolve)),
    close: (token) => void waiting.delete(token),
    async complete(token, output) {
      waiting.get(token)?.(output);
      return waiting.delete(token) ? 'moved on' : 'closed';
    },
    hasEnded: async (execution) => ended.has(execution),
  };
}

export function worldOf(story: Story, parts: Parts): World {
  const time = virtualTime(start, story.seed);
  const memory = memoryWindowStore();
  const store = parts.storeOf?.(memory) ?? memory;
  const alarms = memoryAlarms(undefined, () => time.date());
  const trace: Trace = {
    ...{ triggers: [], effects: [], deliveries: [], looks: [], tries: [], reads: [], missed: [] },
    ...{ transitions: [], commands: [], executions: [], verifications: [], quarantined: new Set() },
  };
  // A drill turns an alarm red as CloudWatch does.
  const noted: MemoryAlarms = {
    ...alarms,
    async provoke(name, ...given) {
      await alarms.provoke(name, ...given);
      const red = (await alarms.look([name], given[1])).get(name);
      if (red?.since === time.date().toISOString())
        trace.transitions.push({ alarm: name, state: 'ALARM', at: red.since });
    },
  };
  const strategy = modelStrategy(() => world);
  const world: World = {
    ...{ story, parts, time, memory, trace, serving: 0, ...network(time) },
    store: {
      ...store,
      async recordTrigger(run, trigger) {
        const answer = await store.recordTrigger(run, trigger);
        trace.triggers.push({ run, trigger, answer });
        return answer;
      },
    },
    approvals: memoryApprovalStore(),
    alarms: parts.alarmsOf?.(noted) ?? noted,
    notices: memoryNotices(),
    strategy: parts.strategyOf?.(strategy, trace) ?? strategy,
    tasks: modelTasks(),
  };
  return world;
}

/** Goes back only from what the deployment brought, as each strategy does: what somebody deployed since stays. */
function modelStrategy(world: () => World): RollbackStrategy {
  const isGood = (version: string | undefined): boolean => world().serving === Number(version);
  async function goBack(run: string, { good, bad }: Readonly<Record<string, string>>) {
    const { trace, memory, story } = world();
    if (isGood(bad)) {
      trace.effects.push({ run, record: await memory.window(run) });
      world().serving = Number(good);
      if (story.recovers) void recover(world());
    }
    if (isGood(good)) return { status: 'done', detail: `version ${good} serves` } as const;
    return { status: 'failed', detail: `version ${world().serving} serves` } as const;
  }
  return {
    kind: 'model',
    findTarget: async ({ release }) => {
      const bad = Number.parseInt(release.commit, 16);
      return { strategy: 'model', what: 'the version before', details: { bad: `${bad}`, good: `${bad - 1}` } };
    },
    serving: async () => ({ version: `${world().serving}` }),
    rollBack: (target, { run }) => goBack(run, target.details),
    progress: async ({ details }) =>
      isGood(details['good'])
        ? { status: 'done', detail: 'it serves' }
        : { status: 'failed', detail: 'another one serves' },
  };
}

async function recover({ time, alarms, trace }: World): Promise<void> {
  await time.wait(5 * second + time.chance() * 30 * second);
  const names = watched.map(alarmOf);
  const seen = await alarms.look(names, new AbortController().signal).catch(() => new Map<string, AlarmSighting>());
  for (const name of names) {
    if (seen.get(name)?.state !== 'ALARM') continue;
    const at = time.date().toISOString();
    trace.transitions.push({ alarm: name, state: 'OK', at });
    alarms.set(name, 'OK', at);
  }
}

export const lostInStore = (): Error => new Error('the request got no answer');
export const lostInSource = (): Error => new SourceError('the service gave no answer');
