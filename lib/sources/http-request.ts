import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createSecureContext, type SecureContext } from 'node:tls';
import { SourceError } from '../domain/source-error.ts';
import { explainConnectionError } from './connection-error.ts';
import { decodeBody } from './decode-body.ts';

const mebibyte = 1024 * 1024;

export interface HttpQuestion {
  /** Who is asked, as the error sentence names it: `OpenSearch at https://…`. */
  readonly source: string;
  readonly url: URL;
  /** @default GET */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /**
   * The longest answer that is read: more than any that is asked for, since a source that sends more is not answering
   * the question.
   * @default 1
   */
  readonly limitMebibytes?: number;
  /** PEM certificates to trust; Node's defaults when absent. */
  readonly ca?: readonly string[];
  readonly signal: AbortSignal;
  /** Told as the request comes further: how far it came says what its failure means. */
  readonly onProgress?: (progress: HttpProgress) => void;
  /** What went wrong, in the caller's own words. @default - the words for any service that is asked over HTTP */
  readonly explain?: (cause: unknown) => SourceError;
}

/** `connected`: over verified TLS, unless it is plain HTTP. `answering`: its status is there. */
export type HttpProgress =
  | { readonly reached: 'connected' }
  | { readonly reached: 'answering'; readonly status: number };

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/**
 * One HTTP request. Redirects are not followed (an answer never chooses a host), an answer ends at its limit.
 * @throws SourceError when there is no complete answer.
 */
export async function askHttp(question: HttpQuestion): Promise<HttpAnswer> {
  const { source, url, signal } = question;
  try {
    const response = await send(question);
    return { status: response.statusCode ?? 0, headers: response.headers, body: await readBody(response, question) };
  } catch (cause) {
    if (cause instanceof SourceError) throw cause;
    if (question.explain !== undefined) throw question.explain(cause);
    if (signal.aborted) throw new SourceError(`${source} did not answer in time`, { cause });
    throw new SourceError(`${source} ${explainConnectionError(cause, url.host)}`, { cause });
  }
}

function send({
  url,
  method = 'GET',
  headers = {},
  body,
  ca,
  signal,
  onProgress,
}: HttpQuestion): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
    // No agent: a check asks once, and a kept-alive socket would outlive a frozen Lambda.
    const outgoing = request(url, {
      method,
      headers,
      signal,
      agent: false,
      // Stated, since NODE_TLS_REJECT_UNAUTHORIZED=0 would change the default.
      rejectUnauthorized: true,
      ...(ca === undefined ? {} : { secureContext: trusting(ca) }),
    });
    // `on`, not `once`: a second error would have no listener and end the process. `close` without either of the others
    // is an answer that Node throws away, such as a switch to another protocol.
    if (onProgress !== undefined) onConnected(outgoing, () => onProgress({ reached: 'connected' }));
    outgoing
      .on('response', (response) => {
        onProgress?.({ reached: 'answering', status: response.statusCode ?? 0 });
        resolve(response);
      })
      .on('error', reject)
      .on('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })))
      .end(body);
  });
}

/** To read some 250 certificates takes 11 ms, which would be spent on every request. */
const contexts = new WeakMap<readonly string[], SecureContext>();

/** What makes a TLS client trust these authorities, and no others. */
export function trusting(ca: readonly string[]): SecureContext {
  const context = contexts.get(ca) ?? createSecureContext({ ca: [...ca] });
  contexts.set(ca, context);
  return context;
}

/** Calls as soon as the request has its connection: over TLS, one whose certificate was found valid. */
export function onConnected(request: ClientRequest, then: () => void): void {
  request.once('socket', (socket) => socket.once('encrypted' in socket ? 'secureConnect' : 'connect', then));
}

async function readBody(response: IncomingMessage, { source, limitMebibytes = 1 }: HttpQuestion): Promise<string> {
  const limit = limitMebibytes * mebibyte;
  const tooLong = (): SourceError => new SourceError(`${source} answered with more than ${limitMebibytes} MiB`);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) {
      response.destroy();
      throw tooLong();
    }
    chunks.push(chunk);
  }
  const encoding = response.headers['content-encoding'] ?? '';
  const decoded = decodeBody(Buffer.concat(chunks), encoding, limit);
  if (decoded === 'too long') throw tooLong();
  if (decoded === 'broken')
    throw new SourceError(`${source} answered with something that is not ${encoding.trim()}, as it says`);
  return decoded.toString('utf8');
}
