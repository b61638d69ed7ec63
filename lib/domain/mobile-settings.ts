import * as z from 'zod/mini';
import { isAppVersion } from './app-version.ts';
import { isLoopback } from './endpoint.ts';
import { jsonQuery } from './json-query.ts';
import { outsideProbe } from './outside-probe.ts';
import { emptyAnswer, probeUrl } from './probe.ts';
import { isFreeHeader, probeHeaders } from './probe-headers.ts';

const appVersion = z
  .string()
  .check(z.refine(isAppVersion, 'must be a version of one to four numbers, for example 3.2.0'));

const token = /^[!#$%&'*+.^_`|~\dA-Za-z-]{1,100}$/;

const webSocketUrl = z
  .string()
  .check(
    z.maxLength(2000),
    z.refine(
      isWebSocketUrl,
      'must be a wss address without user and fragment, for example wss://shop.example.com/live (ws only for this machine)',
    ),
  );

export const mobileSettings = z
  .strictObject({
    /** As the app asks: with its User-Agent, its version and its platform in `headers`. */
    api: outsideProbe,
    /** The oldest version that is still supported: with it in this header the API must answer just as well. */
    oldestVersion: z.optional(
      z.strictObject({
        header: z
          .string()
          .check(
            z.regex(token, 'must be the name of a header, for example x-app-version'),
            z.refine(isFreeHeader, 'must be the header with which the app says its version, for example x-app-version'),
          ),
        value: z
          .string()
          .check(z.minLength(1), z.maxLength(200), z.regex(/^[\x21-\x7E]+$/, 'must be plain text without blanks')),
      }),
    ),
    /** The oldest version that the server says it takes. */
    minimumVersion: z.optional(
      z.strictObject({
        /** Asked with the headers of `api`. @default - the answer of `api` says it */
        url: z.optional(probeUrl),
        /** Where the answer's JSON holds it. */
        query: jsonQuery,
        /** The oldest version that is still supported: the server must not want a newer one. */
        mustBeAtMost: appVersion,
      }),
    ),
    webSocket: z.optional(
      z.strictObject({
        url: webSocketUrl,
        headers: z._default(probeHeaders, {}),
        /** Subprotocols, of which the server must take one. */
        protocols: z._default(
          z
            .array(z.string().check(z.regex(token, 'must be the name of a subprotocol, for example graphql-ws')))
            .check(z.maxLength(10)),
          [],
        ),
      }),
    ),
  })
  .check(
    z.check(({ value: { api, minimumVersion }, issues }) => {
      const empty = emptyAnswer(api);
      if (empty === undefined || minimumVersion === undefined || minimumVersion.url !== undefined) return;
      const message = `is missing: ${empty} has no body that could say the version; write an address that does`;
      issues.push({ code: 'custom', input: undefined, path: ['minimumVersion', 'url'], message, continue: true });
    }),
  );
export type MobileSettings = z.output<typeof mobileSettings>;

function isWebSocketUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || `${url.username}${url.password}${url.hash}` !== '') return false;
  return url.protocol === 'wss:' || (url.protocol === 'ws:' && isLoopback(url.hostname));
}
