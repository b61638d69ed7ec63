import { type CriterionSettings, windowSettings } from '../lib/config/window-settings.ts';
import type { Rehearsal } from '../lib/domain/rehearsal.ts';
import { addressOf, type SandboxTimes, shortTimes, timesVariable } from './addresses.ts';
import { signingAuthority } from './authority.ts';
import { awsEnvironment, presetEmulator, withoutAws } from './aws-environment.ts';
import type { Cleanup } from './cleanup.ts';
import { bootstrap, type Deployed, deploy, makeMathAlarms, synthesize } from './deploy.ts';
import { addVariables } from './deployed-functions.ts';
import { functionVariables, startEmulator } from './emulator.ts';
import type { People, StartedPeople } from './people.ts';
import { claimPortBase, releasePortBase } from './port-base.ts';
import { emulatorProgram } from './python.ts';
import type { SandboxEnvironment, Scenario } from './scenario.ts';
import type { Stopwatch } from './stopwatch.ts';
import { type StackAlarms, stackAlarms } from './world/alarms.ts';
import { startAwsProxy } from './world/aws-proxy.ts';
import type { GithubRecord } from './world/github.ts';
import { newAppKey } from './world/github-app.ts';
import { healthyWorld } from './world/healthy.ts';
import { type PassingMinutes, passingMinutes } from './world/passing-minutes.ts';
import { applyRehearsals, rehearsalsOf } from './world/rehearsals.ts';
import { type AwsAccount, awsAccount } from './world/seed.ts';
import { type ShopFunction, shopFunctions } from './world/shop-function.ts';
import { changed, type WorldState } from './world/state.ts';
import { startSystems } from './world/systems.ts';

/** A running production with the gate deployed into it. */
export interface Sandbox {
  /** Which of the configuration's environments is deployed. */
  readonly environmentName: SandboxEnvironment;
  readonly deployed: Deployed;
  /** Who may be asked; only in the attended environment. */
  readonly people?: People;
  /** Where the gate and its users ask AWS: the fault proxy before the emulator. */
  readonly endpoint: string;
  /** The environment in which every program talks to this sandbox and to nothing else. */
  readonly environment: NodeJS.ProcessEnv;
  /** What the release is a version of: a Lambda behind an alias. */
  readonly shop: ShopFunction;
  readonly alarms: StackAlarms;
  readonly minutes: PassingMinutes;
  /** What was recorded of the release's rehearsal since then, ISO 8601: the newest of each step. */
  rehearsed(since: string): Promise<readonly Rehearsal[]>;
  /** Makes the world the scenario's, whatever it was, and all alarms OK; until told otherwise it is healthy. */
  apply(scenario: Pick<Scenario, 'world'>): Promise<WorldState>;
  /** Reports the metrics anew, as monitoring does every minute. */
  report(): Promise<void>;
  /** Visitors come to the shop, at this moment. */
  visit(): Promise<void>;
  /** What the deployed functions and the command line asked AWS so far: operations, each with its path. */
  asked(): readonly string[];
  /** What was asked of GitHub so far. */
  github(): GithubRecord;
}

export interface SandboxOptions {
  readonly clock: Stopwatch;
  /** Told how to undo what was started, also when starting fails half way. */
  readonly cleanup: Cleanup;
  /** What is deployed, how long everything lasts, and what the world is at first. @default - a healthy production */
  readonly scenario?: Pick<Scenario, 'world' | 'environment' | 'times'>;
}

