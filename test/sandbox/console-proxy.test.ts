import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ConsoleProxy, startConsoleProxy } from '../../sandbox/world/console-proxy.ts';
import { type AnsweringServer, startAnswering } from '../support/answering-server.ts';
import { freePort } from '../support/free-port.ts';

let proxy: ConsoleProxy;
let emulator: AnsweringServer;
let address: string;
let bodies: string[];

beforeEach(async () => {
  bodies = [];
  emulator = await startAnswering((request, response) => {
    void readAll(request).then((body) => {
      bodies.push(body);
      response.writeHead(409, { 'content-type': 'application/json', 'x-own': 'kept' });
      response.end(request.method === 'HEAD' ? undefined : '{"error":{}}');
    });
  });
  const port = await freePort();
  proxy = await startConsoleProxy(port);
  address = `http://127.0.0.1:${port}`;
});
afterEach(async () => {
  await proxy.close();
  await emulator.close();
});

const forwardToEmulator = (): void =>
  proxy.forwardTo({ emulator: new URL(`http://127.0.0.1:${emulator.port}`), apiId: 'a1b2c3d4' });

test('passes method, path, query, headers and body on, and status, headers and body back', async () => {
  forwardToEmulator();
  const answer = await fetch(`${address}/api/runs/r-1/items/blocking-issues?a=%20b`, {
    method: 'POST',
    headers: { authorization: 'Bearer a.b.c', origin: 'https://evil.test', 'content-type': 'application/json' },
    body: '{"decision":"approve"}',
  });
  expect([answer.status, answer.headers.get('x-own'), await answer.text()]).toEqual([409, 'kept', '{"error":{}}']);
  const [request] = emulator.requests;
  expect(request?.method).toBe('POST');
  expect(request?.url).toBe('/_aws/execute-api/a1b2c3d4/$default/api/runs/r-1/items/blocking-issues?a=%20b');
  expect(request?.headers).toMatchObject({
    host: `127.0.0.1:${emulator.port}`,
    authorization: 'Bearer a.b.c',
    origin: 'https://evil.test',
    'content-type': 'application/json',
  });
  expect(bodies).toEqual(['{"decision":"approve"}']);
});

test.each(['GET', 'HEAD', 'DELETE', 'OPTIONS'])('passes %s on without a body', async (method) => {
  forwardToEmulator();
  const answer = await fetch(`${address}/`, { method });
  expect([answer.status, emulator.requests[0]?.method]).toEqual([409, method]);
  expect(emulator.requests[0]?.url).toBe('/_aws/execute-api/a1b2c3d4/$default/');
  expect(bodies).toEqual(['']);
});

test('before the deployment it says that there is no console yet', async () => {
  const answer = await fetch(`${address}/`);
  expect([answer.status, await answer.text()]).toEqual([502, 'the approval console is not deployed yet\n']);
  expect(emulator.requests).toEqual([]);
});

test('says that the emulator does not answer', async () => {
  proxy.forwardTo({ emulator: new URL(`http://127.0.0.1:${await freePort()}`), apiId: 'a1b2c3d4' });
  const answer = await fetch(`${address}/api/approvals`, { method: 'POST', body: 'x'.repeat(100_000) });
  expect([answer.status, await answer.text()]).toEqual([502, 'the emulator does not answer\n']);
});

test('a client that leaves in the middle does it no harm', async () => {
  forwardToEmulator();
  const gone = new AbortController();
  const asked = fetch(`${address}/`, { method: 'POST', body: endless(gone), signal: gone.signal, duplex: 'half' });
  await expect(asked).rejects.toThrow('gone');
  expect((await fetch(`${address}/`)).status).toBe(409);
});

/** A body of which the end never comes. */
function endless(gone: AbortController): ReadableStream {
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(10));
      setImmediate(() => gone.abort(new Error('gone')));
      return new Promise(() => undefined);
    },
  });
}

async function readAll(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request as AsyncIterable<Buffer>) text += chunk.toString('utf8');
  return text;
}
