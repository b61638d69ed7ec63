/** The known name that is most like the given one; undefined where none is near. */
export function nearestName(given: string, known: readonly string[]): string | undefined {
  const [nearest] = known
    .map((name) => ({ name, distance: name.startsWith(given) && given.length > 1 ? 1 : distanceOf(given, name) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(Math.min(name.length, mostCompared) / 3)))
    .toSorted((a, b) => a.distance - b.distance);
  return nearest?.name;
}

/** Names are short: a hostile one is cut. */
const mostCompared = 64;

/** Characters to replace, add, remove or swap with their neighbour (optimal string alignment). */
function distanceOf(given: string, name: string): number {
  const [a, b] = [given.slice(0, mostCompared), name.slice(0, mostCompared)];
  const rows = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i += 1) {
    rows[i] = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY;
      rows[i]?.push(Math.min(at(i - 1, j - 1) + same, at(i - 1, j) + 1, at(i, j - 1) + 1, swap));
    }
  }
  return at(a.length, b.length);
}
