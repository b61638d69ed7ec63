/**
 * Versions as apps and their servers write them: one to four numbers, and perhaps a pre-release: `3.2`, `v3.2.0`, `3.2.0-beta.1`,
 * `3.2.0.1204`. What follows a plus sign says how it was built, and decides nothing.
 */
const form =
  /^v?(?<numbers>\d{1,18}(?:\.\d{1,18}){0,3})(?:-(?<preRelease>[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*))?(?:\+[\dA-Za-z.-]+)?$/;
const longest = 100;

/** Whether a text is a version that can be compared. */
export function isAppVersion(text: string): boolean {
  return text.length <= longest && form.test(text);
}

/**
 * Which of two versions is older: negative for the first, positive for the second, 0 where neither is. A number that is not written
 * is 0; a pre-release is older than its release ("Precedence", item 11 of Semantic Versioning 2.0.0).
 * @throws TypeError for a text that is no version: ask `isAppVersion` first.
 */
export function compareAppVersions(one: string, other: string): number {
  const a = partsOf(one);
  const b = partsOf(other);
  for (let index = 0; index < 4; index += 1) {
    const order = compareNumbers(a.numbers[index] ?? '0', b.numbers[index] ?? '0');
    if (order !== 0) return order;
  }
  return comparePreReleases(a.preRelease, b.preRelease);
}

function partsOf(text: string): { readonly numbers: readonly string[]; readonly preRelease: readonly string[] } {
  const { numbers, preRelease } = (isAppVersion(text) ? form.exec(text)?.groups : undefined) ?? {};
  if (numbers === undefined) throw new TypeError(`not a version: ${text}`);
  return { numbers: numbers.split('.'), preRelease: preRelease?.split('.') ?? [] };
}

function comparePreReleases(one: readonly string[], other: readonly string[]): number {
  if (one.length === 0 || other.length === 0) return other.length - one.length;
  for (const [index, part] of one.entries()) {
    const against = other[index];
    if (against === undefined) return 1;
    const order = compareIdentifiers(part, against);
    if (order !== 0) return order;
  }
  return one.length - other.length;
}

/** Numbers are older than words; words go by their ASCII codes. */
function compareIdentifiers(one: string, other: string): number {
  const [isNumber, otherIsNumber] = [/^\d+$/.test(one), /^\d+$/.test(other)];
  if (isNumber && otherIsNumber) return compareNumbers(one, other);
  if (isNumber !== otherIsNumber) return isNumber ? -1 : 1;
  return one === other ? 0 : one < other ? -1 : 1;
}

/** Of any length: date-based build numbers are longer than a number of JavaScript is exact. */
function compareNumbers(one: string, other: string): number {
  const [a, b] = [BigInt(one), BigInt(other)];
  return a === b ? 0 : a < b ? -1 : 1;
}
