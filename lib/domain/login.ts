import * as z from 'zod/mini';
import { jsonQuery } from './json-query.ts';
import { probeUrl } from './probe.ts';
import { isFreeHeader, probeHeaders } from './probe-headers.ts';

/** How a user logs in. Every address is the configuration's: nothing that a page or an answer says chooses another host. */

const name = z.string().check(z.minLength(1), z.maxLength(100));

/** The names under which the two are sent. */
const fields = z._default(
  z.strictObject({ username: z._default(name, 'email'), password: z._default(name, 'password') }).check(
    z.refine(({ username, password }) => username !== password, {
      message: 'must be two names: under one of them alone the other would be sent',
      path: ['password'],
    }),
  ),
  { username: 'email', password: 'password' },
);

/** "cookie-name" of RFC 6265, section 4.1.1. */
const cookieName = z
  .string()
  .check(z.regex(/^[!#$%&'*+.^_`|~\dA-Za-z-]{1,100}$/, 'must be the name of a cookie, for example session'));

const headerName = z.string().check(
  z.regex(/^[!#$%&'*+.^_`|~\dA-Za-z-]{1,100}$/, 'must be the name of a header, for example x-csrf-token'),
  // What a page holds must not say to whom a request goes.
  z.refine(
    (header) => isFreeHeader(header) && header.toLowerCase() !== 'cookie',
    'must be the header that takes the token, for example x-csrf-token: this one says something else',
  ),
);

/** Where the page holds its token against forged requests. Hidden fields are sent back in any case. */
const csrf = z
  .strictObject({
    /** A field of the form, which must not be empty. */
    field: z.optional(name),
    /** `<meta name="…" content="…">` of the page, sent in `header`. */
    meta: z.optional(name),
    header: z.optional(headerName),
  })
  .check(
    z.refine(
      ({ field, meta, header }) =>
        (field === undefined) !== (meta === undefined) && (meta === undefined) === (header === undefined),
      "must be { field: '_csrf' } or { meta: 'csrf-token', header: 'x-csrf-token' }",
    ),
  );

/** A page with a form, as a browser without scripts sends it. */
export const formLogin = z.strictObject({
  page: probeUrl,
  fields,
  /** What else a person fills in: `{ remember: 'on' }`. */
  extra: z._default(z.record(name, z.string().check(z.maxLength(1000))), {}),
  csrf: z.optional(csrf),
  /** Where the form is sent. @default - where the page says, on an origin that the configuration names */
  action: z.optional(probeUrl),
  /** Of the request for the page, and of all that follow until the user is logged in. */
  headers: z._default(probeHeaders, {}),
  /** The cookie that holds the session. @default - any */
  cookie: z.optional(cookieName),
});
export type FormLogin = z.output<typeof formLogin>;

/** A JSON object by POST, as an app or a page's script sends it. */
export const jsonLogin = z
  .strictObject({
    url: probeUrl,
    fields,
    /** What else the object holds: `{ device: 'preflight' }`. */
    extra: z._default(z.record(name, z.union([z.string().check(z.maxLength(1000)), z.number(), z.boolean()])), {}),
    headers: z._default(probeHeaders, {}),
    /** Where the answer holds the token that later requests bear (`Authorization: Bearer …`). @default - cookies hold the session */
    token: z.optional(jsonQuery),
    /** The cookie that holds the session. @default - any */
    cookie: z.optional(cookieName),
  })
  .check(
    z.refine(({ token, cookie }) => token === undefined || cookie === undefined, {
      message: 'must be left out: the token that is named holds the session',
      path: ['cookie'],
    }),
  );
export type JsonLogin = z.output<typeof jsonLogin>;

export type Login = { readonly form: FormLogin } | { readonly json: JsonLogin };
