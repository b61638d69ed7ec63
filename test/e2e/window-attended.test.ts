import { beforeAll, expect, test } from 'vitest';
import { askedRunOf, rollBackItemOf, schemaItem } from '../../lib/domain/window/asked.ts';
import { shortTimes } from '../../sandbox/addresses.ts';
import { windowDifferences } from '../../sandbox/expectation.ts';
import { scenarios } from '../../sandbox/scenarios/index.ts';
import { versions } from '../../sandbox/world/shop-function.ts';
import type { WorldChange } from '../../sandbox/world/state.ts';
import { approvalRows, play, taskTokensIn } from './support/attended.ts';
import { subscribeQueue, type TopicQueue } from './support/topic-queue.ts';
import { useSandbox } from './support/use-sandbox.ts';
import { leaksOf, spokenBy, watchTokens } from './support/window-canary.ts';
import { type PlayedWindow, statesOf, type WindowClient, windowClient, windowWith } from './support/windows.ts';
import { everythingWritten } from './support/written.ts';

const { 'schema-ahead': schemaAhead, 'sentry-spike': sentrySpike } = scenarios;
const window = { ...shortTimes.window, lasts: '8s' } as const;
const production = useSandbox({ environment: 'production-attended', times: { window } });
const migration = (state: { readonly version: number; readonly dirty?: boolean }): WorldChange => ({
  databases: { production: { migration: state } },
});
const all: PlayedWindow[] = [];
let windows: WindowClient;
let notices: TopicQueue;

beforeAll(async () => {
  const { sandbox } = production();
  windows = windowClient(production());
  notices = await subscribeQueue(sandbox, sandbox.deployed.notices, 'attended-notices');
  if (schemaAhead === undefined) throw new Error('there is no scenario schema-ahead');
  expect((await play(production(), schemaAhead)).report.verdict).toBe('go');
});

async function playWindow(...args: Parameters<WindowClient['play']>): Promise<PlayedWindow> {
  const played = await windows.play(...args);
  all.push(played);
  return played;
}

test('scenario schema-ahead: nothing goes back by itself; people are told, and when they approve it is rolled back', async () => {
  if (schemaAhead?.window === undefined) throw new Error('the scenario has no window');
  const played = await playWindow(schemaAhead);
  expect(windowDifferences(played, schemaAhead.window)).toEqual([]);
  expect(played.moves).toBe(1);
  expect(played.report.schemaGuard).toMatchObject({ state: 'ahead', summary: expect.stringMatching(/42.*41/) });
  const [item] = played.report.approvals ?? [];
  expect(item?.votes).toMatchObject([{ choice: 'approve', by: expect.stringContaining('Mona Lisa') }]);
  const asked = (await notices.allOf(played.run)).filter(({ text }) =>
    text.includes(`/runs/${askedRunOf(played.run)}`),
  );
  expect(asked).toMatchObject([{ attributes: { urgency: 'page' } }]);
});

test('scenario sentry-spike: no alarm sees it; people are asked, and when they approve it is rolled back', async () => {
  if (sentrySpike?.window === undefined) throw new Error('the scenario has no window');
  const played = await playWindow(sentrySpike);
  expect(windowDifferences(played, sentrySpike.window)).toEqual([]);
  expect(played.moves).toBe(1);
  expect(played.report.schemaGuard?.state).toBe('compatible');
  expect(played.report.trigger?.person).toContain('Ada Lovelace');
  expect(JSON.stringify(played.report.verifications)).toContain("reading 'price'");
});

test('rejected, the release stays, and people must repair it', async () => {
  const script = [
    { traffic: { errorPercent: 10 } },
    { as: 'first-approver', item: schemaItem, decision: 'reject', comment: 'We fix it forward in ten minutes.' },
  ] as const;
  const played = await playWindow(windowWith(script, { before: [{ world: migration({ version: 42, dirty: true }) }] }));
  const { report, serves, moves } = played;
  expect([report.result, serves, moves]).toEqual(['rollback-failed', versions.release, 0]);
  expect(report.schemaGuard?.state).toBe('dirty');
  expect(report.approvals).toMatchObject([{ id: schemaItem, status: 'rejected' }]);
  expect(statesOf(played)).not.toContain('RollBack');
});

test('a criterion that asks keeps the window watching; its approval rolls back, where the schema fits', async () => {
  const item = rollBackItemOf('performance-degraded');
  const script = [
    { traffic: { databaseCpuPercent: 97 } },
    { untilAlarms: ['performance-degraded'], are: 'ALARM' },
    { waitSeconds: 2.5 },
    { as: 'second-approver', item, decision: 'approve', comment: 'It gets worse by the minute.' },
    { untilServes: versions.previous },
  ] as const;
  const played = await playWindow(windowWith(script));
  const { report, serves, moves } = played;
  expect([report.result, serves, moves]).toEqual(['rolled-back', versions.previous, 1]);
  expect(report.trigger).toMatchObject({ by: 'approval', criterion: 'performance-degraded' });
  expect(report.trigger?.person).toContain('Ada Lovelace');
  expect(report.schemaGuard?.state).toBe('compatible');
  expect(report.approvals).toMatchObject([{ id: item, status: 'approved' }]);
  expect(statesOf(played).filter((state) => state === 'Watch').length).toBeGreaterThan(1);
});

test('what nobody decides in time is no good end: the window is inconclusive, and the release stays', async () => {
  const { report, serves, moves } = await playWindow(windowWith([{ traffic: { failedSearchesPerMinute: 80 } }]));
  expect([report.result, serves, moves]).toEqual(['inconclusive', versions.release, 0]);
  expect(report.approvals).toMatchObject([{ id: rollBackItemOf('feature-broken'), status: 'expired' }]);
});

test('no task token of those that wait for people is in a log, a report, a message or a history', async () => {
  const { sandbox } = production();
  const tokens = [...(await watchTokens(sandbox)), ...taskTokensIn(await approvalRows(sandbox))];
  expect(tokens.length).toBeGreaterThan(all.length + 1);
  const written = [
    ...(await everythingWritten(sandbox)),
    ...(await notices.rest()).map((text) => ({ where: 'message', text })),
    ...all.flatMap(spokenBy),
  ];
  expect(leaksOf(tokens, written)).toEqual([]);
});
