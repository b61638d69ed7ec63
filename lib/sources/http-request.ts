import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { SourceError } from '../domain/source-error.ts';
import { explainConnectionError } from './connection-error.ts';

/** More than any answer that a check reads: a source that sends more is not answering the question. */
const bodyLimitBytes = 1024 * 1024;

export interface HttpQuestion {
  /** Who is asked, as the error sentence names it: `OpenSearch at https://…`. */
  readonly source: string;
  readonly url: URL;
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
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
 * One HTTP request. Redirects are not followed (an answer never chooses a host), bodies end at 1 MiB.
 * @throws SourceError when there is no complete answer.
 */
export async function askHttp(question: HttpQuestion): Promise<HttpAnswer> {
  const { source, url, signal } = question;
  try {
    const response = await send(question);
    return { status: response.statusCode ?? 0, headers: response.headers, body: await readBody(response, source) };
  } catch (cause) {
    if (cause instanceof SourceError) throw cause;
    if (signal.aborted) throw new SourceError(`${source} did not answer in time`, { cause });
    throw new SourceError(`${source} ${explainConnectionError(cause, url.host)}`, { cause });
  }
}

function send({ url, method = 'GET', headers = {}, ca, signal }: HttpQuestion): Promise<IncomingMessage> {
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
      ...(ca === undefined ? {} : { ca: [...ca] }),
    });
    // `on`, not `once`: a second error would have no listener and end the process. `close` without either of the others
    // is an answer that Node throws away, such as a switch to another protocol.
    outgoing
      .on('response', resolve)
      .on('error', reject)
      .on('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })))
      .end();
  });
}

async function readBody(response: IncomingMessage, source: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimitBytes) {
      response.destroy();
      throw new SourceError(`${source} answered with more than 1 MiB`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
