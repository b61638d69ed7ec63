/** An entry of a list of allowed origins: an https origin as browsers write it, or why it is none. */
export type ParsedOrigin =
  | { readonly origin: string; readonly problem?: never }
  | { readonly origin?: never; readonly problem: string };

/** One origin; its case, a default port and one slash at its end make no difference. */
export function parseOrigin(text: string): ParsedOrigin {
  if (text.includes('*')) return { problem: 'holds a wildcard' };
  if (text.toLowerCase() === 'null') return { problem: 'is the null origin, which any sandboxed page has' };
  if (/^http:/i.test(text)) return { problem: 'is not https' };
  const host = /^https:\/\/(?<host>[^/]+)\/?$/i.exec(text)?.groups?.['host']?.toLowerCase();
  if (host === undefined) return { problem: 'is not an https origin' };
  if (host.includes('@')) return { problem: 'holds a user name' };
  const url = URL.parse(`https://${host}`);
  // What the parser would repair, an application that compares texts would not.
  if (url?.host !== host.replace(/:443$/, '')) return { problem: 'is not an https origin' };
  return { origin: url.origin };
}

/** The entries of a list: separated by commas or white space, or a JSON array of texts. undefined for another form. */
export function parseOriginList(text: string): string[] | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('[')) return trimmed.split(/[\s,]+/).filter((entry) => entry !== '');
  try {
    const parsed: unknown = JSON.parse(trimmed);
    const isList = Array.isArray(parsed) && parsed.every((entry) => typeof entry === 'string');
    return isList ? parsed : undefined;
  } catch {
    return undefined;
  }
}
