const encoder = new TextEncoder();

/** How long something is as JSON, in bytes: more than it takes in a table. */
export function bytesOf(value: unknown): number {
  return encoder.encode(JSON.stringify(value)).length;
}

/** The last of a list, as many as fit, and the very last in any case. @param most in bytes. */
export function newestOf<T>(list: readonly T[], most: number): readonly T[] {
  let bytes = 0;
  const first = list.findLastIndex((one) => {
    bytes += bytesOf(one);
    return bytes > most;
  });
  return list.slice(Math.min(first + 1, Math.max(0, list.length - 1)));
}
