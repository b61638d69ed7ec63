import { describe, expect, it } from 'vitest';
import { alarmMessages, eachByItself } from '../../lib/lambda/alarm-messages.ts';

describe('what alarms say', () => {
  it('is the text of each message where SNS hands them over', () => {
    const record = (Message: string) => ({ EventSource: 'aws:sns', Sns: { Message, Subject: 'ALARM' } });
    expect(alarmMessages({ Records: [record('{"AlarmName":"a"}'), record('{"AlarmName":"b"}')] })).toEqual([
      '{"AlarmName":"a"}',
      '{"AlarmName":"b"}',
    ]);
  });

  it('is the event itself where EventBridge hands it over', () => {
    const event = { source: 'aws.cloudwatch', detail: { alarmName: 'a' } };
    expect(alarmMessages(event)).toEqual([event]);
  });

  it.each([[null], ['text'], [[]], [{ Records: 'none' }]])('is %j as it came where it is anything else', (event) => {
    expect(alarmMessages(event)).toEqual([event]);
  });

  it('is nothing of a record without a message', () => {
    expect(alarmMessages({ Records: [null, {}, { Sns: 'text' }] })).toEqual([undefined, undefined, undefined]);
  });
});

describe('each by itself', () => {
  it('does all of them, also where one fails, and then fails', async () => {
    const done: number[] = [];
    const work = eachByItself([1, 2, 3], async (item) => {
      if (item === 2) throw new Error('two');
      done.push(item);
    });
    await expect(work).rejects.toThrow('1 of 3 could not be recorded');
    await expect(work).rejects.toMatchObject({ errors: [new Error('two')] });
    expect(done).toEqual([1, 3]);
  });

  it('is well where nothing failed', async () => {
    await expect(eachByItself([], async () => {})).resolves.toBeUndefined();
  });
});
