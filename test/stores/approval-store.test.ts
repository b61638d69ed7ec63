import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Waiver } from '../../lib/domain/approvals/approval.ts';
import { approvalStore } from '../../lib/stores/approval-store.ts';
import { environmentAnswer } from '../support/answers.ts';
import { askedRun, changed, itemRecord, manualItem, vote, waiverItem } from '../support/approval-samples.ts';

/* What it asks of DynamoDB; test/e2e/approval-store.test.ts shows what becomes of it. */

const sdk = mockClient(DynamoDBClient);
const store = approvalStore('approvals');
const run = askedRun.run.id;
const token = 'AQCEAAAAKgAAAAMAAAAAAAAAAc';
beforeEach(() => {
  sdk.reset();
});

const canceled = (...codes: string[]) =>
  new TransactionCanceledException({
    message: `Transaction cancelled [${codes.join(', ')}]`,
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
const lost = new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });

describe('opening', () => {
  const items = [itemRecord(), itemRecord(waiverItem)];

  it('writes run, checks and items in one transaction, each where nothing is', async () => {
    sdk.on(TransactWriteItemsCommand).resolves({});
    await store.open(askedRun, [environmentAnswer()], items);
    expect(sdk.calls()).toHaveLength(1);
    const puts = (sdk.commandCalls(TransactWriteItemsCommand)[0]?.args[0].input.TransactItems ?? []).map(
      ({ Put }) => Put,
    );
    expect(
      puts.map((put) => [put?.Item?.['partition']?.S, put?.Item?.['order']?.S, put?.Item?.['pending']?.S]),
    ).toEqual([
      [`run#${run}`, 'run', undefined],
      [`run#${run}`, 'checks', undefined],
      [`run#${run}`, 'item#smoke-tests', 'open'],
      [`run#${run}`, 'item#memory', 'open'],
    ]);
    for (const put of puts) expect(put?.ConditionExpression).toBe('attribute_not_exists(#partition)');
  });

  it('is done where the run is there: a step that is tried again', async () => {
    sdk.on(TransactWriteItemsCommand).rejects(canceled(...Array.from({ length: 4 }, () => 'ConditionalCheckFailed')));
    await expect(store.open(askedRun, [], items)).resolves.toBeUndefined();
  });

  it.each([
    ['another transaction is at it', canceled('TransactionConflict', 'None', 'None', 'None')],
    ['only an item is there', canceled('None', 'None', 'ConditionalCheckFailed', 'None')],
    ['the table cannot be reached', new Error('ECONNREFUSED')],
  ])('rejects where %s', async (_name, cause) => {
    sdk.on(TransactWriteItemsCommand).rejects(cause);
    await expect(store.open(askedRun, [], items)).rejects.toBe(cause);
  });

  it('takes 98 items, since a transaction has 100 writes, and refuses more before it writes any', async () => {
    sdk.on(TransactWriteItemsCommand).resolves({});
    const many = Array.from({ length: 98 }, (_, index) => itemRecord({ ...manualItem, id: `item-${index}` }));
    await store.open(askedRun, [], many);
    expect(sdk.commandCalls(TransactWriteItemsCommand)[0]?.args[0].input.TransactItems).toHaveLength(100);
    await expect(store.open(askedRun, [], [...many, itemRecord()])).rejects.toThrow(
      'a run can ask for 98 items at most, not 99; configure fewer of them',
    );
    expect(sdk.calls()).toHaveLength(1);
  });
});

