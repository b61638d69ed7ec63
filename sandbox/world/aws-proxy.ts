import { once } from 'node:events';
import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
  type Server,
  type ServerResponse,
} from 'node:http';
import { portOf } from '../addresses.ts';
import { operationOf } from './aws-operation.ts';
import { type Rewrites, rewrite, rewritesOf } from './aws-rewrite.ts';
import type { Fault } from './fault.ts';
import { answerWithFault } from './http-fault.ts';
import type { WorldState } from './state.ts';

export interface AwsProxy {
  apply(state: WorldState): void;
  /** What was asked so far, and where: `lambda:PUT /2015-03-31/functions/shop-api/aliases/live`. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/**
 * Stands between the gate and the emulator: passes everything on, but answers some operations late, wrongly or never,
 * and with the dates and states that the scenario wants. Works with any emulator.
 */
export async function startAwsProxy(emulator: URL): Promise<AwsProxy> {
  let faults: [string, Fault][] = [];
  let rewrites: Rewrites = {};
  const asked: string[] = [];
  const agent = new Agent({ keepAlive: true });
  const server = createServer((request, response) => {
    response.on('error', () => response.destroy());
    handle(request, response).catch((cause: unknown) => {
      if (!response.headersSent) response.writeHead(502).end(String(cause));
      else response.destroy();
    });
  });
  server.listen(portOf('aws'), '127.0.0.1');
  await once(server, 'listening');
  return {
    asked,
    apply(state) {
      faults = Object.entries(state.faults).filter((entry): entry is [string, Fault] => entry[0].includes(':'));
      rewrites = rewritesOf(state, new Date());
    },
    async close() {
      await closeAll(server);
      agent.destroy();
    },
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request);
    const text = body.length > 100_000 ? '' : body.toString('utf8');
    const operation = operationOf(request, text);
    asked.push(`${operation} ${request.url}`);
    const [, fault] = faults.find(([key]) => matches(key, operation, text)) ?? [];
    if (await answerWithFault(fault, request, response)) return;
    const answer = await passOn(request, body, { host: emulator.hostname, port: emulator.port, agent });
    const fields = rewrites[operation];
    if (fields === undefined || answer.statusCode !== 200) {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('error', () => response.destroy()).pipe(response);
      return;
    }
    const rewritten = rewrite((await readAll(answer)).toString('utf8'), fields);
    const { 'transfer-encoding': _, ...headers } = answer.headers;
    response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(rewritten) }).end(rewritten);
  }
}

/** The same request, asked elsewhere. */
function passOn(
  { method, url, headers }: IncomingMessage,
  body: Buffer,
  target: Pick<RequestOptions, 'host' | 'port' | 'agent'>,
): Promise<IncomingMessage> {
  // `expect: 100-continue` was answered here; a compressed answer could not be rewritten.
  const { expect: _expect, 'accept-encoding': _encoding, 'transfer-encoding': _transfer, ...kept } = headers;
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ ...target, method, path: url }, resolve);
    for (const [name, value] of Object.entries(kept)) if (value !== undefined) outgoing.setHeader(name, value);
    outgoing.setHeader('content-length', body.length);
    outgoing.once('error', reject).end(body);
  });
}

async function closeAll(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

function matches(key: string, operation: string, body: string): boolean {
  const [wanted, ...within] = key.split(' ');
  return wanted === operation && body.includes(within.join(' '));
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
