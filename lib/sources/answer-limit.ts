import { SourceError } from '../domain/source-error.ts';

/**
 * The longest answers that checks ask for are 500 metrics of three hours and a page of a thousand certificates: some
 * 3 MB. Parsers take a multiple of an answer's size and block meanwhile: 50 MB of XML take 900 MB and 17 s.
 */
const answerLimitBytes = 4 * 1024 * 1024;

type Middleware = <Args, Result extends object>(
  next: (args: Args) => Promise<Result>,
) => (args: Args) => Promise<Result>;

/** What all AWS clients have in common, as far as it is used here. */
interface AwsClient {
  readonly middlewareStack: {
    add(
      middleware: Middleware,
      options: { step: 'deserialize'; priority: 'low'; name: string; override: boolean },
    ): void;
  };
}

/**
 * The client, which from now on refuses an answer of more than 4 MiB before it is parsed.
 * @param service as people know it.
 */
export function limitAnswers<Client extends AwsClient>(client: Client, service: string): Client {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { response } = result as { response?: { body?: unknown } };
      if (isStream(response?.body)) response.body = await collect(response.body, service);
      return result;
    },
    // Low: next to the handler of requests, so that the parser, of the same step, gets what was collected.
    { step: 'deserialize', priority: 'low', name: 'answerLimit', override: true },
  );
  return client;
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

async function collect(body: AsyncIterable<Uint8Array>, service: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    // Leaving the loop destroys the stream, and with it the connection.
    if (size > answerLimitBytes) throw new SourceError(`${service} answered with more than 4 MiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
