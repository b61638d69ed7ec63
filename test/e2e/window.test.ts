import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { beforeAll, describe, expect, test } from 'vitest';
import { shortTimes } from '../../sandbox/addresses.ts';
import { credentials, region } from '../../sandbox/aws-environment.ts';
import { deployedFunctions } from '../../sandbox/deployed-functions.ts';
import { lastOutcomes, windowDifferences } from '../../sandbox/expectation.ts';
import type { Scenario, WindowScenario } from '../../sandbox/scenario.ts';
import { scenarios } from '../../sandbox/scenarios/index.ts';
import { readWindowReport } from '../../sandbox/window.ts';
import { versions } from '../../sandbox/world/shop-function.ts';
import { newName } from './support/gate-client.ts';
import { preflight } from './support/preflight-program.ts';
import { subscribeQueue, type TopicQueue } from './support/topic-queue.ts';
import { useSandbox } from './support/use-sandbox.ts';
import { leaksOf, spokenBy, watchTokens } from './support/window-canary.ts';
import { type PlayedWindow, statesOf, type WindowClient, windowClient } from './support/windows.ts';
import { everythingWritten } from './support/written.ts';

/** Looks so far apart that what an alarm's notification triggers is not found by a look before it. */
const window = { ...shortTimes.window, lasts: '8s', looksEvery: '3s' } as const;
const production = useSandbox({ times: { window } });
type InWindow = Scenario & { readonly window: WindowScenario };
/** The one in which people are asked is played in window-attended.test.ts. */
const played = Object.entries(scenarios).filter(
  (entry): entry is [string, InWindow] => entry[1].environment === undefined && entry[1].window !== undefined,
);
const ended = new Map<string, PlayedWindow>();
let windows: WindowClient;
let notices: TopicQueue;
let results: TopicQueue;

beforeAll(async () => {
  const { sandbox, gate, release } = production();
  windows = windowClient(production());
  notices = await subscribeQueue(sandbox, sandbox.deployed.notices, 'window-notices');
  results = await subscribeQueue(sandbox, sandbox.deployed.results, 'window-results');
  expect((await gate.decide(release)).report.verdict).toBe('go');
});

function of(name: string): PlayedWindow {
  const found = ended.get(name);
  if (found === undefined) throw new Error(`scenario ${name} was not played`);
  return found;
}

/** By result: how the execution ends, what pages say, and how often the alias was moved back. */
const ends = {
  healthy: { error: undefined, pages: [], moves: 0 },
  'rolled-back': { error: 'RolledBack', pages: ['Rolling back'], moves: 1 },
  'rollback-failed': { error: 'RollbackFailed', pages: ['Cannot roll back', 'rollback-failed'], moves: 0 },
  inconclusive: { error: 'Inconclusive', pages: ['The rollback window is blind', 'inconclusive'], moves: 0 },
  superseded: { error: 'Superseded', pages: [], moves: 0 },
} as const;

