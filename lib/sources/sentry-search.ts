import { SourceError } from '../domain/source-error.ts';

/**
 * `key:"value"` of Sentry's search ("Search" in Sentry's documentation), so that the value counts letter by letter: a quotation mark
 * would end it, and an asterisk stands for anything, also within quotation marks.
 * @throws SourceError for what Sentry does not take for a name, or for something else: no such value finds what it should.
 */
export function searchTerm(key: 'release' | 'firstRelease', value: string): string {
  // "Releases" in Sentry's documentation: no line breaks, tabs, slashes and backslashes. `latest` is whichever is the newest.
  if (/^(?:\s*|\.{1,2}|latest)$|[\p{Cc}/\\]/u.test(value) || value.length > 200)
    throw new SourceError(`Sentry is not asked: it takes no release of the name ${JSON.stringify(value.slice(0, 80))}`);
  return `${key}:"${value.replaceAll(/["*]/g, '\\$&')}"`;
}

/** As Sentry's API reads it, in UTC: `2026-11-23T11:00:00`. Sentry keeps the times of errors in whole seconds. */
export function secondOf(moment: Date): string {
  return moment.toISOString().slice(0, 19);
}
