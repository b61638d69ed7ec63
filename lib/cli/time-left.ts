import { day, hour } from '../domain/duration.ts';

const minute = 60_000;

/** `2 d 3 h`, `3 h 12 min`, `12 min`, `45 s`: as exactly as people plan by it. Nothing is left of a time that is over. */
export function timeLeft(until: string, now: Date): string {
  const left = Math.max(0, new Date(until).getTime() - now.getTime());
  if (left >= day) return both(Math.floor(left / day), 'd', Math.floor((left % day) / hour), 'h');
  if (left >= hour) return both(Math.floor(left / hour), 'h', Math.floor((left % hour) / minute), 'min');
  return left >= minute ? `${Math.floor(left / minute)} min` : `${Math.floor(left / 1000)} s`;
}

function both(first: number, firstUnit: string, second: number, secondUnit: string): string {
  return second === 0 ? `${first} ${firstUnit}` : `${first} ${firstUnit} ${second} ${secondUnit}`;
}
