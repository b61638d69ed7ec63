import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createSecureContext, type SecureContext } from 'node:tls';
import { SourceError } from '../domain/source-error.ts';
import { explainConnectionError } from './connection-error.ts';

const mebibyte = 1024 * 1024;

export interface HttpQuestion {
  /** Who is asked, as the error sentence names it: `OpenSearch at https://…`. */
  readonly source: string;
  readonly url: URL;
  readonly method?: 'GET' | 'HEAD' | 'POST';
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
}

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
    if (signal.aborted) throw new SourceError(`${source} did not answer in time`, { cause });
    throw new SourceError(`${source} ${explainConnectionError(cause, url.host)}`, { cause });
  }
}

function send({ url, method = 'GET', headers = {}, body, ca, signal }: HttpQuestion): Promise<IncomingMessage> {
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
    outgoing
      .on('response', resolve)
      .on('error', reject)
      .on('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })))
      .end(body);
  });
}

/** To read some 250 certificates takes 11 ms, which would be spent on every request. */
const contexts = new WeakMap<readonly string[], SecureContext>();

function trusting(ca: readonly string[]): SecureContext {
  const context = contexts.get(ca) ?? createSecureContext({ ca: [...ca] });
  contexts.set(ca, context);
  return context;
}

async function readBody(response: IncomingMessage, { source, limitMebibytes = 1 }: HttpQuestion): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limitMebibytes * mebibyte) {
      response.destroy();
      throw new SourceError(`${source} answered with more than ${limitMebibytes} MiB`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
