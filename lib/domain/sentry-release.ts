import * as z from 'zod/mini';
import type { Release } from './release.ts';

/**
 * How an application names its releases to Sentry. "Releases" in Sentry's documentation: no line breaks, tabs, slashes and
 * backslashes, 200 characters at most; a commit is 29 longer than its placeholder.
 */
export const sentryRelease = z
  .string()
  .check(
    z.maxLength(100),
    z.regex(
      /^(?:[^\p{Cc}/\\{}]|\{(?:service|version|commit)\})+$/u,
      'must be a name as Sentry takes it, with {service}, {version} and {commit} for those of the release, for example {service}@{version}',
    ),
    z.regex(/\{(?:version|commit)\}/, 'must have {version} or {commit} in it, since each release has its own name'),
  );

export function sentryReleaseOf(
  template: string,
  release: Readonly<Pick<Release, 'service' | 'version' | 'commit'>>,
): string {
  return template.replaceAll(
    /\{(service|version|commit)\}/g,
    (_, key: 'service' | 'version' | 'commit') => release[key],
  );
}