/**
 * Starts the emulator and the world, and deploys the gate. Sets PREFLIGHT_SANDBOX_PORT and PREFLIGHT_SANDBOX_TIMES, which the
 * configuration reads.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { clock, cleanup, scenario = { world: {} } } = options;
  const environmentName = scenario.environment ?? 'production';
  const preset = presetEmulator();
  const appKey = newAppKey();
  await claimPortBase();
  cleanup.add(releasePortBase);
  setTimes(scenario.times);
  const [authority, healthy] = await Promise.all([signingAuthority(), appKey.then(healthyWorld)]);
  let state = changed(healthy, scenario.world);

  const [account, systems, people, criteria] = await allSettled(
    startAws(options, preset),
    clock.time('world', 'PostgreSQL, Redis, OpenSearch, shop, registry, GitHub and Sentry are up', async () => {
      const started = await startSystems(authority, healthy, shopFunctions(emulatorOrigin(preset)));
      cleanup.add(() => started.close());
      return started;
    }),
    environmentName === 'production-attended' ? startAttendance(options) : Promise.resolve(undefined),
    criteriaOf(environmentName),
    clock.time('synth', 'the stack is synthesized', () => synthesize(environmentName)),
  );
  // It is there when the stack is.
  let table: string | undefined;
  const rehearse = async (): Promise<void> => {
    if (table !== undefined) await applyRehearsals({ endpoint: account.emulator, table }, state.rehearsals);
  };
  const apply = async (next: WorldState): Promise<WorldState> => {
    state = next;
    account.proxy.apply(next);
    await Promise.all([systems.apply(next), account.apply(next), rehearse()]);
    return next;
  };
  const [deployed] = await allSettled(
    clock.time('deploy', 'the stack is deployed', () => deploy(account.emulator, environmentName)),
    clock.time('seed', 'the world is as the scenario wants it', () => apply(state)),
  );
  table = deployed.rehearsals;
  await rehearse();
  const alarms = stackAlarms(account.emulator, {
    stack: deployed.stack,
    topic: deployed.alarms,
    make: () => makeMathAlarms(account.emulator, deployed),
    criteria,
  });
  const shop = environmentName === 'staging' ? account.shops.staging : account.shops.live;
  const minutes = passingMinutes({ minutes: account.minutes, alarms, shop, usual: () => state.traffic });
  await minutes.calm();
  const endpoint = `http://${addressOf('aws')}`;
  // An emulator that this sandbox did not start gives its functions its own address: they get the proxy's instead.
  if (preset !== undefined) await addVariables({ ...deployed, endpoint: account.emulator }, functionVariables());
  await people?.openConsole(account.emulator, deployed);
  return {
    environmentName,
    deployed,
    ...(people === undefined ? {} : { people: people.people }),
    endpoint,
    environment: { ...withoutAws(), ...awsEnvironment(endpoint) },
    shop,
    alarms,
    minutes,
    async rehearsed(since) {
      const all = await rehearsalsOf({ endpoint: account.emulator, table: deployed.rehearsals });
      return all.filter(({ at }) => Date.parse(at) >= Date.parse(since));
    },
    async apply({ world }) {
      const [next] = await Promise.all([apply(changed(healthy, world)), alarms.deliver(true)]);
      await minutes.calm();
      return next;
    },
    report: () => account.apply(state),
    visit: () => account.visit(state),
    asked: () => account.proxy.asked,
    github: () => systems.github,
  };
}

/** Where the emulator is, or will be. */
const emulatorOrigin = (preset: URL | undefined): string => preset?.origin ?? `http://${addressOf('emulator')}`;

/** Read only now: the configuration has this sandbox's ports and times. */
async function criteriaOf(environment: SandboxEnvironment): Promise<readonly CriterionSettings[]> {
  const { default: config } = await import('../preflight.config.ts');
  const found = config.environments[environment];
  return (found === undefined ? undefined : windowSettings(found))?.criteria ?? [];
}

/** The configuration and all that reads it is told by the environment of its process. */
function setTimes(times: Partial<SandboxTimes> | undefined): void {
  process.env[timesVariable] = JSON.stringify({ ...shortTimes, ...times });
}

/** Loaded only where it is needed: it takes longer than everything else here. */
function startAttendance({ clock, cleanup }: SandboxOptions): Promise<StartedPeople> {
  return clock.time('people', 'people can sign in', async () => {
    const { startPeople } = await import('./people.ts');
    return startPeople(cleanup);
  });
}

async function startAws({ clock, cleanup }: SandboxOptions, preset: URL | undefined) {
  const emulator =
    preset?.origin ??
    (await clock.time('emulator', 'the AWS emulator is up', async () => {
      const started = await startEmulator(await emulatorProgram());
      cleanup.add(() => started.stop());
      return started.endpoint;
    }));
  const proxy = await startAwsProxy(new URL(emulator));
  cleanup.add(() => proxy.close());
  const account: AwsAccount = awsAccount(emulator);
  await clock.time('bootstrap', 'the AWS account has its database, certificate and CDK bucket', async () => {
    await Promise.all([account.seed(), bootstrap(emulator)]);
  });
  return { ...account, emulator, proxy };
}

/** As Promise.all, but it waits for all of them before it rejects: so that all that has started can be undone. */
async function allSettled<T extends readonly Promise<unknown>[]>(...promises: T) {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
