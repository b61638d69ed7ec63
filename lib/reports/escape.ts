/** Untrusted text on its way into HTML, XML and Markdown. Evidence holds what other systems answered, so anything. */

/** A piece of HTML that may stand as it is. Only `html` makes one. */
export interface Markup {
  readonly markup: string;
}

export type Part = Markup | string | number | undefined | readonly Part[];

/** A template whose every value is escaped, unless it is a piece of HTML itself. Attributes need double quotes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: strings.map((string, index) => string + render(parts[index])).join('') };
}

function render(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return escapeHtml(part);
  return 'markup' in part ? part.markup : part.map(render).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** Newline, tab, and the two joiners that emoji and several scripts are written with. */
const allowed = new Set(['\n', '\t', '\u200C', '\u200D']);

/**
 * Characters that nobody sees, but that hide or reorder what stands beside them (NUL, escape, direction overrides,
 * zero-width spaces) or are none (U+FFFF), as `[U+202E]`; lone surrogates become U+FFFD. What is left may stand in XML 1.0.
 */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu, (character) =>
      allowed.has(character) ? character : nameOf(character),
    );
}

function nameOf(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}

const zeroWidthSpace = '&#8203;';

/**
 * Text as one line of GitHub-flavoured Markdown: no markup, no table cell's end, no heading or list where it begins a
 * line, no link, mention, issue reference, emoji name or formula. A zero-width space is what breaks a mention; a
 * backslash does not, since GitHub looks for them after parsing.
 */
export function inMarkdown(text: string): string {
  return oneLine(text)
    .trim()
    .replace(markdownSyntax, (match, ...rest) => {
      const groups = rest.at(-1) as Partial<Record<'entity' | 'mark' | 'reference' | 'before', string>>;
      if (groups.entity !== undefined) return `&#${match.charCodeAt(0)};`;
      if (groups.mark !== undefined) return `\\${match}`;
      return groups.reference === undefined ? `${zeroWidthSpace}${match}` : `${match}${zeroWidthSpace}`;
    });
}

const markdownSyntax = new RegExp(
  [
    '(?<entity>[&<>|])',
    // What begins a list, a heading or a rule does so at a line's start only.
    '(?<mark>[\\\\`*_[\\]~$]|^[#+=-](?!\\w)|(?<=^\\d{1,9})[.)])',
    '(?<reference>[@#](?=\\w)|(?<=\\bGH)-(?=\\d)|:(?=//|(?:100|1234|8ball|[+-]1|[a-z]\\w*):))',
    '(?<before>(?<=\\bwww)\\.)',
  ].join('|'),
  'gi',
);

/** Text as a code span, which shows it to the letter. Not for table cells: a bar would end them. */
export function inCode(text: string): string {
  const line = oneLine(text);
  if (line === '') return '(empty)';
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = /^[` ]|[` ]$/.test(line) ? ' ' : '';
  return `${fence}${space}${line}${space}${fence}`;
}

function oneLine(text: string): string {
  return visible(text)
    .replace(/\s*\n\s*/g, ' ⏎ ')
    .replaceAll('\t', ' ');
}
