import * as z from 'zod/mini';
import { isLoopback } from './endpoint.ts';
import { jsonQuery } from './json-query.ts';
import { probeHeaders } from './probe-headers.ts';

/** Where a probe asks: an address of the configuration alone, so that nothing at run time chooses a host. */
export const probeUrl = z
  .string()
  .check(
    z.maxLength(2000),
    z.refine(
      isProbeUrl,
      'must be an https address without user and fragment, for example https://shop.example.com/health (http only for this machine)',
    ),
  );

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
/** "General definitions" of RFC 9110, section 9.3: of the others a body means nothing, and some servers refuse it. */
const withBody: readonly string[] = ['POST', 'PUT', 'PATCH'];

/** Sections 15.3.5, 15.3.6 and 15.4.5 of RFC 9110. */
const withoutBody: readonly number[] = [204, 205, 304];

/** 1xx is never the answer to a request (RFC 9110, section 15.2). */
const statusCode = z.int().check(z.minimum(200), z.maximum(599));

/** What a value in the answer's JSON must be. */
const jsonValue = z.union([z.string().check(z.maxLength(1000)), z.number(), z.boolean(), z.null()]);

/** One HTTP request as a user's program makes it, and what the answer must be. */
export const probeSchema = z
  .strictObject({
    /** What people call it: `search`. @default - method and path */
    name: z.optional(
      z.string().check(z.minLength(1), z.maxLength(60), z.regex(/^\P{Cc}+$/u, 'must be one line of text')),
    ),
    url: probeUrl,
    method: z._default(z.enum(methods), 'GET'),
    /** A value is a text, or a secret: `{ secret: 'shop/probe', key: 'token', prefix: 'Bearer ' }`. */
    headers: z._default(probeHeaders, {}),
    /** 64 KiB at most. */
    body: z.optional(z.string().check(z.maxLength(64 * 1024))),
    /** Status codes that are right, 200 to 599. */
    status: z._default(z.union([statusCode, z.array(statusCode).check(z.minLength(1), z.maxLength(20))]), 200),
    /** A text that the answer's body must contain. */
    text: z.optional(z.string().check(z.minLength(1), z.maxLength(1000))),
    /** Values in the answer's JSON, by singular JSONPath queries (RFC 9535): `{ '$.status': 'ok' }`. */
    json: z.optional(
      z
        .record(jsonQuery, jsonValue)
        .check(
          z.refine(
            (queries) => Object.keys(queries).length > 0 && Object.keys(queries).length <= 20,
            "must name 1 to 20 values, for example { '$.status': 'ok' }",
          ),
        ),
    ),
    /** Slower than this is wrong, in milliseconds, from the request to the whole answer. */
    withinMs: z.optional(z.int().check(z.minimum(1), z.maximum(60_000))),
    /** Whether only the application's own network reaches it: then all of the group is asked from there. */
    inNetwork: z.optional(z.literal(true)),
  })
  .check(
    z.check(({ value: { method, body, status, text, json }, issues }) => {
      const tell = (key: string, message: string) =>
        issues.push({ code: 'custom', input: undefined, path: [key], message, continue: true });
      if (body !== undefined && !withBody.includes(method))
        tell('body', `must be left out: ${method} has no body; name the method, POST, PUT or PATCH`);
      const empty = emptyAnswer({ method, status });
      if (empty === undefined) return;
      for (const [key, expected] of Object.entries({ text, json }))
        if (expected !== undefined) tell(key, `must be left out: ${empty} has no body`);
    }),
  );
export type Probe = z.output<typeof probeSchema>;

/** In words, a right answer of the probe that has no body; undefined where each has one. */
export function emptyAnswer({ method, status }: Pick<Probe, 'method' | 'status'>): string | undefined {
  if (method === 'HEAD') return 'an answer to HEAD';
  const empty = [status].flat().find((one) => withoutBody.includes(one));
  return empty === undefined ? undefined : `an answer with HTTP ${empty}`;
}

/** As reports and evidence name it: without the query, which may carry a token. */
export function probeName({ name, method, url }: Pick<Probe, 'name' | 'method' | 'url'>): string {
  return name ?? `${method} ${new URL(url).pathname}`;
}

/** A name that several of the probes have; nobody could tell them apart. */
export function nameOfSeveral(probes: readonly Pick<Probe, 'name' | 'method' | 'url'>[]): string | undefined {
  const names = probes.map(probeName);
  return names.find((name, index) => names.indexOf(name) < index);
}

/** Secrets of Secrets Manager that the probes' headers are made of, each once. */
export function secretsOfProbes(probes: readonly Pick<Probe, 'headers'>[]): string[] {
  const values = probes.flatMap(({ headers }) => Object.values(headers));
  return [...new Set(values.flatMap((value) => (typeof value === 'string' ? [] : [value.secret])))];
}

function isProbeUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || `${url.username}${url.password}${url.hash}` !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}