describe('adding an item', () => {
  const conflict = canceled('None', 'TransactionConflict');

  it('puts it where nothing is, and names it last in its run, in one transaction', async () => {
    sdk.on(TransactWriteItemsCommand).resolves({});
    await store.add(itemRecord());
    expect(sdk.calls()).toHaveLength(1);
    const [put, update] = sdk.commandCalls(TransactWriteItemsCommand)[0]?.args[0].input.TransactItems ?? [];
    expect(put?.Put?.Item).toMatchObject({ ...marshall({ partition: `run#${run}`, order: 'item#smoke-tests' }) });
    expect(put?.Put?.Item?.['pending']).toEqual({ S: 'open' });
    expect(put?.Put?.ConditionExpression).toBe('attribute_not_exists(#partition)');
    expect(update?.Update).toMatchObject({
      Key: marshall({ partition: `run#${run}`, order: 'run' }),
      UpdateExpression: 'SET asked = list_append(asked, :item)',
      ExpressionAttributeValues: marshall({ ':item': ['smoke-tests'] }),
    });
  });

  it('is done where the item is there, and waits for whoever adds another one', async () => {
    sdk.on(TransactWriteItemsCommand).rejectsOnce(conflict).rejects(canceled('ConditionalCheckFailed', 'None'));
    await expect(store.add(itemRecord())).resolves.toBeUndefined();
    expect(sdk.calls()).toHaveLength(2);
  });

  it('is not on the list of what is pending where its run is closed', async () => {
    sdk.on(TransactWriteItemsCommand).rejectsOnce(canceled('None', 'ConditionalCheckFailed')).resolves({});
    await store.add(itemRecord());
    const [, again] = sdk.commandCalls(TransactWriteItemsCommand);
    expect(again?.args[0].input.TransactItems?.[0]?.Put?.Item).not.toHaveProperty('pending');
  });

  it.each([
    ['there is no such run', canceled('None', 'ConditionalCheckFailed'), 'there is no run'],
    ['the table cannot be reached', new Error('ECONNREFUSED'), 'ECONNREFUSED'],
  ])('rejects where %s', async (_name, cause, message) => {
    sdk.on(TransactWriteItemsCommand).rejects(cause);
    await expect(store.add(itemRecord())).rejects.toThrow(message);
  });
});

