import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { AlreadyRecordedError, rehearsalStore } from '../../lib/stores/rehearsal-store.ts';
import { rehearsal as record } from '../support/rehearsal.ts';
import { release } from '../support/release.ts';

const arn = 'arn:aws:dynamodb:us-east-1:111122223333:table/rehearsals';
const item = {
  partition: { S: 'shop-api#staging#smoke-tests' },
  order: { S: `${release.commit}#2026-11-23T11:00:00.000Z` },
  ...Object.fromEntries(Object.entries(record).map(([name, S]) => [name, { S }])),
};

const sdk = mockClient(DynamoDBClient);
beforeEach(() => {
  sdk.reset();
});

const there = (found?: object) =>
  new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {}, ...found });

describe('recording', () => {
  it('puts the fields of the record and its key as texts, where nothing is', async () => {
    sdk.on(PutItemCommand).resolves({});
    await rehearsalStore(arn).record(record);
    expect(sdk.calls()).toHaveLength(1);
    expect(sdk.commandCalls(PutItemCommand)[0]?.args[0].input).toEqual({
      TableName: arn,
      Item: item,
      ConditionExpression: 'attribute_not_exists(#partition)',
      ExpressionAttributeNames: { '#partition': 'partition' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it("asks in the table's own region", async () => {
    sdk.on(PutItemCommand).resolves({});
    await rehearsalStore(arn).record(record);
    const client = sdk.commandCalls(PutItemCommand)[0]?.thisValue as DynamoDBClient;
    expect(await client.config.region()).toBe('us-east-1');
  });

  it('is done where this very record is there: an answer got lost', async () => {
    sdk.on(PutItemCommand).rejects(there({ Item: item }));
    await expect(rehearsalStore(arn).record(record)).resolves.toBeUndefined();
  });

  it.each([
    ['with another status', { Item: { ...item, status: { S: 'failed' } } }],
    ['with a link', { Item: { ...item, link: { S: 'https://ci.example.com' } } }],
    ['that is not told', {}],
  ])('is refused where there is one %s', async (_name, found) => {
    sdk.on(PutItemCommand).rejects(there(found));
    await expect(rehearsalStore(arn).record(record)).rejects.toBeInstanceOf(AlreadyRecordedError);
  });

  it('rejects with whatever else went wrong', async () => {
    const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    sdk.on(PutItemCommand).rejects(denied);
    await expect(rehearsalStore(arn).record(record)).rejects.toBe(denied);
  });
});
