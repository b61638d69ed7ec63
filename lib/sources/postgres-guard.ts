import { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';

/** More than all the statistics of some ten thousand tables. */
const mostBytes = 16 * 1024 * 1024;
const longestMessage = 1024 * 1024;
/** 4096 is PostgreSQL's default; the client computes them in one go, and this many take it about half a second. */
const mostIterations = 1_000_000;

/** The messages that a server may send to the questions of this source (PostgreSQL, "Message Formats"). */
const messageTypes = new Set(Buffer.from('RSKZETDC123nItN'));
const readyForQuery = 'Z'.charCodeAt(0);
/** Ok, cleartext (within TLS), MD5, and the three steps of SASL: what the client can do. */
const authentications = new Set([0, 3, 5, 10, 11, 12]);

export interface GuardOptions {
  /** Makes the error with which the stream ends, from the words for what is wrong. */
  readonly failure: (words: string) => Error;
  /** Told each time the server says that it is ready for a query. */
  readonly ready: () => void;
}

/**
 * The socket as the client library sees it. It passes on only whole messages that the library can read: at some
 * malformed ones postgres.js would loop, hang, or reject a promise that nobody holds, which ends the process.
 */
export function guardSocket(socket: TLSSocket, { failure, ready }: GuardOptions): Duplex {
  const take = messageReader(ready);
  const guarded = new Duplex({
    read: () => void socket.resume(),
    write: (chunk: Buffer, _encoding, done) => void socket.write(chunk, done),
    final: (done) => void socket.end(done),
    destroy(error, done) {
      socket.destroy();
      done(error);
    },
  });
  // postgres.js says goodbye only on a socket that says it is open.
  Object.defineProperty(guarded, 'readyState', { get: () => socket.readyState });
  socket.on('data', (chunk: Buffer) => {
    const { whole, problem } = take(chunk);
    if (problem !== undefined) guarded.destroy(failure(problem));
    else if (whole.length > 0 && !guarded.push(whole)) socket.pause();
  });
  socket.once('error', (error) => guarded.destroy(error));
  socket.once('close', () => guarded.destroy(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
  return guarded;
}

interface Taken {
  /** Whole messages, to pass on. */
  readonly whole: Buffer;
  readonly problem?: string;
}

const nothing = Buffer.alloc(0);

function messageReader(ready: () => void): (chunk: Buffer) => Taken {
  let pending: Buffer = nothing;
  let total = 0;
  return (chunk) => {
    total += chunk.length;
    if (total > mostBytes) return { whole: nothing, problem: 'answered with more than 16 MiB' };
    pending = Buffer.concat([pending, chunk]);
    let end = 0;
    while (pending.length - end >= 5) {
      const length = pending.readUInt32BE(end + 1);
      const type = pending.readUInt8(end);
      if (!messageTypes.has(type) || length < 4 || length > longestMessage) {
        return { whole: nothing, problem: "answered with something that is not PostgreSQL's protocol" };
      }
      if (pending.length - end < length + 1) break;
      const problem = problemOf(String.fromCharCode(type), pending.subarray(end + 5, end + 1 + length));
      if (problem !== undefined) return { whole: nothing, problem };
      if (type === readyForQuery) ready();
      end += length + 1;
    }
    const whole = pending.subarray(0, end);
    pending = pending.subarray(end);
    return { whole };
  };
}

function problemOf(type: string, body: Buffer): string | undefined {
  if (type === 'R') return authenticationProblem(body);
  if (type === 'T' && !isRowDescription(body)) return 'described its answer in a malformed way';
  return undefined;
}

function authenticationProblem(body: Buffer): string | undefined {
  const kind = body.length < 4 ? -1 : body.readUInt32BE(0);
  if (!authentications.has(kind)) return `asks for a login that is not supported (authentication type ${kind})`;
  const text = body.subarray(4).toString('utf8');
  if (kind === 10 && !text.split('\0').includes('SCRAM-SHA-256')) {
    return 'offers no login by SCRAM-SHA-256';
  }
  if (kind !== 11) return undefined;
  // RFC 5802's server-first-message.
  const { iterations } = /^r=[^,]+,s=[^,]+,i=(?<iterations>\d+)(,|$)/.exec(text)?.groups ?? {};
  const count = Number(iterations);
  return count >= 1 && count <= mostIterations ? undefined : 'answered the login with a malformed SCRAM message';
}

/** A count, then so many names with a zero byte and 18 bytes each. */
function isRowDescription(body: Buffer): boolean {
  if (body.length < 2) return false;
  let at = 2;
  for (let left = body.readUInt16BE(0); left > 0; left -= 1) {
    const zero = body.indexOf(0, at);
    if (zero === -1) return false;
    at = zero + 1 + 18;
  }
  return at === body.length;
}
