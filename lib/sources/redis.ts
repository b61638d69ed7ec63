import { once } from 'node:events';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import type { SourceSettings } from '../config/function-settings.ts';
import type { Secret } from '../domain/secret.ts';
import { SourceError } from '../domain/source-error.ts';
import { explainConnectionError } from './connection-error.ts';
import { askRedis } from './redis-protocol.ts';
import { trustedCertificates } from './trust.ts';

export interface RedisTarget {
  readonly host: string;
  readonly port: number;
  /** '' for the default user, as before Redis 6. */
  readonly username: string;
  readonly password: Secret;
}

/** A Redis or Valkey server: always over TLS with a verified certificate and host name. */
export interface Redis {
  /**
   * Logs in and sends PING. The reply is `PONG`, or the error with which a server that runs says that it does not
   * serve: `LOADING …`, `MISCONF …`.
   * @throws SourceError when there is no such reply: no connection, TLS, a refused login, not a Redis, too late.
   */
  ping(target: RedisTarget, signal: AbortSignal): Promise<{ readonly reply: string }>;
}

/**
 * Errors by which Redis says that it is there but cannot do its work: still loading its data, unable to persist or
 * replicate writes, cut off from its primary, busy with a script, out of memory, its cluster incomplete.
 */
const notServing = /^(LOADING|MISCONF|NOREPLICAS|MASTERDOWN|BUSY|OOM|CLUSTERDOWN)\b/;

export function redis(settings: Pick<SourceSettings, 'trustedAuthorities'>): Redis {
  const ca = trustedCertificates(settings.trustedAuthorities);
  return {
    async ping(target, signal) {
      const source = `Redis at ${target.host}:${target.port}`;
      const replies = await talk(target, { source, ca, signal });
      return { reply: readReplies(replies, source) };
    },
  };
}

interface Talk {
  readonly source: string;
  readonly ca: string[];
  readonly signal: AbortSignal;
}

async function talk(target: RedisTarget, { source, ca, signal }: Talk): Promise<string[]> {
  if (signal.aborted) throw new SourceError(`${source} did not answer in time`);
  const { host, port, username, password } = target;
  // An IP address may not be a server name (RFC 6066); the certificate is then held against `host`.
  const servername = isIP(host) === 0 ? host : '';
  // Stated, since NODE_TLS_REJECT_UNAUTHORIZED=0 would change the default.
  const socket = connect({ host, port, ca, servername, rejectUnauthorized: true });
  const end = (): void => void socket.destroy(new Error('too late'));
  signal.addEventListener('abort', end, { once: true });
  try {
    // Not a byte before the certificate is verified: the password would go to whoever answers.
    await secured(socket);
    const login = username === '' ? ['AUTH', password.reveal()] : ['AUTH', username, password.reveal()];
    return await askRedis(socket, source, [login, ['PING']]);
  } catch (cause) {
    if (signal.aborted) throw new SourceError(`${source} did not answer in time`, { cause });
    if (cause instanceof SourceError) throw cause;
    throw new SourceError(`${source} ${explainConnectionError(cause, host)}`, { cause });
  } finally {
    signal.removeEventListener('abort', end);
    socket.destroy();
  }
}

async function secured(socket: TLSSocket): Promise<void> {
  // `once` listens for one error only; a later one, such as a reset while closing, must not end the process.
  socket.on('error', () => undefined);
  await once(socket, 'secureConnect');
}

/** Servers' own texts are not repeated where a password was part of the question. */
function readReplies([auth = '', ping = '']: readonly string[], source: string): string {
  const refusal = auth.startsWith('-') ? auth.slice(1) : undefined;
  if (refusal !== undefined && notServing.test(refusal)) return shown(refusal);
  if (refusal !== undefined && /^(WRONGPASS|NOAUTH|NOPERM)\b|invalid password/.test(refusal)) {
    throw new SourceError(`${source} refused the username or password`);
  }
  if (refusal !== undefined && /without any password|no password is set/.test(refusal)) {
    throw new SourceError(`${source} has no password set, so it refused to log in`);
  }
  if (refusal !== undefined) throw new SourceError(`${source} refused to log in: ${codeOf(refusal)}`);
  if (auth !== '+OK') throw new SourceError(`${source} answered AUTH with something that is not Redis`);
  if (ping === '+PONG') return 'PONG';
  if (notServing.test(ping.slice(1)) && ping.startsWith('-')) return shown(ping.slice(1));
  if (ping === '') throw new SourceError(`${source} closed the connection before it answered PING`);
  throw new SourceError(`${source} did not answer PING with PONG: ${codeOf(ping.slice(1))}`);
}

const codeOf = (text: string): string => /^[A-Z]{2,20}\b/.exec(text)?.[0] ?? 'an unknown answer';
const shown = (text: string): string => text.replace(/[^ -~]/g, '?');