describe('replacing', () => {
  const open = itemRecord();

  it('is one update on the condition that the revision is still the one before', async () => {
    sdk.on(UpdateItemCommand).resolves({});
    const decided = changed(open, { status: 'approved', votes: [vote()], decidedAt: '2026-11-23T13:00:00.000Z' });
    expect(await store.replace(decided)).toBe(true);
    expect(sdk.calls()).toHaveLength(1);
    const input = sdk.commandCalls(UpdateItemCommand)[0]?.args[0].input;
    expect(input?.Key).toEqual(marshall({ partition: `run#${run}`, order: 'item#smoke-tests' }));
    expect(input?.ConditionExpression).toBe('#revision = :before');
    expect(input?.ExpressionAttributeValues?.[':before']).toEqual({ N: '1' });
    expect(input?.ExpressionAttributeValues?.[':revision']).toEqual({ N: '2' });
    expect(input?.UpdateExpression).toMatch(/ REMOVE #pending$/);
  });

  it('leaves an item that is still open in the list, or out of it', async () => {
    sdk.on(UpdateItemCommand).resolves({});
    await store.replace(changed(open, { votes: [vote()] }));
    const input = sdk.commandCalls(UpdateItemCommand)[0]?.args[0].input;
    expect(JSON.stringify(input)).not.toContain('pending');
  });

  it('says that it was too late where the revision is another one', async () => {
    sdk.on(UpdateItemCommand).rejects(lost);
    expect(await store.replace(changed(open, {}))).toBe(false);
  });

  it('rejects with whatever else went wrong', async () => {
    const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    sdk.on(UpdateItemCommand).rejects(denied);
    await expect(store.replace(changed(open, {}))).rejects.toBe(denied);
  });
});

describe('reading', () => {
  it('finds a run on any number of pages, consistently, its items in the order in which they were asked', async () => {
    const row = (order: string, fields: object) => marshall({ ...fields, partition: `run#${run}`, order });
    const next = marshall({ partition: `run#${run}`, order: 'item#memory' });
    sdk
      .on(QueryCommand)
      .resolvesOnce({
        Items: [
          row('checks', { groups: [environmentAnswer()] }),
          row('item#memory', { ...itemRecord(waiverItem), pending: 'open' }),
        ],
        LastEvaluatedKey: next,
      })
      .resolvesOnce({
        Items: [row('item#smoke-tests', itemRecord()), row('run', { ...askedRun, asked: ['smoke-tests', 'memory'] })],
      });
    expect(await store.run(run)).toEqual({
      ...askedRun,
      groups: [environmentAnswer()],
      items: [itemRecord(), itemRecord(waiverItem)],
    });
    const queries = sdk.commandCalls(QueryCommand).map(({ args }) => args[0].input);
    expect(queries.map(({ ConsistentRead, ExclusiveStartKey }) => [ConsistentRead, ExclusiveStartKey])).toEqual([
      [true, undefined],
      [true, next],
    ]);
  });

  it('knows no run where there is none', async () => {
    sdk.on(QueryCommand).resolves({ Items: [] });
    expect(await store.run(run)).toBeUndefined();
  });

  it.each([
    ['an item', () => store.item(run, 'smoke-tests'), `run#${run}`, 'item#smoke-tests'],
    ['a token', () => store.token(run, 'smoke-tests'), `token#${run}`, 'smoke-tests'],
  ])('looks for %s consistently, and may find none', async (_name, look, partition, order) => {
    sdk.on(GetItemCommand).resolves({});
    expect(await look()).toBeUndefined();
    const input = sdk.commandCalls(GetItemCommand)[0]?.args[0].input;
    expect(input).toEqual({ TableName: 'approvals', Key: marshall({ partition, order }), ConsistentRead: true });
  });

  it('lists what is pending by one query a page, and asks for no more than it was asked for', async () => {
    const page = (...ids: string[]) =>
      ids.map((id) => marshall({ ...itemRecord({ ...manualItem, id }), pending: 'open' }));
    const more = marshall({ partition: 'run#x', order: 'item#b', pending: 'open', expiresAt: 'x' });
    sdk
      .on(QueryCommand)
      .resolvesOnce({ Items: page('a', 'b'), LastEvaluatedKey: more })
      .resolvesOnce({ Items: page('c'), LastEvaluatedKey: more });
    const found = await store.pending('2026-11-23T13:00:00.000Z', 3);
    expect(found.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(sdk.calls()).toHaveLength(2);
    const [first, second] = sdk.commandCalls(QueryCommand).map(({ args }) => args[0].input);
    expect([first?.IndexName, first?.KeyConditionExpression]).toEqual([
      'pending',
      '#pending = :open AND #expires > :now',
    ]);
    expect([first?.Limit, second?.Limit]).toEqual([3, 1]);
  });
});

describe('tokens', () => {
  it('lie in a partition of their own, the newest over the one before', async () => {
    sdk.on(PutItemCommand).resolves({});
    await store.saveToken(run, 'smoke-tests', token);
    expect(sdk.commandCalls(PutItemCommand)[0]?.args[0].input).toEqual({
      TableName: 'approvals',
      Item: marshall({ partition: `token#${run}`, order: 'smoke-tests', token }),
    });
  });
});

describe('waivers', () => {
  const scope = { service: 'shop-api', environment: 'production' };
  const waiver: Waiver = {
    check: 'memory',
    outcome: 'fail',
    by: ['Mona Lisa'],
    at: '2026-11-23T13:00:00.000Z',
    reason: 'the new instance comes on Friday',
    until: '2026-11-27',
    run,
  };

  it('are kept by their last day, beside those of the same gate', async () => {
    sdk.on(PutItemCommand).resolves({});
    await store.carry(scope, waiver);
    expect(sdk.commandCalls(PutItemCommand)[0]?.args[0].input.Item).toEqual(
      marshall({ ...waiver, partition: 'waiver#shop-api#production', order: `2026-11-27#memory#${run}` }),
    );
  });

  it('are not kept without a last day', async () => {
    const { until: _until, ...once } = waiver;
    await expect(store.carry(scope, once)).rejects.toThrow('the waiver of memory has no last day');
    expect(sdk.calls()).toHaveLength(0);
  });

  it('are read from that day on, those of the checks that were asked for', async () => {
    const rows = [waiver, { ...waiver, check: 'disk-space' }].map((one) =>
      marshall({ ...one, partition: 'waiver#shop-api#production', order: 'x' }),
    );
    sdk.on(QueryCommand).resolves({ Items: rows });
    expect(await store.waivers(scope, ['memory', 'backup-recency'], '2026-11-27T23:59:59.999Z')).toEqual([waiver]);
    expect(sdk.commandCalls(QueryCommand)[0]?.args[0].input.ExpressionAttributeValues).toEqual(
      marshall({ ':gate': 'waiver#shop-api#production', ':today': '2026-11-27' }),
    );
  });
});
