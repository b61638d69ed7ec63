import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type Fault, garbage, html, lie } from './fault.ts';

const megabyte = Buffer.alloc(1024 * 1024, 'x');

/** Answers as the fault says. False when the request is still to be answered as it should be, perhaps later. */
export async function answerWithFault(
  fault: Fault | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (fault === undefined) return false;
  if (typeof fault === 'object') {
    if (isMeant(fault.path, request.url ?? '')) await pause(fault.delaySeconds * 1000);
    return response.destroyed;
  }
  switch (fault) {
    case 'hang':
      break;
    case 'refuse':
      request.socket.destroy();
      break;
    case 'garbage':
      response.writeHead(200, { 'content-type': 'application/json' }).end(garbage);
      break;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end(html);
      break;
    case 'server-error':
      response.writeHead(500, { 'content-type': 'text/plain' }).end('internal error');
      break;
    case 'busy':
      response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '120' });
      response.end(JSON.stringify({ detail: 'You are attempting to use this endpoint too frequently.' }));
      break;
    case 'redirect':
      response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end();
      break;
    case 'lie':
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(lie));
      break;
    case 'flood':
      flood(response);
      break;
  }
  return true;
}

function isMeant(path: string | readonly string[] | undefined, url: string): boolean {
  return path === undefined || [path].flat().some((one) => url.startsWith(one));
}

function flood(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  let left = 50;
  const send = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= 1;
      if (!response.write(megabyte)) return void response.once('drain', send);
    }
    response.end();
  };
  response.on('error', () => response.destroy());
  send();
}
