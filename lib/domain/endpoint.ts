import * as z from 'zod/mini';

/** Whether a URL's `hostname` is this machine: the only place to which a secret may go without TLS. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** Base address of a service that the configuration names: `https://search.example.com`, also with a path. */
export const endpointSchema = z
  .string()
  .check(
    z.refine(
      isEndpoint,
      'must be an https address without user, query or fragment, for example https://search.example.com (http only for this machine)',
    ),
  );

function isEndpoint(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || `${url.username}${url.password}${url.search}${url.hash}` !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

/** The address of `path` below the endpoint, whether or not the endpoint ends in a slash. */
export function below(endpoint: string, path: string): URL {
  return new URL(path, endpoint.endsWith('/') ? endpoint : `${endpoint}/`);
}
