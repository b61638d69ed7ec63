import { nearestName } from '../domain/nearest-name.ts';

/** `; did you mean --env?`, or nothing where no known name is near. */
export function didYouMean(given: string, known: readonly string[]): string {
  const nearest = nearestName(given, known);
  return nearest === undefined ? '' : `; did you mean ${nearest}?`;
}
