import type { SourceSettings } from '../config/function-settings.ts';
import type { LoginPage } from '../domain/login-page.ts';
import { askHttp } from './http-request.ts';
import { readPage } from './read-page.ts';
import { trustedCertificates } from './trust.ts';
import { beginAttempt } from './web-attempt.ts';
import { shakeHands, type WebSocketAnswer } from './web-socket.ts';

/** One request, as a browser or an app makes it. */
export interface WebRequest {
  /** Its host comes from the configuration. */
  readonly url: URL;
  /** @default GET */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface WebAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Each `Set-Cookie` header, as it came. */
  readonly cookies: readonly string[];
  readonly body: string;
  /** From the request to the whole answer, in milliseconds. */
  readonly tookMs: number;
}

/** Addresses that everybody reaches, asked as its users do. */
export interface Web {
  /**
   * The answer, whatever its status. Redirects are not followed: who asks may follow one on the same host.
   * @throws WebFailure where there is no complete answer, saying why: refused, no such host, a certificate that is not valid and why,
   * an answer that began and did not end.
   * @throws SourceError for an answer of more than 1 MiB, or of more than 16 KiB of headers.
   */
  ask(request: WebRequest, signal: AbortSignal): Promise<WebAnswer>;
  /**
   * A WebSocket handshake (RFC 6455), closed at once when it is open.
   * @param request its address is an https one (http only for this machine).
   * @throws WebFailure where there is no answer, or one that breaks the protocol.
   */
  openWebSocket(
    request: Pick<WebRequest, 'url' | 'headers'> & { readonly protocols?: readonly string[] },
    signal: AbortSignal,
  ): Promise<WebSocketAnswer>;
  /** What a page holds, as a browser without scripts sees it, in a time that grows with its length alone. */
  readPage(html: string): LoginPage;
}

/** As its log lines name who asked; some firewalls refuse what gives no name. */
const usual = { accept: '*/*', 'user-agent': 'Preflight (deployment verification)' };

export function web(settings: Pick<SourceSettings, 'trustedAuthorities'>): Web {
  const ca = trustedCertificates(settings.trustedAuthorities);
  return {
    async ask({ url, method = 'GET', headers = {}, body }, signal) {
      const { onProgress, explain, tookMs } = beginAttempt(url, signal);
      const answer = await askHttp({
        source: `${url.origin}${url.pathname}`,
        url,
        method,
        headers: { ...usual, ...headers },
        ...(body === undefined ? {} : { body }),
        ca,
        signal,
        onProgress,
        explain,
      });
      const { 'set-cookie': cookies = [], ...others } = answer.headers;
      return {
        status: answer.status,
        headers: Object.fromEntries(Object.entries(others).map(([name, value]) => [name, textOf(value)])),
        cookies,
        body: answer.body,
        tookMs: tookMs(),
      };
    },
    openWebSocket: ({ headers = {}, ...request }, signal) =>
      shakeHands({ ...request, headers: { ...usual, ...headers }, ca }, signal),
    readPage,
  };
}

/** Node joins all but cookies itself. */
function textOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}
