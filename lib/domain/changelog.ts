import { outlineOf, type Section } from './markdown-outline.ts';

export interface ChangelogEntry {
  /** `empty`: a heading with no word below it. */
  readonly state: 'written' | 'empty' | 'yanked' | 'missing';
  /** What the first heading of a version names, to tell people where the file stands. */
  readonly newest: string | undefined;
}

/**
 * What a changelog says of a version. Its heading begins with the version, as in Keep a Changelog
 * (`## [1.42.0] - 2026-11-20`), as conventional-changelog and release-please write it (`# [1.42.0](https://…) (2026-11-20)`),
 * as changesets does (`## @acme/shop-api@1.42.0`), or underlined (`1.42.0 / 2026-11-20`).
 */
export function readEntry(text: string, version: string): ChangelogEntry {
  const sections = outlineOf(text);
  const wanted = version.replace(/^v(?=\d)/i, '');
  const first = sections.slice(0, mostHeadings).map(({ title }) => nameIn(title));
  const newest = first.find((name) => /^unreleased$|^v?\d+\.\d/i.test(name));
  const entries = sections.flatMap(({ title }, index) => (names(title, wanted) ? [index] : []));
  return { state: stateOf(sections, entries), newest };
}

/** Where the newest version is not among these, nobody needs to know which it is. */
const mostHeadings = 100;

function stateOf(sections: readonly Section[], entries: readonly number[]): ChangelogEntry['state'] {
  if (entries.length === 0) return 'missing';
  if (entries.some((index) => /\[yanked\]/i.test(sections[index]?.title ?? ''))) return 'yanked';
  return entries.some((index) => isWritten(sections, index)) ? 'written' : 'empty';
}

/** Whether there is a word before the next heading of the same or a higher level. */
function isWritten(sections: readonly Section[], index: number): boolean {
  const level = sections[index]?.level ?? 0;
  for (let at = index; at === index || (sections[at]?.level ?? 0) > level; at += 1) {
    if (sections[at]?.hasWords === true) return true;
  }
  return false;
}

/** Longer than any heading's version. */
const longestName = 300;

/** The first word of a heading, without what generators put around it: brackets, links, emphasis, `<small>`, escapes. */
function nameIn(title: string): string {
  const words = title
    .slice(0, longestName)
    .replaceAll(/<\/?small>|[\\*`]/g, '')
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  const [first = '', second = ''] = words;
  const word = /^(?:version|release)$/i.test(first) ? second : first;
  return word.replace(/^\[/, '').replace(/[\](),:].*$/, '');
}

/** Between the name of a package and its version. */
const separators = ['@', '@v', '-v', '/', '/v'];

function names(title: string, version: string): boolean {
  // Most headings are done with here.
  if (!title.includes(version)) return false;
  const name = nameIn(title);
  return name.replace(/^v(?=\d)/i, '') === version || separators.some((one) => name.endsWith(`${one}${version}`));
}
