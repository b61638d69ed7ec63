/** In milliseconds. */
export const hour = 3_600_000;
export const day = 24 * hour;

/** The day of a moment in UTC: `2026-12-01`. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

export function daysInWords(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}
