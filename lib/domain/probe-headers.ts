import * as z from 'zod/mini';
import { secretLocation } from './secret-location.ts';

/** A header's value that is secret: all of it, or what follows a prefix such as `Bearer `. */
const secretValue = z.extend(secretLocation, {
  prefix: z.optional(
    z.string().check(z.minLength(1), z.maxLength(100), z.regex(/^[\x20-\x7E]+$/, 'must be plain text')),
  ),
});
const headerValue = z.union([z.string(), secretValue]);
export type HeaderValue = z.output<typeof headerValue>;

/** "token" of RFC 9110, section 5.6.2. */
const headerName = /^[!#$%&'*+.^_`|~\dA-Za-z-]{1,100}$/;
/** Visible characters with blanks between them: nothing that could begin another header (RFC 9110, section 5.5). */
const plainValue = /^(?:[\x21-\x7E](?:[\x20-\x7E\t]*[\x21-\x7E])?)?$/;
const longestValue = 4096;
const mostHeaders = 30;

/** Whether a text can be the value of a header. */
export function isHeaderText(text: string): boolean {
  return text.length <= longestValue && plainValue.test(text);
}

/** Those that say to whom a request goes, where it ends, how it is packed, and what becomes of its connection. */
const clientsOwn = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Headers of a request that the configuration writes. Names count as the same in upper and lower case. */
export const probeHeaders = z.record(z.string(), headerValue).check(
  z.check(({ value: headers, issues }) => {
    const names = Object.keys(headers);
    // No input: what was written may be a secret.
    const tell = (path: string[], message: string) =>
      issues.push({ code: 'custom', input: undefined, path, message, continue: true });
    if (names.length > mostHeaders) tell([], `must be at most ${mostHeaders} headers, not ${names.length}`);
    for (const [at, name] of names.entries()) {
      const isRepeated = names.slice(0, at).some((one) => one.toLowerCase() === name.toLowerCase());
      const problem = isRepeated ? 'is there twice; write it once' : problemOf(name, headers[name]);
      if (problem !== undefined) tell([name], problem);
    }
  }),
);

/** Whether a header of this name may be sent beside those that the client writes itself, with a value that is no secret. */
export function isFreeHeader(name: string): boolean {
  return problemOf(name, '1') === undefined;
}

function problemOf(name: string, value: HeaderValue | undefined): string | undefined {
  if (!headerName.test(name)) return 'must be the name of a header, for example x-app-version';
  if (clientsOwn.has(name.toLowerCase()) || /^sec-websocket-/i.test(name))
    return 'must be left out: the HTTP client writes this header itself';
  if (typeof value !== 'string') return undefined;
  if (!isHeaderText(value))
    return `must be one line of plain ASCII text without blanks around it, of at most ${longestValue} characters`;
  // A configuration lies in a repository, and beside the code of its functions.
  if (name.toLowerCase() === 'authorization')
    return "must not stand in the configuration: write { ...secret('name', 'key'), prefix: 'Bearer ' }, or secret('name')";
  return undefined;
}
