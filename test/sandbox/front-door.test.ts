import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { garbage } from '../../sandbox/world/fault.ts';
import { type FrontDoor, openFrontDoor } from '../../sandbox/world/front-door.ts';
import { freePort } from '../support/free-port.ts';

let port: number;
let door: FrontDoor;
beforeEach(async () => {
  port = await freePort();
  door = await openFrontDoor(port, (socket) => void socket.end('served'));
});
afterEach(() => door.close());

test('hands connections on', async () => {
  expect(await ask()).toBe('served');
});

test('refuses, and serves again when the fault is gone', async () => {
  await door.setFault('refuse');
  await expect(ask()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await door.setFault(undefined);
  expect(await ask()).toBe('served');
});

test('waits for its port when another program has it, and serves again', async () => {
  await door.setFault('refuse');
  const other = createServer().listen(port, '127.0.0.1');
  await once(other, 'listening');
  setTimeout(() => other.close(), 200);
  await door.setFault(undefined);
  expect(await ask()).toBe('served');
});

test('answers garbage instead of handing on', async () => {
  await door.setFault('garbage');
  expect(await ask()).toBe(garbage.toString());
});

test('hands on after the delay', async () => {
  await door.setFault({ delaySeconds: 0.2 });
  const started = performance.now();
  expect(await ask()).toBe('served');
  expect(performance.now() - started).toBeGreaterThan(190);
});

test('leaves a delay of one path to whom it hands on', async () => {
  await door.setFault({ delaySeconds: 3600, path: '/token' });
  expect(await ask()).toBe('served');
});

test('says nothing while it hangs, and lets go when it closes', async () => {
  await door.setFault('hang');
  const socket = await connected();
  const received = buffer(socket);
  await door.close();
  expect((await received).toString()).toBe('');
});

async function ask(): Promise<string> {
  return (await buffer(await connected())).toString();
}

function connected(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket)).once('error', reject);
  });
}
