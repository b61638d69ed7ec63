import { beforeAll, expect, test } from 'vitest';
import { windowDifferences } from '../../sandbox/expectation.ts';
import { playWindow } from '../../sandbox/play-window.ts';
import { drill } from '../../sandbox/scenarios/drill.ts';
import { openWindow, readWindowReport } from '../../sandbox/window.ts';
import { versions } from '../../sandbox/world/shop-function.ts';
import { newName } from './support/gate-client.ts';
import { subscribeQueue, type TopicQueue } from './support/topic-queue.ts';
import { useSandbox } from './support/use-sandbox.ts';
import { type WindowClient, windowClient, windowWith } from './support/windows.ts';

/** Staging, with production's stack beside it, in whose table it records what it proved. */
const staging = useSandbox({ environment: 'staging' });
let windows: WindowClient;
let notices: TopicQueue;

beforeAll(async () => {
  const { sandbox, gate, release } = staging();
  windows = windowClient(staging());
  notices = await subscribeQueue(sandbox, sandbox.deployed.notices, 'drill-notices');
  expect((await gate.decide(release)).report.verdict).toBe('go');
});

test("scenario drill: a rollback that was provoked goes the whole way, and is recorded for production's gate", async () => {
  const { sandbox, gate, release } = staging();
  if (drill.window === undefined) throw new Error('the scenario has no window');
  await windows.ready();
  const run = newName();
  const over = new AbortController();
  const playing = { world: drill.world, run, yes: true, tell: () => undefined, ended: over.signal };
  const [ended] = await Promise.all([
    openWindow(sandbox, run, { drill: true }).finally(() => over.abort()),
    playWindow(sandbox, drill.window, playing),
  ]);
  expect(ended, ended.stderr).toMatchObject({ code: 0 });

  const report = await readWindowReport(sandbox, run);
  const seen = { report, serves: await sandbox.shop.serves(), rehearsals: await sandbox.rehearsed(report.openedAt) };
  expect(windowDifferences(seen, drill.window)).toEqual([]);
  expect(report.drill).toMatchObject({ alarm: report.trigger?.alarm, by: expect.stringMatching(/^aws:arn:aws:/) });

  // Nobody is called, and the release is as good as before.
  const told = await notices.allOf(run);
  expect(told.length).toBeGreaterThan(0);
  for (const { subject, attributes } of told) {
    expect(subject).toMatch(/^DRILL/);
    expect(attributes['urgency']).toBe('notice');
  }
  expect((await gate.decide(release)).report).toMatchObject({ verdict: 'go', blocking: [] });
});

test('a window of staging that ends healthy records that the release was deployed, and that its users could use it', async () => {
  const { sandbox } = staging();
  const { report, serves } = await windows.play(windowWith([]));
  expect([report.result, serves]).toEqual(['healthy', versions.release]);
  const recorded = await sandbox.rehearsed(report.openedAt);
  expect(recorded.map(({ step, status }) => [step, status])).toEqual([
    ['staging-deployment', 'ok'],
    ['smoke-tests', 'ok'],
  ]);
});
