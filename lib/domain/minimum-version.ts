import { compareAppVersions, isAppVersion } from './app-version.ts';
import { type Finding, fail, pass } from './check-result.ts';
import { cutText } from './evidence.ts';
import { jsonOf } from './json.ts';
import { valueAt } from './json-query.ts';
import { onOneLine } from './one-line.ts';
import { redact } from './secret.ts';

/** Whether a server still takes the oldest app that is supported, by what it says itself: the same version is right, a newer one is not. */
export function judgeMinimumVersion(
  body: string,
  { query, mustBeAtMost }: { readonly query: string; readonly mustBeAtMost: string },
  where: string,
): Finding {
  const { value } = valueAt(jsonOf(body.replace(/^\u{FEFF}/u, '')), query) ?? {};
  // A whole number is a version, too; of another one JSON has lost the zeros at its end.
  const version = Number.isSafeInteger(value) ? String(value) : value;
  const expected = `at most ${mustBeAtMost} at ${query}`;
  if (typeof version !== 'string' || !isAppVersion(version)) {
    const observed = observedOf(value);
    return fail(`the minimum version of the app is not said: ${query} is ${observed}`, [{ where, observed, expected }]);
  }
  const evidence = [{ where, observed: `${version} at ${query}`, expected }];
  if (compareAppVersions(version, mustBeAtMost) <= 0)
    return pass(`apps from version ${version} on are taken`, evidence);
  return fail(`apps older than ${version} are locked out, though ${mustBeAtMost} is still supported`, evidence);
}

function observedOf(value: unknown): string {
  if (value === undefined || value === null) return 'missing';
  if (typeof value === 'object') return 'no version';
  return `no version: ${cutText(onOneLine(redact(JSON.stringify(value))), 60)}`;
}
