import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { beforeAll, describe, expect, test } from 'vitest';
import { shortTimes } from '../../sandbox/addresses.ts';
import { account, credentials, region } from '../../sandbox/aws-environment.ts';
import { lastOutcomes } from '../../sandbox/expectation.ts';
import { versions } from '../../sandbox/world/shop-function.ts';
import { newName } from './support/gate-client.ts';
import { preflight, sampleRelease } from './support/preflight-program.ts';
import { subscribeQueue, type TopicQueue } from './support/topic-queue.ts';
import { useSandbox } from './support/use-sandbox.ts';
import { statesOf, type WindowClient, windowClient, windowWith } from './support/windows.ts';

const window = { ...shortTimes.window, lasts: '8s', recovery: '4s' } as const;
const production = useSandbox({ times: { window } });
let windows: WindowClient;
let notices: TopicQueue;

beforeAll(async () => {
  const { sandbox } = production();
  windows = windowClient(production());
  notices = await subscribeQueue(sandbox, sandbox.deployed.notices, 'command-notices');
});

test('without a GO no window is opened, and the release stays as it is', async () => {
  const { sandbox, release } = production();
  await windows.ready();
  const refused = async (input: object): Promise<unknown> => {
    const one = await windows.end(await windows.start(input, newName()));
    expect(statesOf(one)).toEqual(['OpenWindow', 'IsOpen', 'WindowRefused']);
    expect(await windows.store.window(one.run)).toBeUndefined();
    return one.execution.error;
  };
  expect(await refused(release)).toBe('NoGo');
  expect(await refused({ ...release, images: ['evil.test/shop-api@sha256:00'] })).toBe('ReleaseRefused');
  expect(await windows.store.current()).toBeUndefined();
  expect(await sandbox.shop.serves()).toBe(versions.release);
});

