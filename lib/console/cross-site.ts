import type { HttpEvent } from './http-event.ts';
import { type Refused, refused } from './refusal.ts';

/**
 * Whether a browser says that another page sent the request. A token in a header keeps such requests out already, since no
 * browser adds it by itself; what says so is refused all the same.
 */
export function crossSiteRefusal({ headers }: HttpEvent, consoleUrl: string): Refused | undefined {
  const site = headers?.['sec-fetch-site'];
  const origin = headers?.['origin'];
  const isOwn = (site ?? 'same-origin') === 'same-origin' && (origin ?? originOf(consoleUrl)) === originOf(consoleUrl);
  return isOwn ? undefined : refused('forbidden', 'decisions are taken from the console itself, not from another page');
}

const originOf = (url: string): string => new URL(url).origin;
