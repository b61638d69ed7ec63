import { afterEach, expect, test } from 'vitest';
import type { Fault } from '../../sandbox/world/fault.ts';
import { answerWithFault } from '../../sandbox/world/http-fault.ts';
import { type AnsweringServer, startAnswering } from '../support/answering-server.ts';

let server: AnsweringServer;
afterEach(() => server.close());

test.each<[string, Fault, string, boolean]>([
  ['a delay without a path holds up every request', { delaySeconds: 0.3 }, '/issues', true],
  ['a path holds up what is below it', { delaySeconds: 0.3, path: '/issues' }, '/issues?labels=bug', true],
  ['a path leaves others alone', { delaySeconds: 3600, path: '/issues' }, '/pulls/1', false],
  ['one of several paths is enough', { delaySeconds: 0.3, path: ['/pulls/', '/issues'] }, '/issues', true],
  ['none of several paths', { delaySeconds: 3600, path: ['/pulls/', '/issues'] }, '/commits', false],
])('%s', async (_what, fault, path, late) => {
  let heldUp = 0;
  server = await startAnswering((request, response) => {
    const from = performance.now();
    void answerWithFault(fault, request, response).then((answered) => {
      heldUp = performance.now() - from;
      if (!answered) response.end('in the end');
    });
  });
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`);
  expect(await answer.text()).toBe('in the end');
  if (late) expect(heldUp).toBeGreaterThan(290);
});
