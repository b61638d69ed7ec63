/** Parts of host names that tell of a system that is not production. */
export const defaultStagingMarkers = ['staging', 'stage', 'stg', 'dev', 'test'] as const;

export type InternalAddress = 'a localhost address' | 'a staging address';

export interface AddressQuestion {
  readonly value: string;
  /** The variable's name: with one like `DB_HOST`, a single word is an address too. */
  readonly name: string;
  readonly stagingMarkers: readonly string[];
}

/** The address in a URL, a connection string, a host or a list of hosts that production must not use. */
export function internalAddressIn(question: AddressQuestion): InternalAddress | undefined {
  const hosts = hostsIn(question).map(normalize);
  if (hosts.some(isLocal)) return 'a localhost address';
  return hosts.some((host) => isStaging(host, question.stagingMarkers)) ? 'a staging address' : undefined;
}

const addressName = /(?:HOST|HOSTNAME|ADDR|ADDRESS|ADDRESSES|ENDPOINT|SERVER|BROKER|NODE|DOMAIN)S?$/i;

const keyedHost =
  /(?<![\w-])(?:host|hostname|hostaddr|server|servername|data source|addr|address|endpoint)["']?\s{0,9}[=:]\s{0,9}["']?(?:tcp:)?([^\s;"'()&{}]+)/gi;

function hostsIn({ value, name }: AddressQuestion): string[] {
  const text = value.trim();
  const authorities = [
    // scheme://user:password@host1:1,host2:2/path, also where the password holds a slash
    // (looked behind for, so that the colon of a second URL after a comma is not used up by the first)
    ...matches(text, /(?<=:\/\/)([^\s/?#"'<>|]*)/g),
    ...(text.includes('://') ? matches(text, /@([^\s/?#@"'<>]+)/g) : []),
    // user:password@tcp(host:port)/name, as Go's MySQL driver writes it
    ...matches(text, /\b(?:tcp|tcp6)\(([^()\s]+)\)/g),
    // host=… port=…; mysql:host=…; ?host=…; (HOST=…); Server=tcp:…,1433; {"host": "…"}
    ...matches(text, keyedHost),
    ...matches(text, /^[^\s@:/]+@(localhost|[a-z0-9.-]+\.[a-z]{2,})$/gi),
  ];
  return [...authorities.flatMap(splitAuthority), ...bareHosts(text, addressName.test(name))];
}

function splitAuthority(authority: string): string[] {
  return authority
    .slice(authority.lastIndexOf('@') + 1)
    .split(',')
    .map(withoutPort);
}

/** `db.internal:5432`, `[::1]:80`, `localhost`, or several of them; numbers and versions such as `0.5` are none. */
function bareHosts(text: string, single: boolean): string[] {
  const items = text.split(/[\s,;|[\]]+/).map((item) => item.replace(/^["']|["']$/g, ''));
  return items.filter((item) => isBareHost(item, single)).map(withoutPort);
}

function isBareHost(item: string, single: boolean): boolean {
  if (/^(?:\[[0-9a-f:.]+\](?::\d{1,5})?|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:\d{1,3}\.){0,3}\d{0,3})$/i.test(item))
    return true;
  if (/^\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?(?:\/\S*)?$/.test(item)) return true;
  if (/^localhost\.?(?:[:/]\S*)?$/i.test(item)) return true;
  const host = /^(?<name>(?=[^:/]*[a-z])[a-z0-9_.-]+)(?<port>:\d{1,5})?(?:\/\S*)?$/i.exec(item)?.groups;
  return (
    host !== undefined && (single || host['port'] !== undefined || /\.[a-z][a-z0-9-]+\.?$/i.test(host['name'] ?? ''))
  );
}

function withoutPort(host: string): string {
  const bracketed = /^\[([^\]]*)\]/.exec(host)?.[1];
  if (bracketed !== undefined) return `[${bracketed}]`;
  if (host.split(':').length > 2) return `[${host}]`;
  return host.replace(/[:/].*$/, '');
}

/** As a URL's parser writes hosts: lower case, `127.1` and `0x7f000001` as four numbers, IPv6 at its shortest. */
function normalize(host: string): string {
  const url = URL.parse(`http://${host}/`);
  return (url?.hostname ?? host).toLowerCase().replace(/\.$/, '');
}

function isLocal(host: string): boolean {
  return (
    /^(?:.+\.)?localhost(?:\.localdomain)?$/.test(host) ||
    ['host.docker.internal', 'ip6-localhost', '0.0.0.0', '[::]', '[::1]'].includes(host) ||
    /^127(?:\.\d+){3}$/.test(host) ||
    // IPv4 loopback within IPv6, as the parser shortens it
    /^\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\]$/.test(host)
  );
}

/** A label, or a part of it between hyphens: `staging.shop.example`, `shop-stg-2.example`. `.dev` is an ordinary ending. */
function isStaging(host: string, markers: readonly string[]): boolean {
  if (host.startsWith('[') || /^[\d.]+$/.test(host)) return false;
  const labels = host.split('.');
  const ending = labels.length > 1 ? labels.pop() : undefined;
  const parts = labels.flatMap((label) => label.split(/[-_]/)).map((part) => part.replace(/\d+$/, ''));
  const marked = markers.map((marker) => marker.toLowerCase());
  // RFC 2606 keeps `.test` for tests.
  return parts.some((part) => marked.includes(part)) || (ending === 'test' && marked.includes('test'));
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '');
}