describe('after a GO', () => {
  beforeAll(async () => {
    const { gate, release } = production();
    expect((await gate.decide(release)).report.verdict).toBe('go');
  });

  test('nothing but an alarm of this window, of its time, account and region has an effect: it ends healthy', async () => {
    const { sandbox } = production();
    const client = new SNSClient({ endpoint: sandbox.endpoint, region, credentials });
    const say = (Message: string) => client.send(new PublishCommand({ TopicArn: sandbox.deployed.alarms, Message }));
    const alarm = 'preflight-shop-api-production-error-rate-critical';
    const { report, serves, moves, execution } = await windows.play(
      // Red already, and for that reason without an effect.
      windowWith([], { before: [{ alarms: ['error-rate-high'], become: 'ALARM' }, { waitSeconds: 1.2 }] }),
      {
        async meanwhile(run) {
          await expect.poll(() => windows.store.window(run), { timeout: 10_000 }).toBeDefined();
          const now = new Date().toISOString();
          const hour = 3_600_000;
          await say(notification({ alarm, by: '111122223333', at: now }));
          await say(notification({ alarm, in: 'us-east-1', at: now }));
          await say(notification({ alarm: 'somebody-elses-alarm', at: now }));
          await say(notification({ alarm, at: new Date(Date.now() - hour).toISOString() }));
          await say(notification({ alarm, at: new Date(Date.now() + hour).toISOString() }));
          await say('{"AlarmName":');
          await say(JSON.stringify({ run, command: 'trigger' }));
          await say(JSON.stringify({ ...JSON.parse(notification({ alarm, at: now })), StateChangeTime: 'now' }));
        },
      },
    );
    expect(execution.status).toBe('SUCCEEDED');
    expect([report.result, serves, moves]).toEqual(['healthy', versions.release, 0]);
    expect(lastOutcomes(report).map(({ outcome }) => outcome)).toEqual(Array.from({ length: 5 }, () => 'pass'));
    const ignored = report.events.filter(({ kind }) => kind === 'ignored').map(({ text }) => text);
    expect(new Set(ignored.map((text) => /another \w+|no alarm|before|after/.exec(text)?.[0]))).toEqual(
      new Set(['another account', 'another region', 'no alarm', 'before', 'after']),
    );
    expect(report.redAtOpen.map(({ name }) => name)).toEqual(['preflight-shop-api-production-error-rate-high']);
  });

  test('an alarm that stays red after the rollback: the time for it is up, and people are called', async () => {
    const { report, serves, moves, run, execution } = await windows.play(
      windowWith([{ traffic: { errorPercent: 10 }, whateverServes: true }]),
    );
    expect([report.result, serves, moves]).toEqual(['rollback-failed', versions.previous, 1]);
    expect(report.rollback?.failure).toContain('the old version serves, but the alarm');
    expect(execution.error).toBe('RollbackFailed');
    const pages = (await notices.allOf(run)).filter(({ attributes }) => attributes['urgency'] === 'page');
    expect(pages.map(({ subject }) => subject.split(':')[0])).toEqual(['Rolling back', 'rollback-failed']);
  });

  test('preflight window close ends it early, and says that nobody knows whether all was well', async () => {
    const { sandbox } = production();
    const reason = 'the deployment is repeated at night';
    const { report, execution } = await windows.play(windowWith([]), {
      async meanwhile(run) {
        await expect.poll(() => windows.store.window(run), { timeout: 10_000 }).toBeDefined();
        const closed = await preflight(sandbox, 'window close', '--reason', reason, '--json');
        expect(closed, closed.stderr).toMatchObject({ code: 0 });
      },
    });
    expect([report.result, execution.error]).toEqual(['inconclusive', 'Inconclusive']);
    expect(report.ended).toMatchObject({ why: 'closed', reason, by: expect.stringMatching(/^aws:arn:aws:/) });
  });

  test('preflight window trigger rolls back; the release passes no gate until it is lifted', async () => {
    const { sandbox, gate, release } = production();
    const reason = 'customers see the orders of others';
    const { report, serves, moves, run } = await windows.play(windowWith([]), {
      async meanwhile(opened) {
        await expect.poll(() => windows.store.window(opened), { timeout: 10_000 }).toBeDefined();
        const triggered = await preflight(sandbox, 'window trigger', '--reason', reason, '--criterion', 'data-loss');
        expect(triggered, triggered.stderr).toMatchObject({ code: 0 });
      },
    });
    expect([report.result, serves, moves]).toEqual(['rolled-back', versions.previous, 1]);
    expect(report.trigger).toMatchObject({ by: 'person', criterion: 'data-loss', reason });
    expect(report.trigger?.person).toMatch(/^aws:arn:aws:/);

    const again = await preflight(sandbox, 'window open', ...sampleRelease, '--name', newName());
    expect(again.code).toBe(1);
    expect(`${again.stdout}${again.stderr}`).toContain('quarantine');
    const { report: held, execution } = await gate.decide(release);
    expect([held.verdict, held.blocking, execution.error]).toEqual(['no-go', ['quarantine'], 'NoGo']);
    expect(JSON.stringify(held)).toContain(run);

    const lifted = await preflight(
      sandbox,
      'release lift',
      ...sampleRelease,
      '--reason',
      'it was the payment provider',
    );
    expect(lifted, lifted.stderr).toMatchObject({ code: 0 });
    // The no-go took the earlier GO away.
    const without = await windows.end(await windows.start(release, newName()));
    expect(without.execution.error).toBe('NoGo');
    expect((await gate.decide(release)).report.verdict).toBe('go');
  });

  test('preflight window status tells what is open, and that it is well', async () => {
    const { sandbox } = production();
    await windows.ready();
    const run = newName();
    const executionArn = await windows.open(run);
    const open = await preflight(sandbox, 'window status', '--json');
    expect(JSON.parse(open.stdout)).toMatchObject({ run, state: 'open', well: true, window: { result: 'open' } });
    await sandbox.alarms.set(['error-rate-high'], 'ALARM');
    await expect.poll(() => sandbox.shop.serves(), { timeout: 20_000 }).toBe(versions.previous);
    await sandbox.alarms.set(['error-rate-high'], 'OK');
    await windows.end(executionArn);
    const ended = await preflight(sandbox, 'window status', '--json');
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.stdout)).toMatchObject({ run, state: 'rolled-back', well: false });
  });
});

interface Told {
  readonly alarm: string;
  readonly at: string;
  readonly by?: string;
  readonly in?: string;
}

/** As CloudWatch writes it. */
function notification({ alarm, at, by = account, in: where = region }: Told): string {
  return JSON.stringify({
    AlarmName: alarm,
    AlarmArn: `arn:aws:cloudwatch:${where}:${by}:alarm:${alarm}`,
    AWSAccountId: by,
    NewStateValue: 'ALARM',
    NewStateReason: 'Threshold Crossed',
    StateChangeTime: at.replace('Z', '+0000'),
    Region: 'Europe (Frankfurt)',
    OldStateValue: 'OK',
  });
}
