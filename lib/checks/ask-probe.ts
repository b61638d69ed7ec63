import { type Finding, fail } from '../domain/check-result.ts';
import { type ExpectedRelease, expectationOf, judgeProbe, placeOf } from '../domain/judge-probe.ts';
import { type Probe, probeName } from '../domain/probe.ts';
import { type HeaderValue, isHeaderText } from '../domain/probe-headers.ts';
import { Secret } from '../domain/secret.ts';
import { placeOfSecret, secretText } from '../domain/secret-text.ts';
import { SourceError } from '../domain/source-error.ts';
import { WebFailure } from '../domain/web-failure.ts';
import type { Sources } from '../sources/sources.ts';

/** `networkWeb` only where the probe is in the network, `web` where it is not, `secretsManager` only where its headers name a secret. */
export type ProbeSources = Pick<Sources, 'web' | 'networkWeb' | 'secretsManager'>;

/**
 * Asks once and judges, with the eyes of a user. So an answer that is not the right one is a `fail`, whatever its status; and so is an endpoint
 * that itself lets nobody in: a refused connection, a certificate that is not valid, no TLS, something that is not HTTP, a connection that it
 * closes without an answer.
 * - An answer that began and did not end by the deadline is a `fail` too: the service has it, and its users wait as we did.
 * - Silence is an `error`: from here, a service that hangs and a way that swallows packets look the same. Only where the probe says within which
 *   time the answer must be there, and the endpoint took the request and then said nothing for longer, that is what was asked, and it is a `fail`.
 * - No address, no route, no connection in time, an answer too long to read, a secret that cannot be read: an `error`.
 * @throws SourceError where it could not look.
 */
export async function askProbe(
  probe: Probe,
  sources: ProbeSources,
  signal: AbortSignal,
  expected?: ExpectedRelease,
): Promise<Finding> {
  const headers = await headersOf(probe, sources, signal);
  const { url, method, body, inNetwork } = probe;
  const way = inNetwork === true ? sources.networkWeb : sources.web;
  const request = { url: new URL(url), method, headers, ...(body === undefined ? {} : { body }) };
  try {
    return judgeProbe(probe, await way.ask(request, signal), expected);
  } catch (cause) {
    if (!(cause instanceof WebFailure) || !isAnswer(cause, probe)) throw cause;
    const observed = cause.message;
    const evidence = [{ where: placeOf(probe), observed, expected: expectationOf(probe, expected) }];
    return fail(`${probeName(probe)}: ${observed}`, evidence);
  }
}

function isAnswer({ isDefinite, kind, tookMs }: WebFailure, { withinMs }: Probe): boolean {
  return isDefinite || (kind === 'silent' && withinMs !== undefined && tookMs > withinMs);
}

/** Headers of a request, with the secrets in them. */
export async function headersOf(
  { headers }: Pick<Probe, 'headers'>,
  { secretsManager }: Pick<ProbeSources, 'secretsManager'>,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const read = new Map<string, Promise<Secret | undefined>>();
  const readOnce = (id: string): Promise<Secret | undefined> => {
    const reading = read.get(id) ?? secretsManager.read(id, signal);
    read.set(id, reading);
    return reading;
  };
  const entries = Object.entries(headers).map(async ([name, value]) => [name, await textOf(name, value, readOnce)]);
  return Object.fromEntries(await Promise.all(entries));
}

async function textOf(
  name: string,
  value: HeaderValue,
  read: (id: string) => Promise<Secret | undefined>,
): Promise<string> {
  if (typeof value === 'string') return value;
  const text = secretText(value, await read(value.secret))?.trim();
  const place = placeOfSecret(value);
  if (text === undefined) throw new SourceError(`Secrets Manager has no ${place}`);
  if (text === '') throw new SourceError(`${place} is empty`);
  if (!isHeaderText(text)) {
    throw new SourceError(`${place} cannot stand in the header ${name}: it is not one line of plain ASCII text`);
  }
  // As a Secret, so that an answer that repeats it is not shown.
  return `${value.prefix ?? ''}${new Secret(text).reveal()}`;
}
