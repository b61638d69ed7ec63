import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AttributeValue, DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Rehearsal, rehearsalOrder, rehearsalPartition } from '../../lib/domain/rehearsal.ts';
import { SourceError } from '../../lib/domain/source-error.ts';
import { limitAnswers } from '../../lib/sources/answer-limit.ts';
import { rehearsals } from '../../lib/sources/rehearsals.ts';
import { rehearsal } from '../support/rehearsal.ts';
import { release } from '../support/release.ts';

const { commit } = release;
const another = '89e6c98d92887913cadf06b2adb97f26cde4849b';
const signal = AbortSignal.timeout(60_000);
const settings = { rehearsals: { service: 'shop-api', environment: 'staging' } };

const record: Rehearsal = {
  ...rehearsal,
  link: 'https://ci.example.com/runs/7',
};

function itemOf(one: Rehearsal, changes: Record<string, AttributeValue> = {}): Record<string, AttributeValue> {
  const fields = { partition: rehearsalPartition(one), order: rehearsalOrder(one), ...one };
  return { ...Object.fromEntries(Object.entries(fields).map(([name, S = '']) => [name, { S }])), ...changes };
}

describe('answers of the SDK', () => {
  const client = new DynamoDBClient({ region: 'eu-central-1' });
  const sdk = mockClient(client);
  const source = rehearsals(settings, { table: async () => 'rehearsals' }, client);
  beforeEach(() => {
    sdk.reset();
  });
  const question = () => sdk.commandCalls(QueryCommand)[0]?.args[0].input;

  it('the newest of a commit, in one strongly consistent question for one item', async () => {
    sdk.on(QueryCommand).resolves({ Items: [itemOf(record)] });
    expect(await source.ofCommit('smoke-tests', commit, signal)).toEqual(record);
    expect(question()).toEqual({
      TableName: 'rehearsals',
      KeyConditionExpression: '#partition = :partition AND begins_with(#order, :commit)',
      ExpressionAttributeNames: { '#partition': 'partition', '#order': 'order' },
      ExpressionAttributeValues: {
        ':partition': { S: 'shop-api#staging#smoke-tests' },
        ':commit': { S: `${commit}#` },
      },
      ScanIndexForward: false,
      Limit: 1,
      ConsistentRead: true,
    });
    expect(sdk.calls()).toHaveLength(1);
  });

  it('the newest of a step, by its time', async () => {
    const { link: _, ...withoutLink } = record;
    sdk.on(QueryCommand).resolves({ Items: [itemOf(withoutLink)] });
    expect(await source.newest('smoke-tests', signal)).toEqual(withoutLink);
    expect(question()).toMatchObject({
      IndexName: 'by-time',
      KeyConditionExpression: '#partition = :partition',
      ExpressionAttributeNames: { '#partition': 'partition' },
      ExpressionAttributeValues: { ':partition': { S: 'shop-api#staging#smoke-tests' } },
      ScanIndexForward: false,
      Limit: 1,
      ConsistentRead: true,
    });
  });

  it('none', async () => {
    sdk.on(QueryCommand).resolves({ Items: [] });
    expect(await source.ofCommit('smoke-tests', commit, signal)).toBeUndefined();
    expect(await source.newest('smoke-tests', signal)).toBeUndefined();
  });

  it('no list at all is not none', async () => {
    sdk.on(QueryCommand).resolves({});
    await expect(source.newest('smoke-tests', signal)).rejects.toThrow(
      new SourceError('DynamoDB answered without a list of rehearsals'),
    );
  });

  it.each<[string, Record<string, AttributeValue>]>([
    ['another status', { status: { S: 'stolen-content' } }],
    ['a number for a text', { link: { N: '7' } }],
    ['a field that no record has', { comment: { S: 'stolen-content' } }],
    ['a short commit', { commit: { S: 'stolen-content' } }],
    ['a time that does not sort', { at: { S: '2026-11-23T11:00:00Z' } }],
  ])('with %s is refused: its key is named, its content is not', async (_name, changes) => {
    sdk.on(QueryCommand).resolves({ Items: [itemOf(record, changes)] });
    const answer = source.ofCommit('smoke-tests', commit, signal);
    await expect(answer).rejects.toThrow(
      new SourceError(
        `rehearsal shop-api#staging#smoke-tests ${commit}#2026-11-23T11:00:00.000Z in DynamoDB is not in the form of a record`,
      ),
    );
  });

  it.each<[string, Record<string, AttributeValue>]>([
    ['of another service', { service: { S: 'shop-web' } }],
    ['of another environment', { environment: { S: 'dev' } }],
    ['of another step', { step: { S: 'staging-deployment' } }],
    ['of another commit than its key', { commit: { S: another } }],
    ['of another time than its key', { at: { S: '2026-11-23T11:59:00.000Z' } }],
    ['of another partition', { partition: { S: 'shop-web#staging#smoke-tests' } }],
  ])('%s is refused', async (_name, changes) => {
    sdk.on(QueryCommand).resolves({ Items: [itemOf(record, changes)] });
    await expect(source.newest('smoke-tests', signal)).rejects.toThrow('in DynamoDB is not about what its key says');
  });

  it('whole, but of another commit than was asked, is refused', async () => {
    sdk.on(QueryCommand).resolves({ Items: [itemOf({ ...record, commit: another })] });
    expect(await source.newest('smoke-tests', signal)).toMatchObject({ commit: another });
    await expect(source.ofCommit('smoke-tests', commit, signal)).rejects.toThrow(
      new SourceError(`DynamoDB answered with a rehearsal of another commit than ${commit}`),
    );
  });

  it('a refusal, in plain words', async () => {
    sdk.on(QueryCommand).rejects(Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' }));
    await expect(source.newest('smoke-tests', signal)).rejects.toThrow(
      /^DynamoDB refused dynamodb:Query of the rehearsals: AccessDeniedException;/,
    );
  });
});

describe('the table', () => {
  const client = new DynamoDBClient({ region: 'eu-central-1' });
  const sdk = mockClient(client);
  beforeEach(() => {
    sdk.reset();
    sdk.on(QueryCommand).resolves({ Items: [] });
  });

  it('is looked up when it is first asked, and once', async () => {
    let lookups = 0;
    const table = async () => {
      lookups += 1;
      return 'arn:aws:dynamodb:eu-central-1:111122223333:table/rehearsals';
    };
    const source = rehearsals(settings, { table }, client);
    expect(lookups).toBe(0);
    await Promise.all([source.newest('smoke-tests', signal), source.ofCommit('smoke-tests', commit, signal)]);
    expect(lookups).toBe(1);
    const names = sdk.commandCalls(QueryCommand).map(({ args }) => args[0].input.TableName);
    expect(names).toEqual(Array(2).fill('arn:aws:dynamodb:eu-central-1:111122223333:table/rehearsals'));
  });

  it('that is not found is something that could not be looked at', async () => {
    const table = () => Promise.reject(new Error('there is no stack preflight-shop-api-production'));
    const source = rehearsals(settings, { table }, client);
    await expect(source.newest('smoke-tests', signal)).rejects.toThrow(
      new SourceError('the table of rehearsals was not found: there is no stack preflight-shop-api-production'),
    );
    expect(sdk.calls()).toEqual([]);
  });

  it('says where it was rehearsed', () => {
    expect(rehearsals(settings, { table: async () => 'rehearsals' }).environment).toBe('staging');
  });
});

describe('over HTTP', () => {
  async function sourceAt(answer: () => { status?: number; body: string } | undefined) {
    const server = createServer((request, response) => {
      request
        .on('data', () => {})
        .on('end', () => {
          const { status = 200, body } = answer() ?? { body: '' };
          if (body !== '') response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
        });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const client = new DynamoDBClient({ region: 'eu-central-1', endpoint, credentials, maxAttempts: 1 });
    return rehearsals(settings, { table: async () => 'rehearsals' }, limitAnswers(client, 'DynamoDB'));
  }

  it('reads what DynamoDB writes', async () => {
    const source = await sourceAt(() => ({ body: JSON.stringify({ Items: [itemOf(record)], Count: 1 }) }));
    expect(await source.ofCommit('smoke-tests', commit, signal)).toEqual(record);
  });

  it.each([
    [
      'a table that is gone',
      { status: 400, body: '{"__type":"ResourceNotFoundException","message":"no table"}' },
      'ResourceNotFoundException',
    ],
    ['a fault of its own', { status: 500, body: '{}' }, 'HTTP 500'],
    ['what is no JSON', { body: '<html>' }, "not its API's format"],
    [
      'an item that is none',
      { body: '{"Items":[null]}' },
      'without an order in DynamoDB is not in the form of a record',
    ],
    ['a text that is none', { body: '{"Items":[{"order":{"S":7},"by":null}]}' }, 'is not in the form of a record'],
    ['more than it may', { body: JSON.stringify({ Items: [], more: 'x'.repeat(5_000_000) }) }, 'more than 4 MiB'],
  ])('%s is something that could not be looked at', async (_name, answer, message) => {
    const source = await sourceAt(() => answer);
    const asked = source.newest('smoke-tests', signal);
    await expect(asked).rejects.toThrow(message);
    await expect(asked).rejects.toBeInstanceOf(SourceError);
  });

  it('stops waiting at the deadline', async () => {
    const source = await sourceAt(() => undefined);
    await expect(source.newest('smoke-tests', AbortSignal.timeout(20))).rejects.toThrow(
      new SourceError('DynamoDB did not answer in time'),
    );
  });
});
