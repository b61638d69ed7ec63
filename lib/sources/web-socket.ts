import { createHash, randomBytes } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { onConnected, trusting } from './http-request.ts';
import { beginAttempt, ProtocolError } from './web-attempt.ts';

export interface Handshake {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Subprotocols that are offered, the preferred one first. */
  readonly protocols?: readonly string[];
  /** PEM certificates to trust. */
  readonly ca: readonly string[];
}

/** Open, with the subprotocol that the server chose ('' for none); or the status with which it answered instead of 101. */
export type WebSocketAnswer =
  | { readonly open: true; readonly protocol: string }
  | { readonly open: false; readonly status: number };

/** A server that does not close in this time is hung up on, in milliseconds. */
const closingMs = 500;

/**
 * A WebSocket handshake (RFC 6455, section 4.1), closed at once when it is open. Written out, since it is Node that speaks HTTP here, and no
 * message is ever read: a library would add 50 KB and its messages to every function that asks over HTTP.
 * @throws WebFailure
 */
export function shakeHands(handshake: Handshake, signal: AbortSignal): Promise<WebSocketAnswer> {
  const { url, headers, protocols = [], ca } = handshake;
  const { onProgress, explain } = beginAttempt(url, signal);
  const key = randomBytes(16).toString('base64');
  return new Promise((resolve, reject) => {
    const refuse = (cause: unknown): void => reject(explain(cause));
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const outgoing = request(url, {
      headers: {
        ...headers,
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': key,
        ...(protocols.length === 0 ? {} : { 'sec-websocket-protocol': protocols.join(', ') }),
      },
      signal,
      agent: false,
      // Stated, since NODE_TLS_REJECT_UNAUTHORIZED=0 would change the default.
      rejectUnauthorized: true,
      ...(url.protocol === 'https:' ? { secureContext: trusting(ca) } : {}),
    });
    onConnected(outgoing, () => onProgress({ reached: 'connected' }));
    outgoing
      .on('upgrade', (answer, socket) => {
        const problem = problemOf(answer, key, protocols);
        if (problem === undefined) resolve({ open: true, protocol: answer.headers['sec-websocket-protocol'] ?? '' });
        else refuse(new ProtocolError(`broke the WebSocket handshake: ${problem}`));
        hangUp(socket);
      })
      .on('response', ({ statusCode = 0 }) => {
        if (statusCode === 101) refuse(new ProtocolError('broke the WebSocket handshake: HTTP 101 without an upgrade'));
        else resolve({ open: false, status: statusCode });
        outgoing.destroy();
      })
      // Neither has an effect where it was settled before.
      .on('error', refuse)
      .on('close', () => refuse(Object.assign(new Error('closed'), { code: 'ECONNRESET' })))
      .end();
  });
}

/** What RFC 6455, section 1.3, has the server put to the key, so that no cache can answer in its place. */
const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Why a client must fail the connection: the numbered list at the end of RFC 6455, section 4.1. */
function problemOf({ headers }: IncomingMessage, key: string, offered: readonly string[]): string | undefined {
  const accept = createHash('sha1').update(`${key}${magic}`).digest('base64');
  const {
    upgrade,
    connection = '',
    'sec-websocket-accept': accepted,
    'sec-websocket-protocol': protocol,
    'sec-websocket-extensions': extensions,
  } = headers;
  if (upgrade?.toLowerCase() !== 'websocket') return 'it upgraded to something else';
  if (!/(?:^|,)\s*upgrade\s*(?:,|$)/i.test(connection)) return 'its header Connection does not say Upgrade';
  if (accepted !== accept) return 'its header Sec-WebSocket-Accept is wrong';
  if (extensions !== undefined) return 'it uses an extension that was not offered';
  if (protocol !== undefined && !offered.includes(protocol)) return 'it chose a subprotocol that was not offered';
  return undefined;
}

/** Politely, so that its server's logs show no broken connection: a masked close frame of code 1000 (RFC 6455, section 5.5.1). */
function hangUp(socket: Duplex): void {
  const mask = randomBytes(4);
  const code = [0x03, 0xe8].map((byte, at) => byte ^ (mask[at] ?? 0));
  const timer = setTimeout(() => socket.destroy(), closingMs);
  socket
    .on('error', () => undefined)
    .on('close', () => clearTimeout(timer))
    // What it sends meanwhile is of no interest.
    .resume()
    .end(Buffer.from([0x88, 0x82, ...mask, ...code]));
}
