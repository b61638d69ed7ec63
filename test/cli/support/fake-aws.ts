import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { marshall } from '@aws-sdk/util-dynamodb';
import { onTestFinished } from 'vitest';
import type { WindowEvent, WindowRecord } from '../../../lib/domain/window/window.ts';

/** What Step Functions tells at one look: each DescribeExecution goes one look further, to the last. */
export interface Look {
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
  /** What the execution was started with, and when, in seconds. */
  readonly input?: string;
  readonly startDate?: number;
  /** Outputs of tasks that are in the history from this look on. */
  readonly answers?: readonly unknown[];
  /** Other events of the history, as Step Functions writes them; they stand before the answers. */
  readonly events?: readonly Readonly<Record<string, unknown>>[];
  /** What the table of rollback windows holds from this look on. */
  readonly window?: StoredWindow;
}

export interface StoredWindow {
  readonly record: WindowRecord;
  readonly events?: readonly WindowEvent[];
}

export interface FakeAwsInput {
  /** Outputs of the stack; none: there is no such stack. */
  readonly outputs?: Readonly<Record<string, string>>;
  readonly looks?: readonly Look[];
  /** Errors, by operation, that are answered once each before the real answer; undefined: none at that call. */
  readonly errors?: Readonly<
    Record<string, readonly ({ readonly status: number; readonly type: string } | undefined)[]>
  >;
  /** When a start that is accepted says that it happened, in seconds. @default - now */
  readonly startDate?: number;
  /** Whose credentials these are. @default a role of a pipeline */
  readonly identity?: string;
  /** Objects of the report bucket by their key. */
  readonly objects?: Readonly<Record<string, string>>;
  /** What the table of rollback windows holds before the first look. */
  readonly window?: StoredWindow;
  /** What it holds at one reading of the window after another; the last one stays. */
  readonly windows?: readonly StoredWindow[];
  /** What a function answers that is invoked; with `failed`, that is how it failed. */
  readonly invoked?: { readonly payload: unknown; readonly failed?: true };
}

export interface FakeAws {
  /** Environment that sends every AWS client of a process here. */
  readonly env: Readonly<Record<string, string>>;
  /** Operations in the order they came, with their input. */
  readonly calls: {
    readonly operation: string;
    readonly input: Record<string, unknown>;
    /** For which the call is signed. */
    readonly region: string;
  }[];
}

export const stateMachine = 'arn:aws:states:eu-central-1:000000000000:stateMachine:preflight-gate';
export const stackOutputs = { GateStateMachineArn: stateMachine, ReportBucketName: 'preflight-reports' };

/** Step Functions, CloudFormation and S3 as their clients speak to them, with prepared answers. */
export async function fakeAws(input: FakeAwsInput): Promise<FakeAws> {
  const calls: FakeAws['calls'] = [];
  const errors = new Map(Object.entries(input.errors ?? {}).map(([operation, list]) => [operation, [...list]]));
  const state = { look: -1, reads: -1 };
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const [, region = ''] = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
      const call = { ...callOf(request, body), region };
      calls.push(call);
      const error = errors.get(call.operation)?.shift();
      if (error === undefined) answer(call, input, state, response);
      else sendJson(response, { __type: error.type, message: 'as the test wants it' }, error.status);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    calls,
    env: { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
  };
}

type Call = FakeAws['calls'][number];

function callOf(request: IncomingMessage, body: string): Omit<Call, 'region'> {
  const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(request.url ?? '') ?? [];
  if (name !== undefined) return { operation: 'Invoke', input: { name, payload: JSON.parse(body) } };
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return { operation: target.split('.')[1] ?? '', input: JSON.parse(body) };
  if (request.method === 'GET') return { operation: 'GetObject', input: { key: (request.url ?? '').split('?')[0] } };
  return {
    operation: new URLSearchParams(body).get('Action') ?? '',
    input: Object.fromEntries(new URLSearchParams(body)),
  };
}

function answer(
  call: Call,
  input: FakeAwsInput,
  state: { look: number; reads: number },
  response: ServerResponse,
): void {
  const { outputs, looks = [], objects = {} } = input;
  if (call.operation === 'DescribeStacks') sendXml(response, outputs);
  else if (call.operation === 'StartExecution') {
    const { stateMachineArn, name } = call.input;
    const executionArn = `${String(stateMachineArn).replace(':stateMachine:', ':execution:')}:${String(name)}`;
    sendJson(response, { executionArn, startDate: input.startDate ?? Date.now() / 1000 });
  } else if (call.operation === 'DescribeExecution') {
    state.look = Math.min(state.look + 1, looks.length - 1);
    const { answers: _, events: __, window: ___, output, ...rest } = looks[state.look] ?? { status: 'RUNNING' };
    sendJson(response, { ...rest, ...(output === undefined ? {} : { output: JSON.stringify(output) }) });
  } else if (call.operation === 'GetExecutionHistory') {
    sendJson(response, page(looks.slice(0, state.look + 1), call.input['nextToken']));
  } else if (call.operation === 'PutItem') sendJson(response, {});
  else if (call.operation === 'GetItem') {
    if (partitionOf(call.input['Key']).startsWith('window#')) state.reads += 1;
    sendJson(response, itemOf(call, storedNow(input, state)));
  } else if (call.operation === 'Query') sendJson(response, rowsOf(call, storedNow(input, state)));
  else if (call.operation === 'Invoke') sendInvoked(response, input.invoked);
  else if (call.operation === 'GetCallerIdentity') sendIdentity(response, input.identity);
  else sendObject(response, objects[String(call.input['key'])]);
}

