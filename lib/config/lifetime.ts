import * as z from 'zod/mini';
import { listed } from '../domain/listed.ts';

const units = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** `30s`, `15m`, `4h`, `14d`. */
export type Lifetime = `${number}${keyof typeof units}`;
/** `3d`, `90d`. */
export type Days = `${number}d`;

/** A length of time as people write it, in seconds once parsed. @param most the longest that is accepted. */
export function lifetime(most: Lifetime) {
  const given = accepted<Lifetime>(most, /^[1-9]\d{0,5}[smhd]$/, 'length of time', examplesUpTo(most));
  return z.pipe(
    given,
    z.transform((text: Lifetime) => secondsIn(text)),
  );
}

/** A number of whole days as people write it, a number once parsed. @param most the longest that is accepted. */
export function days(most: Days) {
  const given = accepted<Days>(most, /^[1-9]\d{0,5}d$/, 'number of days', '3d');
  return z.pipe(
    given,
    z.transform((text: Days) => secondsIn(text) / units.d),
  );
}

function accepted<T extends Lifetime>(most: T, form: RegExp, what: string, example: string) {
  const longest = secondsIn(most);
  return z
    .custom<T>(
      (value) => typeof value === 'string' && form.test(value) && secondsIn(value) <= longest,
      `must be a ${what} up to ${most}, for example ${example}`,
    )
    .register(z.globalRegistry, { description: `${what} up to \`${most}\`, such as ${example}` });
}

const examples = ['30m', '4h', '2d'];

function examplesUpTo(most: Lifetime): string {
  const fitting = examples.filter((one) => secondsIn(one) <= secondsIn(most));
  return fitting.length === 0 ? '10s' : listed(fitting, 'or');
}

function secondsIn(text: string): number {
  return Number(text.slice(0, -1)) * units[text.slice(-1) as keyof typeof units];
}
