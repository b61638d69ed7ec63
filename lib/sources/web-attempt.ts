import { SourceError } from '../domain/source-error.ts';
import { WebFailure, type WebFailureKind } from '../domain/web-failure.ts';
import { certificateProblem } from './certificate-problem.ts';
import { explainConnectionError } from './connection-error.ts';
import type { HttpProgress } from './http-request.ts';

/** One request on its way: how long it takes, how far it came, and so what its failure means. */
export interface WebAttempt {
  readonly onProgress: (progress: HttpProgress) => void;
  readonly explain: (cause: unknown) => SourceError;
  /** Since it began, in milliseconds. */
  readonly tookMs: () => number;
}

interface State {
  readonly url: URL;
  /** Who is asked: without the query, which may carry a token. */
  readonly source: string;
  readonly aborted: boolean;
  readonly progress: HttpProgress | undefined;
}

export function beginAttempt(url: URL, signal: AbortSignal): WebAttempt {
  const source = `${url.origin}${url.pathname}`;
  const begun = performance.now();
  const tookMs = (): number => performance.now() - begun;
  let progress: HttpProgress | undefined;
  return {
    tookMs,
    onProgress(reached) {
      progress = reached;
    },
    explain(cause) {
      const explained = explain(cause, { url, source, aborted: signal.aborted, progress });
      if (explained === undefined) {
        return new SourceError(`${source} answered with more than 16 KiB of headers`, { cause });
      }
      const [kind, words] = explained;
      return new WebFailure(`${source} ${words}`, { kind, tookMs: tookMs(), cause });
    },
  };
}

type Explained = readonly [WebFailureKind, string];

/** undefined for an answer that is right in HTTP, but longer than is read here. */
function explain(cause: unknown, { url, aborted, progress }: State): Explained | undefined {
  if (aborted) return late(progress);
  const code = codeOf(cause);
  const { message } = cause as Error;
  const words = explainConnectionError({ code, message }, url.host);
  const certificate = certificateProblem(code);
  if (certificate !== undefined) return ['certificate', `presented a certificate that ${certificate}`];
  if (code === 'ECONNREFUSED') return ['refused', words];
  if (code === 'HPE_HEADER_OVERFLOW') return undefined;
  if (code.startsWith('HPE_') || cause instanceof ProtocolError) {
    return ['protocol', cause instanceof ProtocolError ? cause.message : words];
  }
  if (/^(?:ERR_SSL_|ERR_TLS_|EPROTO$)/.test(code)) return ['tls', noTls(code, message)];
  return hungUp(code, words, progress);
}

function late(progress: HttpProgress | undefined): Explained {
  if (progress?.reached === 'answering') {
    return ['unfinished', `began to answer with HTTP ${progress.status} and did not finish in time`];
  }
  if (progress?.reached === 'connected') return ['silent', 'took the request and did not answer in time'];
  return ['unreached', 'did not answer in time'];
}

/** OpenSSL's reason stands in the message where the code is EPROTO: `…:SSL routines:<function>:<reason>:<file>`. */
function noTls(code: string, message: string): string {
  const reason = /:SSL routines:[^:]*:([\w -]{1,80}):/.exec(message)?.[1] ?? code.replaceAll('_', ' ').toLowerCase();
  return /wrong version number|packet length too long|unknown protocol/.test(reason)
    ? 'does not speak TLS'
    : `ended the TLS handshake: ${reason}`;
}

/**
 * Once the connection is there, over TLS with a certificate that is valid, whoever hangs up is the endpoint. Before, it may be somebody on the
 * way there, such as a firewall that lets nothing out.
 */
function hungUp(code: string, words: string, progress: HttpProgress | undefined): Explained {
  if (!['ECONNRESET', 'EPIPE'].includes(code)) return ['unreached', words];
  if (progress === undefined) return ['unreached', 'closed the connection before it was established'];
  if (progress.reached === 'connected') return ['closed', words];
  return ['unfinished', `began to answer with HTTP ${progress.status} and broke off before the end`];
}

/** Where a name has several addresses and none could be connected to: refused, if those with a way to them refused. */
function codeOf(cause: unknown): string {
  const { code = '', errors = [] } = cause as { code?: string; errors?: readonly { code?: string }[] };
  const codes = errors.map((one) => one.code ?? '').filter((one) => !noWay.has(one));
  return codes.length > 0 && codes.every((one) => one === 'ECONNREFUSED') ? 'ECONNREFUSED' : code;
}

const noWay: ReadonlySet<string> = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT']);

/** An answer that is HTTP, but not what the protocol asks for; its message follows the name of who was asked. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}