function storedNow(
  { window, windows, looks = [] }: FakeAwsInput,
  { look, reads }: { readonly look: number; readonly reads: number },
): StoredWindow | undefined {
  if (windows !== undefined) return windows[Math.min(Math.max(0, reads), windows.length - 1)];
  return looks.slice(0, look + 1).findLast((one) => one.window !== undefined)?.window ?? window;
}

/** As the store keeps windows (`lib/domain/window/window-keys.ts`). Nothing else of the table is answered: a task's token, for one. */
function itemOf({ input }: Call, stored: StoredWindow | undefined): unknown {
  const partition = partitionOf(input['Key']);
  const id = stored?.record.run.id;
  if (partition === 'current') return id === undefined ? {} : { Item: marshall({ run: id }) };
  if (!partition.startsWith('window#')) throw new Error(`the command line reads ${partition}`);
  return partition === `window#${id}` ? { Item: marshall(stored?.record, { removeUndefinedValues: true }) } : {};
}

function rowsOf({ input }: Call, stored: StoredWindow | undefined): unknown {
  const { ':window': partition } = input['ExpressionAttributeValues'] as Record<string, { readonly S: string }>;
  const events = partition?.S === `window#${stored?.record.run.id}` ? (stored?.events ?? []) : [];
  return { Items: events.map((event, place) => marshall({ ...event, place })) };
}

const partitionOf = (key: unknown): string => (key as { partition: { S: string } }).partition.S;

function sendInvoked(response: ServerResponse, invoked: FakeAwsInput['invoked']): void {
  const failed = invoked?.failed === true ? { 'x-amz-function-error': 'Unhandled' } : {};
  response.writeHead(200, failed).end(JSON.stringify(invoked?.payload ?? null));
}

function sendIdentity(
  response: ServerResponse,
  arn = 'arn:aws:sts::000000000000:assumed-role/staging-pipeline/run-7',
): void {
  const result = `<Arn>${arn}</Arn><UserId>AROA:run-7</UserId><Account>000000000000</Account>`;
  response.end(
    `<GetCallerIdentityResponse><GetCallerIdentityResult>${result}</GetCallerIdentityResult></GetCallerIdentityResponse>`,
  );
}

function sendObject(response: ServerResponse, text: string | undefined): void {
  const missing = '<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>';
  response.writeHead(text === undefined ? 404 : 200).end(text ?? missing);
}

/** Pages of two events, so that every test turns pages. */
function page(looks: readonly Look[], token: unknown): unknown {
  const contents = looks.flatMap(({ events: others = [], answers = [] }) => [...others, ...answers.map(succeeded)]);
  const events: unknown[] = contents.map((event, index) => ({
    id: index + 1,
    timestamp: 1_790_000_000 + index,
    ...event,
  }));
  const last = looks.at(-1)?.status ?? 'RUNNING';
  const ends = {
    SUCCEEDED: 'ExecutionSucceeded',
    FAILED: 'ExecutionFailed',
    TIMED_OUT: 'ExecutionTimedOut',
    ABORTED: 'ExecutionAborted',
  };
  if (last !== 'RUNNING') events.push({ id: events.length + 1, timestamp: 1_790_000_100, type: ends[last] });
  const from = Number(token ?? 0);
  const next = from + 2 < events.length ? { nextToken: String(from + 2) } : {};
  return { events: events.slice(from, from + 2), ...next };
}

function succeeded(output: unknown): Readonly<Record<string, unknown>> {
  return {
    type: 'LambdaFunctionSucceeded',
    lambdaFunctionSucceededEventDetails: { output: JSON.stringify(output) },
  };
}

function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(value));
}

function sendXml(response: ServerResponse, outputs: FakeAwsInput['outputs']): void {
  if (outputs === undefined) {
    const error =
      '<Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id preflight-shop-api-production does not exist</Message>';
    response.writeHead(400).end(`<ErrorResponse><Error>${error}</Error></ErrorResponse>`);
    return;
  }
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  const stack = `<member><StackName>x</StackName><StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-11-23T12:00:00Z</CreationTime><Outputs>${members.join('')}</Outputs></member>`;
  response.end(
    `<DescribeStacksResponse><DescribeStacksResult><Stacks>${stack}</Stacks></DescribeStacksResult></DescribeStacksResponse>`,
  );
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
