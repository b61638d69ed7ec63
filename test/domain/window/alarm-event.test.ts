import { describe, expect, it } from 'vitest';
import { alarmEventOf } from '../../../lib/domain/window/alarm-event.ts';

const arn = 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:shop-5xx';
/** As CloudWatch publishes it, cut to what matters and something that does not. */
const published = {
  AlarmName: 'shop-5xx',
  AlarmDescription: 'too many errors',
  AWSAccountId: '111122223333',
  NewStateValue: 'ALARM',
  NewStateReason: 'Threshold Crossed: 3 datapoints [7.1, 6.4, 9.9] were greater than the threshold (5.0).',
  StateChangeTime: '2026-11-23T10:12:04.337+0000',
  Region: 'EU (Frankfurt)',
  AlarmArn: arn,
  OldStateValue: 'OK',
  Trigger: { Period: 60 },
};
/** As "Alarm events and EventBridge" shows it. */
const event = {
  version: '0',
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm State Change',
  account: '111122223333',
  time: '2026-11-23T10:12:05Z',
  region: 'eu-central-1',
  resources: [arn],
  detail: {
    alarmName: 'shop-5xx',
    state: { value: 'ALARM', reason: 'Threshold Crossed', timestamp: '2026-11-23T10:12:04.337+0000' },
    previousState: { value: 'OK' },
  },
};
const expected = {
  alarm: 'shop-5xx',
  account: '111122223333',
  region: 'eu-central-1',
  state: 'ALARM',
  reason: published.NewStateReason,
  at: '2026-11-23T10:12:04.337Z',
};
const without = (key: string): object => Object.fromEntries(Object.entries(published).filter(([name]) => name !== key));
const ofText = (changes: object) => alarmEventOf(JSON.stringify({ ...published, ...changes }));
const ofEvent = (detail: object, changes: object = {}) =>
  alarmEventOf({ ...event, ...changes, detail: { ...event.detail, ...detail } });

describe("CloudWatch's notification through SNS", () => {
  it('tells alarm, account, region, state, reason and time', () => {
    expect(ofText({})).toEqual(expected);
  });

  it('names its region itself where it brings no ARN', () => {
    const text = JSON.stringify({
      ...without('AlarmArn'),
      Region: 'eu-central-1',
      StateChangeTime: '2026-11-23T10:12:04Z',
    });
    expect(alarmEventOf(text)).toEqual({ ...expected, at: '2026-11-23T10:12:04.000Z' });
  });

  it.each([['OK'], ['INSUFFICIENT_DATA']])('tells of %s too', (state) => {
    expect(ofText({ NewStateValue: state })?.state).toBe(state);
  });

  it('keeps a reason on one line, and cuts it', () => {
    const reason = ofText({ NewStateReason: `a\nb\u202e${'x'.repeat(5000)}` })?.reason ?? '';
    expect(reason).toMatch(/^a bx?/);
    expect(reason.length).toBeLessThanOrEqual(500);
  });

  it('knows a name with a colon in its ARN', () => {
    expect(ofText({ AlarmName: 'a:b', AlarmArn: arn.replace('shop-5xx', 'a:b') })?.alarm).toBe('a:b');
  });

  it.each<readonly [string, object]>([
    ['no name', { AlarmName: undefined }],
    ['an empty name', { AlarmName: '' }],
    ['a name of another kind', { AlarmName: { toString: 'x' } }],
    ['a name longer than CloudWatch has any', { AlarmName: 'x'.repeat(256) }],
    ['a name with a line break', { AlarmName: 'shop\n5xx' }],
    ['no account', { AWSAccountId: undefined }],
    ['an account that is none', { AWSAccountId: '1111' }],
    ['a state that is none', { NewStateValue: 'RED' }],
    ['no reason', { NewStateReason: undefined }],
    ['no time', { StateChangeTime: undefined }],
    ['a time without a zone', { StateChangeTime: '2026-11-23T10:12:04' }],
    ['a time that never was', { StateChangeTime: '2026-13-45T10:12:04Z' }],
    ['a region for people and no ARN', { AlarmArn: undefined }],
    ["another alarm's ARN", { AlarmArn: arn.replace('shop', 'cart') }],
    ["another account's ARN", { AlarmArn: arn.replace('111122223333', '444455556666') }],
    ['an ARN of another service', { AlarmArn: arn.replace('cloudwatch', 'sns') }],
    ['an ARN without a region', { AlarmArn: arn.replace('eu-central-1', '') }],
  ])('with %s is none', (_, changes) => {
    expect(ofText(changes)).toBeUndefined();
  });

  it.each([
    ['no JSON', 'red!'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a number', '7'],
    ['nested a hundred thousand deep', '['.repeat(100_000)],
    ['longer than SNS carries', `${JSON.stringify(published)}${' '.repeat(300_000)}`],
    ['an event of EventBridge as text', JSON.stringify(event)],
  ])('is not %s', (_, text) => {
    expect(alarmEventOf(text)).toBeUndefined();
  });
});

describe("CloudWatch's event through EventBridge", () => {
  it('tells the same', () => {
    expect(alarmEventOf(event)).toEqual({ ...expected, reason: 'Threshold Crossed' });
  });

  it('may come without a reason', () => {
    expect(ofEvent({ state: { value: 'OK', timestamp: '2026-11-23T10:12:04.337+0000' } })?.reason).toBe('');
  });

  it.each<readonly [string, unknown]>([
    ['of another source', { ...event, source: 'my.app' }],
    ['of another kind', { ...event, 'detail-type': 'CloudWatch Alarm Configuration Change' }],
    ['without an account', { ...event, account: undefined }],
    ['of a region that is none', { ...event, region: '../../etc' }],
    ['without details', { ...event, detail: undefined }],
    ['without a state', { ...event, detail: { alarmName: 'shop-5xx' } }],
    ['whose time is no text', { ...event, detail: { ...event.detail, state: { value: 'OK', timestamp: 5 } } }],
    ['that is a notification of SNS', published],
    ['that is nothing', undefined],
    ['that is a list', [event]],
  ])('%s is none', (_, message) => {
    expect(alarmEventOf(message)).toBeUndefined();
  });
});
