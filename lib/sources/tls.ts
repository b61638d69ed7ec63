import type { X509Certificate } from 'node:crypto';
import { connect, type TLSSocket } from 'node:tls';
import type { SourceSettings } from '../config/function-settings.ts';
import { SourceError } from '../domain/source-error.ts';
import { certificateProblem, wrongName } from './certificate-problem.ts';
import { trustedCertificates } from './trust.ts';

export interface Tls {
  /**
   * The certificate that a server presents for a name in a handshake, trusted or not.
   * @throws SourceError when there is no handshake: refused, no answer, or no TLS.
   */
  servedCertificate(server: TlsServer, signal: AbortSignal): Promise<ServedCertificate>;
}

export interface TlsServer {
  /** The name that is asked for (SNI) and that the certificate must be for. */
  readonly name: string;
  /** Where to connect, mostly the same name. */
  readonly host: string;
  readonly port: number;
}

export interface ServedCertificate {
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** `CN=shop.example.com` on one line. */
  readonly subject: string;
  readonly issuer: string;
  /** Why a client would refuse it, in words; empty when it would not. Judged by this machine's clock. */
  readonly problems: readonly string[];
}

export function tls(settings: Pick<SourceSettings, 'trustedAuthorities'>): Tls {
  const ca = trustedCertificates(settings.trustedAuthorities);
  return {
    servedCertificate(server, signal) {
      return new Promise((resolve, reject) => {
        const { name, host, port } = server;
        // An untrusted certificate is an observation here, not an obstacle; nothing is sent over this connection.
        const socket = connect({ host, port, servername: name, ca, rejectUnauthorized: false });
        const abort = (): void => {
          socket.destroy(new SourceError(`${name} did not answer in time (${host}:${port})`));
        };
        signal.addEventListener('abort', abort, { once: true });
        socket.once('secureConnect', () => {
          try {
            resolve(certificateOf(socket, name));
          } catch (cause) {
            reject(explain(cause, server));
          }
          socket.destroy();
        });
        socket.on('error', (cause) => reject(explain(cause, server)));
        socket.once('close', () => {
          signal.removeEventListener('abort', abort);
          // No effect where it was settled before.
          reject(new SourceError(`${name} closed the connection during the TLS handshake (${host}:${port})`));
        });
        if (signal.aborted) abort();
      });
    },
  };
}

function certificateOf(socket: TLSSocket, name: string): ServedCertificate {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) throw new SourceError(`${name} presented no certificate`);
  const { validFromDate: notBefore, validToDate: notAfter } = certificate;
  if (Number.isNaN(notBefore.getTime()) || Number.isNaN(notAfter.getTime())) {
    throw new SourceError(`${name} presented a certificate with unreadable dates`);
  }
  return {
    notBefore,
    notAfter,
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    problems: problemsOf(socket, certificate, name),
  };
}

/** The chain's problem hides that of the name in `authorizationError`, so the name is looked at on its own. */
function problemsOf(socket: TLSSocket, certificate: X509Certificate, name: string): string[] {
  const codes = new Set<string>();
  if (!socket.authorized) codes.add(String(socket.authorizationError ?? 'UNKNOWN'));
  // As browsers do: the subject's common name does not count, nor does a wildcard within a label.
  const rules = { subject: 'never', partialWildcards: false } as const;
  if (certificate.checkHost(name, rules) === undefined) codes.add(wrongName);
  return [...codes].map((code) => certificateProblem(code) ?? `is not trusted (${code})`);
}

function explain(cause: unknown, { name, host, port }: TlsServer): SourceError {
  if (cause instanceof SourceError) return cause;
  const at = `(${host}:${port})`;
  const { code = '', message } = cause as { code?: string; message: string };
  if (code === 'ECONNREFUSED') return new SourceError(`${name} refused the connection ${at}`, { cause });
  if (code === 'ETIMEDOUT') return new SourceError(`${name} did not answer in time ${at}`, { cause });
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new SourceError(`${name} has no address: ${host} does not resolve`, { cause });
  }
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return new SourceError(`${name} closed the connection during the TLS handshake ${at}`, { cause });
  }
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNKNOWN_PROTOCOL/.test(code)) {
    return new SourceError(`${name} does not speak TLS ${at}`, { cause });
  }
  return new SourceError(`${name} ended the TLS handshake with ${code || message} ${at}`, { cause });
}

function oneLine(name: string): string {
  return name.split('\n').join(', ');
}
