import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactionConflictException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Quarantine, Verification } from '../../lib/domain/window/window.ts';
import { goStore, windowStore } from '../../lib/stores/window-store.ts';
import { fittingVerifications } from '../../lib/stores/window-verifications.ts';
import { windowSample } from '../support/window-samples.ts';
import { closedAs, ended, triggerAt, verificationAt, windowNamed } from './support/window-store-contract.ts';

/* What it asks of DynamoDB and makes of its refusals; test/e2e/window-store.test.ts shows what becomes of it. */

const sdk = mockClient(DynamoDBClient);
const store = windowStore('windows');
const run = windowSample.run.id;
const trigger = triggerAt('2026-11-23T10:07:01.000Z');
beforeEach(() => {
  sdk.reset();
});

/** @param attempts how often the SDK had sent the request when it got this answer. */
const refused = (found?: object, attempts = 1) =>
  new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata: { attempts },
    ...(found === undefined ? {} : { Item: marshall(found, { removeUndefinedValues: true }) }),
  });
const canceled = (...codes: string[]) =>
  new TransactionCanceledException({
    message: `Transaction cancelled [${codes.join(', ')}]`,
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
const conflict = new TransactionConflictException({ message: 'Transaction is ongoing for the item', $metadata: {} });

describe('recording a trigger', () => {
  it('is one write on a window that is there, and neither triggered nor over', async () => {
    sdk.on(UpdateItemCommand).resolves({});
    expect(await store.recordTrigger(run, trigger)).toBe('recorded');
    expect(sdk.calls()).toHaveLength(1);
    expect(sdk.commandCalls(UpdateItemCommand)[0]?.args[0].input).toEqual({
      TableName: 'windows',
      Key: { partition: { S: `window#${run}` }, order: { S: 'window' } },
      UpdateExpression: 'SET #trigger = :trigger',
      ConditionExpression:
        'attribute_exists(#partition) AND attribute_not_exists(#trigger) AND attribute_not_exists(#ended)' +
        ' AND attribute_not_exists(#supersededBy) AND attribute_not_exists(#closed)',
      ExpressionAttributeNames: {
        '#partition': 'partition',
        '#trigger': 'trigger',
        '#ended': 'ended',
        '#supersededBy': 'supersededBy',
        '#closed': 'closed',
      },
      ExpressionAttributeValues: { ':trigger': { M: marshall(trigger) } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('knows its own write again whose answer got lost', async () => {
    sdk.on(UpdateItemCommand).rejects(refused({ ...windowSample, trigger }, 2));
    expect(await store.recordTrigger(run, trigger)).toBe('recorded');
  });

  it.each([
    ['one that differs', { ...trigger, recordedAt: '2026-11-23T10:07:01.001Z' }, 2],
    ['one that says more', { ...trigger, person: 'person:Mona' }, 2],
    ['one that says less', triggerAt(trigger.recordedAt, { reason: '' }), 2],
    ['the same of somebody else: it was sent once', trigger, 1],
  ])('takes nothing else for its own: %s', async (_name, found, attempts) => {
    sdk.on(UpdateItemCommand).rejects(refused({ ...windowSample, trigger: found }, attempts));
    expect(await store.recordTrigger(run, trigger)).toBe('triggered before');
  });

  it('waits for a transaction that is at the window', async () => {
    sdk.on(UpdateItemCommand).rejectsOnce(conflict).rejectsOnce(conflict).resolves({});
    expect(await store.recordTrigger(run, trigger)).toBe('recorded');
    expect(sdk.calls()).toHaveLength(3);
  });

  it('knows its own write also where a transaction came in between', async () => {
    const lost = new TransactionConflictException({ message: 'ongoing', $metadata: { attempts: 2 } });
    sdk
      .on(UpdateItemCommand)
      .rejectsOnce(lost)
      .rejects(refused({ ...windowSample, trigger }));
    expect(await store.recordTrigger(run, trigger)).toBe('recorded');
  });

  it('rejects where the transactions do not end, and where the table cannot be reached', async () => {
    sdk.on(UpdateItemCommand).rejects(conflict);
    await expect(store.recordTrigger(run, trigger)).rejects.toBe(conflict);
    sdk.on(UpdateItemCommand).rejects(new Error('ECONNREFUSED'));
    await expect(store.recordTrigger(run, trigger)).rejects.toThrow('ECONNREFUSED');
  });
});

describe('opening', () => {
  const [before, next] = [windowNamed('run-1'), windowNamed('run-2')];
  const writes = () => sdk.commandCalls(TransactWriteItemsCommand).map(({ args }) => args[0].input.TransactItems);

  it('is one transaction: the window, that it is the current one, and that the one before is superseded', async () => {
    sdk.on(TransactWriteItemsCommand).resolves({});
    expect(await store.open(next, before)).toBe('opened');
    expect(writes()).toEqual([
      [{ Put: expect.anything() }, { Update: expect.anything() }, { Update: expect.anything() }],
    ]);
    const [put, point, supersede] = writes()[0] ?? [];
    expect(put?.Put).toMatchObject({ ConditionExpression: 'attribute_not_exists(#partition)' });
    expect(point?.Update).toMatchObject({
      Key: { partition: { S: 'current' }, order: { S: 'current' } },
      ConditionExpression: '#run = :before',
    });
    expect(supersede?.Update?.ConditionExpression?.match(/attribute_not_exists/g)).toHaveLength(4);
  });

  it('leaves one alone that is over, and asks for none where there was none', async () => {
    sdk.on(TransactWriteItemsCommand).resolves({});
    await store.open(next, { ...before, ended });
    await store.open(next, undefined);
    expect(writes().map((items) => items?.length)).toEqual([2, 2]);
    expect(writes()[1]?.[1]?.Update?.ConditionExpression).toBe('attribute_not_exists(#run)');
  });

  it('writes nothing while the one before is rolled back', async () => {
    expect(await store.open(next, { ...before, trigger })).toBe('changed');
    expect(sdk.calls()).toEqual([]);
  });

  it.each([
    ['another transaction was at it', canceled('None', 'None', 'TransactionConflict')],
    ['all of its items were busy', canceled('TransactionConflict', 'TransactionConflict', 'TransactionConflict')],
  ])('tries again where %s', async (_name, cause) => {
    sdk.on(TransactWriteItemsCommand).rejectsOnce(cause).resolves({});
    expect(await store.open(next, before)).toBe('opened');
    expect(writes()).toHaveLength(2);
  });

  it('says that something changed where a condition does not hold, whatever else was busy', async () => {
    sdk.on(TransactWriteItemsCommand).rejects(canceled('None', 'ConditionalCheckFailed', 'TransactionConflict'));
    sdk.on(GetItemCommand).resolves({});
    expect(await store.open(next, before)).toBe('changed');
    expect(sdk.commandCalls(GetItemCommand)[0]?.args[0].input).toMatchObject({ ConsistentRead: true });
  });

  it.each([
    ['the table is throttled', canceled('ThrottlingError', 'None', 'None')],
    ['the table cannot be reached', new Error('ECONNREFUSED')],
  ])('rejects where %s', async (_name, cause) => {
    sdk.on(TransactWriteItemsCommand).rejects(cause);
    await expect(store.open(next, before)).rejects.toBe(cause);
  });
});

describe('ending and closing', () => {
  it('tells the end from a trigger and from a window that took over', async () => {
    const answers = [];
    const supersededBy = { run: 'run-2', at: ended.at };
    for (const found of [{ ended }, { trigger }, { supersededBy }, { trigger, closed: closedAs('rolled-back') }]) {
      sdk.on(UpdateItemCommand).rejects(refused({ ...windowSample, ...found }));
      answers.push(await store.end(run, ended));
    }
    expect(answers).toEqual(['ended', 'triggered', 'superseded', 'triggered']);
  });

  it('answers with the result that was there', async () => {
    sdk.on(UpdateItemCommand).rejects(refused({ ...windowSample, closed: closedAs('superseded') }));
    expect(await store.close(run, closedAs('healthy'))).toBe('superseded');
  });
});

describe('saving a look', () => {
  it('knows its own write again whose answer got lost', async () => {
    const look = { lookedAt: '2026-11-23T10:04:00.000Z' };
    sdk.on(UpdateItemCommand).rejects(refused({ ...windowSample, ...look }, 2));
    expect(await store.saveLook(run, look, undefined)).toBe(true);
    sdk.on(UpdateItemCommand).rejects(refused({ ...windowSample, ...look }));
    expect(await store.saveLook(run, look, undefined)).toBe(false);
  });
});

describe('saving a verification', () => {
  const there = (...verifications: readonly Verification[]) => ({ ...windowSample, verifications });
  const reads = (found: object) =>
    sdk.on(GetItemCommand).resolves({ Item: marshall(found, { removeUndefinedValues: true }) });
  const writes = () => sdk.commandCalls(UpdateItemCommand).map(({ args }) => args[0].input);

  it('is written only where no other was added since it was read', async () => {
    reads(there(verificationAt('10:01')));
    sdk.on(UpdateItemCommand).resolves({});
    await store.saveVerification(run, verificationAt('10:05'));
    expect(writes()).toMatchObject([
      {
        UpdateExpression: 'SET #verifications = :verifications',
        ConditionExpression: 'attribute_exists(#partition) AND attribute_not_exists(#verifications[1])',
      },
    ]);
  });

  it('is made anew from what was added meanwhile', async () => {
    reads(windowSample);
    sdk
      .on(UpdateItemCommand)
      .rejectsOnce(refused(there(verificationAt('10:01'))))
      .resolves({});
    await store.saveVerification(run, verificationAt('10:05'));
    const written = unmarshall(writes()[1]?.ExpressionAttributeValues ?? {})[':verifications'];
    expect(written).toEqual([verificationAt('10:01'), verificationAt('10:05')]);
  });

  it('knows its own write again whose answer got lost', async () => {
    reads(windowSample);
    sdk.on(UpdateItemCommand).rejects(refused(there(verificationAt('10:05')), 2));
    await store.saveVerification(run, verificationAt('10:05'));
    expect(writes()).toHaveLength(1);
  });

  it('rejects where others do not end being added, and where the table cannot be reached', async () => {
    reads(windowSample);
    sdk.on(UpdateItemCommand).rejects(refused(windowSample));
    await expect(store.saveVerification(run, verificationAt('10:05'))).rejects.toThrow('others were');
    sdk.on(UpdateItemCommand).rejects(new Error('ECONNREFUSED'));
    await expect(store.saveVerification(run, verificationAt('10:05'))).rejects.toThrow('ECONNREFUSED');
  });
});

describe('verifications that are too long together', () => {
  const evidence = [{ where: 'x'.repeat(1000), observed: '', expected: '' }];
  const long = (time: string, summary = 'no form'): Verification =>
    verificationAt(time, {
      items: [{ id: 'user-login', outcome: 'fail', summary, evidence, tries: 3 }],
    });
  const three = ['10:01', '10:05', '10:15'].map((time) => long(time));

  it('stay as they are while they fit', () => {
    expect(fittingVerifications(three)).toEqual(three);
  });

  it('lose the oldest evidence first, and no more than they must', () => {
    const kept = fittingVerifications(three, 3000);
    expect(kept.map(({ items }) => items[0]?.evidence.length)).toEqual([0, 1, 1]);
    expect(kept.map(({ items }) => items[0]?.outcome)).toEqual(['fail', 'fail', 'fail']);
  });

  it('never lose an outcome, however long all of them are', () => {
    const words = ['10:01', '10:05', '10:15'].map((time) => long(time, 'y'.repeat(2000)));
    const kept = fittingVerifications(words, 10);
    expect(kept).toHaveLength(3);
    for (const { items } of kept) {
      expect(items).toMatchObject([{ id: 'user-login', outcome: 'fail', evidence: [], tries: 3 }]);
      expect(items[0]?.summary).toHaveLength(100);
    }
  });
});

describe('saving a drill', () => {
  const drill = { at: ended.at, by: 'iam:mona', reason: 'to see that it works', alarm: 'a' };

  it('knows its own write again whose answer got lost, and no other for its own', async () => {
    sdk.on(UpdateItemCommand).rejects(refused({ ...windowSample, drill }, 2));
    expect(await store.saveDrill(run, drill)).toBe('saved');
    expect(await store.saveDrill(run, { ...drill, reason: 'another' })).toBe('drilled before');
    // Its alarm may have triggered before the second attempt.
    sdk.on(UpdateItemCommand).rejects(refused({ ...windowSample, drill, trigger }, 2));
    expect(await store.saveDrill(run, drill)).toBe('saved');
  });
});

describe('a quarantine', () => {
  const { commit, images } = windowSample.fingerprint;
  const bad: Quarantine = { commit, images, version: '1.42.0', run, at: trigger.at, reason: trigger.reason };

  it('is read consistently, and unread it is no answer', async () => {
    sdk.on(QueryCommand).resolves({ Items: [marshall({ ...bad, lifted: {} }), marshall(bad)] });
    expect(await store.quarantined(bad)).toEqual(bad);
    expect(sdk.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
      ConsistentRead: true,
      ExpressionAttributeValues: { ':commit': { S: `quarantine#${commit}` } },
    });
    sdk.on(QueryCommand).rejects(new Error('AccessDeniedException'));
    await expect(store.quarantined(bad)).rejects.toThrow('AccessDeniedException');
  });

  it('lies under the same key in whichever order its images are named', async () => {
    sdk.on(UpdateItemCommand).resolves({});
    await store.quarantine(bad);
    await store.quarantine({ ...bad, images: images.toReversed() });
    const [one, other] = sdk.commandCalls(UpdateItemCommand).map(({ args }) => args[0].input.Key);
    expect(one).toEqual(other);
  });

  it('rejects where it could not be written, but not where the same window had written it', async () => {
    sdk.on(UpdateItemCommand).rejects(refused(bad));
    await expect(store.quarantine(bad)).resolves.toBeUndefined();
    sdk.on(UpdateItemCommand).rejects(new Error('ECONNREFUSED'));
    await expect(store.quarantine(bad)).rejects.toThrow('ECONNREFUSED');
  });
});

describe('a GO', () => {
  it('rejects where it could not be saved', async () => {
    sdk.on(PutItemCommand).rejects(new Error('ECONNREFUSED'));
    const go = { run: 'gate-1', fingerprint: windowSample.fingerprint, expiresAt: ended.at };
    await expect(goStore('windows').saveGo(go)).rejects.toThrow('ECONNREFUSED');
  });
});
