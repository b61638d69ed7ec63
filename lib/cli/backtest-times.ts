/** In milliseconds. */
export const minuteMs = 60_000;
export const dayMs = 24 * 60 * minuteMs;

/** From the first millisecond to the last one but one, since 1970. */
export interface Between {
  readonly fromMs: number;
  readonly toMs: number;
}

const momentForm = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?$/;

/** A date, or a time, as ISO 8601 has it; UTC where no zone is given. In milliseconds since 1970. */
export function momentMs(text: string): number | undefined {
  const [, day = '', time = '00:00', seconds = ':00', zone = 'Z'] = momentForm.exec(text) ?? [];
  const ms = Date.parse(`${day}T${time}${seconds}${zone}`);
  // A day that a month does not have must not become one of the next month.
  const isDay = new Date(Date.parse(`${day}T00:00:00Z`) || 0).toISOString().startsWith(day);
  return day === '' || Number.isNaN(ms) || !isDay ? undefined : ms;
}

export const momentExample = '2026-10-01 or 2026-10-01T06:30Z';

const units = { s: 1, m: 60, h: 3600 } as const;

/** `90s`, `5m`, `1h` in seconds. */
export function durationSeconds(text: string): number | undefined {
  const [, digits = '', unit = ''] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  return digits === '' ? undefined : Number(digits) * units[unit as keyof typeof units];
}

/** `2026-10-01T06:30Z` */
export const minuteWords = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16)}Z`;

/** The minute that it lies in. */
export const wholeMinute = (ms: number): number => Math.floor(ms / minuteMs) * minuteMs;
