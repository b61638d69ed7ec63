import { isLoopback } from './endpoint.ts';

/** One cookie, as RFC 6265 (section 5.3) stores it, as far as one short session needs. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  /** Whether only the very host gets it that set it. */
  readonly hostOnly: boolean;
  readonly path: string;
  /** Whether it goes over TLS alone (and to this machine). */
  readonly secure: boolean;
  /** Milliseconds since 1970; absent where it lasts as long as the session. */
  readonly expires?: number;
}

/** "Limits" of RFC 6265 (section 6.1): what browsers keep at least, and most keep no longer ones. */
const mostCookies = 50;
const longestCookie = 4096;

/**
 * The cookies with those that an answer sets; what a browser would refuse is left out.
 * @param lines each `Set-Cookie` header.
 * @param url whose answer it is.
 */
export function keepCookies(jar: readonly Cookie[], lines: readonly string[], url: URL, now: Date): readonly Cookie[] {
  let kept = jar;
  for (const line of lines) {
    const cookie = readCookie(line, url, now);
    if (cookie === undefined) continue;
    const others = kept.filter((one) => !isSame(one, cookie));
    kept = isGone(cookie, now) ? others : [...others, cookie].slice(-mostCookies);
  }
  return kept;
}

/** The cookies that a request to this address carries, those of the longest path first. */
export function cookiesFor(jar: readonly Cookie[], url: URL, now: Date): readonly Cookie[] {
  return jar
    .filter((one) => !isGone(one, now) && isFor(one, url))
    .toSorted((one, other) => other.path.length - one.path.length);
}

/** The value of a `Cookie` header; undefined for none. */
export function cookieHeader(cookies: readonly Cookie[]): string | undefined {
  return cookies.length === 0 ? undefined : cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}

function isSame(one: Cookie, other: Cookie): boolean {
  return one.name === other.name && one.domain === other.domain && one.path === other.path;
}

function isGone({ expires }: Cookie, now: Date): boolean {
  return expires !== undefined && expires <= now.getTime();
}

function isFor({ domain, hostOnly, path, secure }: Cookie, url: URL): boolean {
  if (secure && !isSafe(url)) return false;
  return (hostOnly ? url.hostname === domain : isUnder(url.hostname, domain)) && matchesPath(url.pathname, path);
}

function readCookie(line: string, url: URL, now: Date): Cookie | undefined {
  // Characters that control, and more than browsers keep: they refuse the whole cookie.
  if (line.length > 2 * longestCookie || /(?!\t)\p{Cc}/u.test(line)) return undefined;
  const [pair = '', ...rest] = line.split(';');
  const at = pair.indexOf('=');
  const [name, value] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
  if (at < 0 || name === '' || name.length + value.length > longestCookie) return undefined;
  const attributes = readAttributes(rest);
  const domain = domainOf(attributes.get('domain') ?? '', url.hostname);
  if (domain === undefined) return undefined;
  const expires = expiryOf(attributes, now);
  const cookie: Cookie = {
    name,
    value,
    ...domain,
    path: pathOf(attributes.get('path') ?? '', url.pathname),
    secure: attributes.has('secure'),
    ...(expires === undefined ? {} : { expires }),
  };
  return isAllowed(cookie, url) ? cookie : undefined;
}

/** By lower-case name; the last of several counts. */
function readAttributes(parts: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    parts.map((part) => {
      const [name = '', ...value] = part.split('=');
      return [name.trim().toLowerCase(), value.join('=').trim()];
    }),
  );
}

/** undefined where the host may set no cookie for that domain. */
function domainOf(written: string, host: string): Pick<Cookie, 'domain' | 'hostOnly'> | undefined {
  const domain = written.replace(/^\./, '').toLowerCase();
  if (domain === '' || domain === host) return { domain: host, hostOnly: domain === '' || isAddress(host) };
  // A name without a dot is a top-level domain, for which browsers keep no cookies.
  return isUnder(host, domain) && domain.includes('.') ? { domain, hostOnly: false } : undefined;
}

function isUnder(host: string, domain: string): boolean {
  return host === domain || (host.endsWith(`.${domain}`) && !isAddress(host));
}

/** Of IPv4 or IPv6, as URLs write them. */
function isAddress(host: string): boolean {
  return host.startsWith('[') || /^[\d.]+$/.test(host);
}

/** "default-path" of RFC 6265 (section 5.1.4) where none is written. */
function pathOf(written: string, asked: string): string {
  if (written.startsWith('/')) return written;
  return asked.slice(0, Math.max(1, asked.lastIndexOf('/')));
}

function matchesPath(asked: string, path: string): boolean {
  return asked === path || asked.startsWith(path.endsWith('/') ? path : `${path}/`);
}

function expiryOf(attributes: ReadonlyMap<string, string>, now: Date): number | undefined {
  const maxAge = attributes.get('max-age') ?? '';
  if (/^-?\d+$/.test(maxAge)) return Number(maxAge) <= 0 ? 0 : now.getTime() + Number(maxAge) * 1000;
  const expires = Date.parse(attributes.get('expires') ?? '');
  return Number.isNaN(expires) ? undefined : expires;
}

/** Only over TLS a server may set what goes over TLS, and browsers take this machine for safe ("Secure Contexts", W3C). */
function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || isLoopback(hostname);
}

/** "Cookie Name Prefixes" of RFC 6265bis (section 4.1.3). */
function isAllowed({ name, secure, hostOnly, path }: Cookie, url: URL): boolean {
  if (secure && !isSafe(url)) return false;
  if (/^__secure-/i.test(name)) return secure;
  return !/^__host-/i.test(name) || (secure && hostOnly && path === '/');
}
