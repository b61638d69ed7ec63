import { SourceError } from '../domain/source-error.ts';
import type { PostgresTarget } from './postgres.ts';

/** What the source was doing, for the sentence of a time-out. */
export type Phase = 'opening the connection' | 'TLS handshake' | 'login' | 'query';

/** A database that could not be asked. */
export class PostgresFailure extends SourceError {
  /** Whether the server answered, and its answer is that this connection does not work. */
  readonly definite: boolean;
  /** PostgreSQL's SQLSTATE, where the server gave one. */
  readonly sqlState: string | undefined;

  constructor(message: string, options: { definite: boolean; sqlState?: string | undefined; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.definite = options.definite;
    this.sqlState = options.sqlState;
  }
}

/** The database as sentences name it. */
export function nameOf(target: PostgresTarget): string {
  return `PostgreSQL at ${target.host}:${target.port}`;
}

/** SQLSTATEs with which a server ends a question that it did not answer: too slow, or kept waiting for a lock. */
const noAnswer = new Set(['57014', '55P03']);

/** What went wrong, in words. Nothing here ever quotes the password, which only the login sends. */
export function failureOf(target: PostgresTarget, phase: Phase, cause: unknown): SourceError {
  if (cause instanceof SourceError) return cause;
  const { code = '', severity, message } = cause as { code?: string; severity?: string; message?: string };
  // Only a server's ErrorResponse has a severity; its codes are five characters (PostgreSQL, appendix A).
  if (severity !== undefined && /^[0-9A-Z]{5}$/.test(code)) {
    const said = serverWords(code, message ?? '', target);
    return new PostgresFailure(`${nameOf(target)} ${said}`, { definite: !noAnswer.has(code), sqlState: code, cause });
  }
  const certificate = certificateWords(code, target);
  if (certificate !== undefined) {
    return new PostgresFailure(`${nameOf(target)} ${certificate}`, { definite: true, cause });
  }
  if (phase === 'TLS handshake' && /^(ERR_SSL_|ERR_TLS_|EPROTO)/.test(code)) {
    return new PostgresFailure(`${nameOf(target)} refused the TLS handshake: ${code}`, { definite: true, cause });
  }
  return new PostgresFailure(`${nameOf(target)} ${networkWords(code, phase, target)}`, { definite: false, cause });
}

function serverWords(code: string, message: string, { username, database }: PostgresTarget): string {
  switch (code) {
    case '28P01':
      return `refused the password of user ${username}`;
    case '28000':
      return `refused the login of user ${username}: ${message}`;
    case '3D000':
      return `has no database ${database}`;
    case '53300':
      return 'has too many connections already';
    case '57P03':
      return 'is not accepting connections now: it starts up, shuts down or recovers';
    case '42501':
      return `refused user ${username}: ${message}`;
    case '42P01':
    case '42703':
      return `has not what was asked for: ${message}`;
    case '55P03':
      return 'kept the question waiting for a lock that another session holds';
    case '57014':
      return 'did not answer in time (query)';
    default:
      return `answered with error ${code}: ${message}`;
  }
}

/** Node's names of OpenSSL's verification results, and its own for a host name that the certificate is not for. */
function certificateWords(code: string, { host }: PostgresTarget): string | undefined {
  switch (code) {
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `shows a certificate that is not for the host name ${host}`;
    case 'CERT_HAS_EXPIRED':
      return 'shows a TLS certificate that has expired';
    case 'CERT_NOT_YET_VALID':
      return 'shows a TLS certificate that is not valid yet';
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return `shows a TLS certificate of an authority that is not trusted (${code})`;
    default:
      return /^(CERT_|CRL_|UNABLE_TO_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|PATH_LENGTH)/.test(code)
        ? `shows a TLS certificate that is not valid (${code})`
        : undefined;
  }
}

function networkWords(code: string, phase: Phase, { host }: PostgresTarget): string {
  if (code === 'ECONNREFUSED') return 'refused the connection: nothing listens there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `has no address: ${host} does not resolve`;
  if (code === 'ETIMEDOUT') return `did not answer in time (${phase})`;
  if (/^E(HOST|NET)UNREACH$/.test(code)) return `is not reachable from here (${code})`;
  if (/^(ECONNRESET|EPIPE|CONNECTION_CLOSED|CONNECTION_DESTROYED)$/.test(code)) {
    return `closed the connection (${phase})`;
  }
  if (code === 'SASL_SIGNATURE_MISMATCH') return 'could not prove that it knows the password itself';
  return `could not be asked (${phase}): ${code || 'its answer could not be read'}`;
}