describe.each(played)('scenario %s', (name, scenario) => {
  const { expect: expected } = scenario.window;

  test('ends as it says, and its report too', async () => {
    const one = await windows.play(scenario);
    ended.set(name, one);
    expect(windowDifferences(one, scenario.window)).toEqual([]);
    expect([one.execution.status, one.execution.error]).toEqual(['FAILED', ends[expected.result].error]);
    expect(one.execution.cause).toContain(`${one.run}/report.html`);
    expect(one.report).toMatchObject({ run: { id: one.run }, baseline: { p95Ms: 240, thresholdMs: 360 } });
    expect(one.report.criteria.map(({ notWatched }) => notWatched)).toEqual(Array.from({ length: 8 }, () => undefined));
  });

  test('the alias was moved once, or not at all', () => {
    expect(of(name).moves).toBe(ends[expected.result].moves);
  });

  test('subscribers hear of the result once, and people are paged where they must look', async () => {
    const { run } = of(name);
    // Each message names its run; the run of a window that took over begins as this one's.
    const told = (await results.allOf(run)).filter(({ text }) => JSON.parse(text).run === run);
    // The emulator's Step Functions leave the attributes of a message out.
    expect(told.map(({ subject }) => subject)).toEqual([`shop-api production: ${expected.result}`]);
    const heard = (await notices.allOf(run)).filter(({ attributes }) => attributes['run'] === run);
    const pages = heard.filter(({ attributes }) => attributes['urgency'] === 'page');
    expect(pages.map(({ subject }) => subject.split(':')[0])).toEqual(ends[expected.result].pages);
    for (const { text } of pages) expect(text).toMatch(/Runbook: https:|docs\/runbook\.md#/);
  });

  test('its own alarm is gone', async () => {
    const { run, report } = of(name);
    expect(report.baseline?.alarm).toBe(`preflight-shop-api-production-response-time-${run}`);
    expect(await production().sandbox.alarms.names()).not.toContain(report.baseline?.alarm);
  });
});

test('two alarms, each told three times, are one rollback; all of it stands on the time line once', () => {
  const { report, ...one } = of('duplicate-alarms');
  expect(statesOf(one).filter((state) => state === 'RollBack')).toHaveLength(1);
  expect(report.events.filter(({ kind }) => kind === 'trigger')).toHaveLength(1);
  const red = report.events.filter(({ kind, state }) => kind === 'alarm' && state === 'ALARM');
  expect(new Set(red.map(({ alarm }) => alarm)).size).toBe(red.length);
});

test('an alarm that is red at open is told, and only its next transition rolled back', async () => {
  const { report, run } = of('red-at-open');
  const [red] = report.redAtOpen;
  expect(red?.name).toBe('preflight-shop-api-production-db-pool-exhausted');
  expect(Date.parse(report.trigger?.at ?? '')).toBeGreaterThan(Date.parse(red?.since ?? '') + 1000);
  const [first] = await notices.allOf(run);
  expect(first).toMatchObject({ attributes: { urgency: 'notice' }, text: expect.stringContaining('is red already') });
});

test('of two windows, each report names the other', async () => {
  const { report, run } = of('superseded');
  const next = `${run}-2`;
  expect(report.supersededBy?.run).toBe(next);
  // A later test's window took over from that one in turn.
  expect(await readWindowReport(production().sandbox, next)).toMatchObject({ supersedes: run });
});

test('an alarm that turns red while the deployment is looked at does not wait for that: it rolls back', async () => {
  // Nothing of the shop answers, and each look at it may take longer than the window lasts.
  const played = await windows.play(
    { world: { faults: { shop: 'hang' } } },
    {
      async meanwhile(run) {
        const { minutes, shop } = production().sandbox;
        await expect
          .poll(async () => (await windows.store.window(run))?.verifying, { timeout: 20_000 })
          .toHaveLength(1);
        await minutes.become({ errorPercent: 10 });
        await expect.poll(() => shop.serves(), { timeout: 20_000 }).toBe(versions.previous);
      },
    },
  );
  const { report, serves, moves } = played;
  expect([report.result, serves, moves]).toEqual(['rolled-back', versions.previous, 1]);
  expect(report.trigger).toMatchObject({ criterion: 'error-rate-critical' });
  const states = report.verifications?.map(({ state }) => state);
  expect(states).toContain('overtaken');
  expect(states).not.toContain('made');
  expect(statesOf(played)).toContain('VerifyDeployment');
});

test('what cannot be looked at rolls nothing back, and is no good end; a probe that fails tells people', async () => {
  const world = {
    faults: { sentry: 'busy' },
    shop: { defects: { [versions.release]: 'search-finds-nothing' } },
  } as const;
  const { report, serves, moves, run } = await windows.play({ world });
  expect([report.result, serves, moves]).toEqual(['inconclusive', versions.release, 0]);
  const outcomes = lastOutcomes(report).map(({ id, outcome }) => [id, outcome]);
  expect(Object.fromEntries(outcomes)).toMatchObject({ 'error-spikes': 'error', 'user-login': 'pass' });
  expect(report.blind).toMatchObject([{ what: expect.stringContaining('error-spikes') }]);
  const [feature] = report.criteria.filter(({ id }) => id === 'feature-broken');
  expect(feature?.probes?.last).toMatchObject({ outcome: 'fail', tries: 3 });
  const heard = (await notices.allOf(run)).filter(({ attributes }) => attributes['urgency'] === 'notice');
  expect(heard.some(({ text }) => text.includes('search'))).toBe(true);
});

test('an execution that is aborted is swept: its window ends, reported and paged, and its alarm is deleted', async () => {
  const { sandbox } = production();
  await windows.ready();
  const run = newName();
  const executionArn = await windows.open(run);
  await expect.poll(() => sandbox.alarms.names()).toContainEqual(expect.stringContaining(run));
  // It waits then, and nothing of it is under way.
  await expect.poll(async () => (await windows.store.window(run))?.lookedAt, { timeout: 20_000 }).toBeDefined();
  await windows.client.send(new StopExecutionCommand({ executionArn }));
  // EventBridge tells the function that sweeps.
  const report = () => readWindowReport(sandbox, run).catch((): undefined => undefined);
  await expect.poll(report, { timeout: 20_000 }).toMatchObject({ result: 'inconclusive' });
  expect((await windows.store.window(run))?.closed).toMatchObject({ result: 'inconclusive' });
  expect(await sandbox.alarms.names()).not.toContainEqual(expect.stringContaining(run));
  const pages = async () => (await notices.allOf(run)).filter(({ attributes }) => attributes['urgency'] === 'page');
  expect((await pages()).map(({ subject }) => subject)).toEqual([expect.stringContaining('inconclusive')]);
  await invoke('SweepWindow', { detail: { executionArn, name: run, status: 'ABORTED' } });
  expect(await pages()).toHaveLength(1);
  expect(await sandbox.shop.serves()).toBe(versions.release);
});

async function invoke(logicalName: string, event: object): Promise<void> {
  const { endpoint, deployed } = production().sandbox;
  const functions = await deployedFunctions(endpoint, deployed.stack);
  const FunctionName = functions.find(({ logicalId }) => logicalId.includes(logicalName))?.name;
  const lambda = new LambdaClient({ endpoint, region, credentials });
  const { FunctionError } = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }));
  expect(FunctionError).toBeUndefined();
}

test('no task token is in anything that was shown, sent, logged, reported or passed on', async () => {
  const { sandbox } = production();
  const tokens = await watchTokens(sandbox);
  expect(tokens.length).toBeGreaterThan(played.length);
  const { run } = of('bad-release');
  const status = await preflight(sandbox, 'window status', '--run', run, '--json');
  expect(JSON.parse(status.stdout)).toMatchObject({ run, state: 'rolled-back' });
  const written = [
    ...(await everythingWritten(sandbox)),
    ...[...(await notices.rest()), ...(await results.rest())].map((text) => ({ where: 'message', text })),
    ...[...ended.values()].flatMap(spokenBy),
    { where: 'window status', text: `${status.stdout}${status.stderr}` },
  ];
  for (const kind of ['log', 'windows/', 'message', 'history', 'window status']) {
    expect(
      written.some(({ where, text }) => where.startsWith(kind) && text.includes(run)),
      kind,
    ).toBe(true);
  }
  expect(leaksOf(tokens, written)).toEqual([]);
});
