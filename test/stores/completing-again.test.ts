import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it } from 'vitest';
import { stepFunctionsTasks } from '../../lib/stores/waiting-task.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** Step Functions on loopback: each answer is a status and an error's name, or `lost`: done, but never told. */
async function answering(...answers: readonly (readonly [number, string?] | 'lost')[]) {
  const waiting = [...answers];
  const server = createServer((request, response) => {
    const answer = waiting.shift() ?? [500];
    request.resume().on('end', () => {
      if (answer === 'lost') {
        request.socket.destroy();
        return;
      }
      const [status, name] = answer;
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(name === undefined ? '{}' : JSON.stringify({ __type: name, message: 'Task Timed Out' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = new SFNClient({
    region: 'eu-central-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  closers.push(async () => {
    client.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { tasks: stepFunctionsTasks(client), left: () => waiting.length };
}

describe('completing a task whose answer gets lost', () => {
  it('takes no task for closed that it may have ended itself', async () => {
    const { tasks, left } = await answering('lost', [400, 'TaskTimedOut']);
    expect(await tasks.complete('token', {})).toBe('moved on');
    expect(left()).toBe(0);
  });

  it('takes a task for closed where the first answer says so', async () => {
    const { tasks } = await answering([400, 'TaskTimedOut']);
    expect(await tasks.complete('token', {})).toBe('closed');
  });

  it('tries again where Step Functions is at fault', async () => {
    const { tasks, left } = await answering([500], [200]);
    expect(await tasks.complete('token', {})).toBe('moved on');
    expect(left()).toBe(0);
  });
});
