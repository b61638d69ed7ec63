import { describe, expect, it } from 'vitest';
import type { WindowRecord } from '../../lib/domain/window/window.ts';
import { alarmOf } from '../support/window-samples.ts';
import { type FakeAwsInput, fakeAws, type Look } from './support/fake-aws.ts';
import { alarm, healthy, open, operations, outputs, rolledBack, running, trigger } from './support/window-opening.ts';
import { endOf, opened, openWindow, windowedText, windowRun } from './support/window-run.ts';

const named = ['--name', windowRun];
const provokedTrigger = { ...trigger, reason: 'DRILL: aws:mona: to see that it works' };
const drilledBack: WindowRecord = { ...rolledBack, trigger: provokedTrigger };

describe('preflight window open --drill', () => {
  // An alarm that the stack makes: one of the team's own is not to be touched.
  const allowing = windowedText
    .replace('strategy: { lambdaAlias', 'allowsDrills: true, strategy: { lambdaAlias')
    .replace("{ alarm: { name: 'shop-errors' } }", "{ lambda: { function: 'shop-api', alias: 'live' } }");
  const provoked = { outcome: 'done', message: 'the alarm is set to red', run: windowRun } as const;
  const drill = { at: '2026-11-23T10:06:59.000Z', by: 'aws:mona', reason: 'to see that it works', alarm };
  const looked = openWindow({ lookedAt: '2026-11-23T10:00:05.000Z' });
  const drillLooks = async (record: WindowRecord): Promise<readonly Look[]> => [
    { ...running, answers: [opened], window: { record: openWindow() } },
    { ...running, window: { record: looked } },
    { ...running, window: { record: { ...looked, drill } } },
    (await endOf(record)).look,
  ];
  const drilled = async (record: WindowRecord, more: readonly string[] = [], input: FakeAwsInput = {}) => {
    const aws = await fakeAws({ outputs, looks: await drillLooks(record), invoked: { payload: provoked }, ...input });
    return { aws, ran: await open([...named, '--drill', ...more], aws, allowing) };
  };

  it('provokes the rollback once, when the window has looked, and succeeds where that rolled back', async () => {
    const { aws, ran } = await drilled({ ...drilledBack, drill }, ['--reason', 'to see that it works']);

    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain('the alarm is set to red\n');
    expect(ran.stdout).toContain('Drill: provoked by aws:mona, it rolled back as it should.');
    const invoked = aws.calls.filter(({ operation }) => operation === 'Invoke');
    expect(invoked.map(({ input }) => input)).toEqual([
      {
        name: 'preflight-window-command',
        payload: {
          command: 'drill',
          reason: 'to see that it works',
          run: windowRun,
          by: expect.stringContaining('aws:arn:'),
        },
      },
    ]);
    // Not before it had looked.
    const looks = operations(aws).slice(0, operations(aws).indexOf('Invoke'));
    expect(looks.filter((operation) => operation === 'DescribeExecution')).toHaveLength(2);
  });

  it('tells a program that it was a drill', async () => {
    const { ran } = await drilled({ ...drilledBack, drill }, ['--json']);

    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({ result: 'rolled-back', drill });
  });

  it.each<[string, WindowRecord]>([
    ['it ended healthy', { ...healthy, drill }],
    [
      'something else triggered the rollback',
      { ...drilledBack, drill: { ...drill, alarm: alarmOf('service-outage') } },
    ],
    ['it triggered before the drill', { ...drilledBack, drill: { ...drill, at: '2026-11-23T10:07:01.000Z' } }],
    [
      'the rollback failed',
      openWindow({
        trigger: provokedTrigger,
        drill,
        closed: { at: '2026-11-23T10:09:02.000Z', result: 'rollback-failed' },
      }),
    ],
  ])('ends with 1 where %s', async (_, record) => {
    expect((await drilled(record)).ran.code).toBe(1);
  });

  it('stops following where nothing could be provoked, and says what the window said', async () => {
    const payload = { outcome: 'refused', why: 'over', message: 'no alarm is green that rolls back' };
    const looks: Look[] = [{ ...running, answers: [opened], window: { record: looked } }];
    const { ran } = await drilled(rolledBack, [], { looks, invoked: { payload } });

    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain('there is no drill: no alarm is green that rolls back. The window goes on by itself.');
  });

  it('tells the window again where its answer was lost, and gives up after some attempts', async () => {
    const looks: Look[] = [{ ...running, answers: [opened], window: { record: looked } }];
    const { aws, ran } = await drilled(rolledBack, [], { looks, invoked: { payload: {}, failed: true } });

    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('there is no drill: whether anything was provoked is not known:');
    expect(operations(aws).filter((operation) => operation === 'Invoke')).toHaveLength(3);
  });

  it('follows a drill that was provoked before, and provokes none anew', async () => {
    const looks = [{ ...running, answers: [opened], window: { record: { ...looked, drill } } }];
    const end = await endOf({ ...drilledBack, drill });
    const { aws, ran } = await drilled(rolledBack, [], { looks: [...looks, end.look] });

    expect(ran.code).toBe(0);
    expect(operations(aws)).not.toContain('Invoke');
  });

  it.each<[string, readonly string[], string, string]>([
    ['is not allowed', ['--drill'], windowedText, '--drill: production allows no drills: write allowsDrills: true'],
    ['is not followed', ['--drill', '--detach'], allowing, '--detach: contradicts --drill'],
    ['has too short a reason', ['--drill', '--reason', 'so'], allowing, '--reason: the reason is 2 characters long'],
    ['is none, and has a reason', ['--reason', 'to see that it works'], allowing, '--reason: is of a drill alone'],
  ])('starts nothing where it %s', async (_, more, config, message) => {
    const aws = await fakeAws({ outputs });
    const ran = await open([...named, ...more], aws, config);

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(message);
    expect(aws.calls).toEqual([]);
  });
});
