import { isRecord } from './is-record.ts';
import { jsonOf } from './json.ts';
import type { Secret } from './secret.ts';
import type { SecretLocation } from './secret-location.ts';
import { SourceError } from './source-error.ts';

/** Where a secret is kept, in words: `key token of secret shop/github`. */
export function placeOfSecret({ secret, key }: SecretLocation): string {
  return key === undefined ? `secret ${secret}` : `key ${key} of secret ${secret}`;
}

/**
 * The text that is kept at a location.
 * @param whole what Secrets Manager has under the location's id.
 * @returns undefined where there is no such secret, or no such key in it.
 * @throws SourceError when the secret has no keys, or the key holds no text; never quoting it.
 */
export function secretText(location: SecretLocation, whole: Secret | undefined): string | undefined {
  if (whole === undefined || location.key === undefined) return whole?.reveal();
  const form = jsonOf(whole.reveal());
  if (!isRecord(form)) throw new SourceError(`secret ${location.secret} of Secrets Manager is not a JSON object`);
  const value = Object.hasOwn(form, location.key) ? form[location.key] : undefined;
  if (value === undefined) return undefined;
  // RDS writes its port as a number; a variable of the environment is a text in any case.
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new SourceError(`${placeOfSecret(location)} is not a text`);
}
