import { cutText } from '../evidence.ts';
import { listed } from '../listed.ts';

/** In characters, as people count them: a letter of any script is one. */
export const longestComment = 1000;

/** A comment as it is recorded: line ends as one character, nothing around it. */
export function normalizeComment(text: string): string {
  return text.replaceAll('\r\n', '\n').trim();
}

/**
 * What is wrong with a comment and what to write instead, all of it at once; undefined where nothing is.
 * @param required whether there must be one: a rejection, a waiver and a break-glass decision say why.
 */
export function commentProblem(text: string, { required }: { readonly required: boolean }): string | undefined {
  const comment = normalizeComment(text);
  const problems = [
    ...(required && comment === '' ? ['the comment is missing; write why you decide so'] : []),
    ...lengthProblem(comment),
    ...tagProblem(comment),
    ...invisibleProblem(comment),
  ];
  return problems.length === 0 ? undefined : problems.join('; ');
}

function lengthProblem(comment: string): string[] {
  // Counted only where it could be: a character is two UTF-16 units at most.
  if (comment.length <= longestComment) return [];
  const length = Array.from(comment).length;
  if (length <= longestComment) return [];
  return [`the comment is ${length} characters long; write ${longestComment} at most`];
}

/** As a browser reads one (WHATWG HTML, "Tag open state"), whether or not it ends. `a < b` and `<2s` are none. */
const tag = /<[a-z/!?][^<>\s]*>?/i;

function tagProblem(comment: string): string[] {
  const found = tag.exec(comment)?.[0];
  if (found === undefined) return [];
  return [`the comment holds what reads as an HTML tag (${seen(found)}); write plain text, and a space after a < sign`];
}

/**
 * Control characters, those that turn the direction of text or that nobody sees, and halves of characters. Emoji are made
 * with two of these, a variation selector and a joiner; so are words of scripts that join their letters.
 */
const invisible =
  /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}](?<!\p{Emoji}[\uFE0E\uFE0F])(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}]\uFE0F?\u200D)(?<!(?!\p{Script=Latin})\p{L}\p{M}*[\u200C\u200D])/gu;
const mostNamed = 5;

function invisibleProblem(comment: string): string[] {
  const found = [...new Set(comment.match(invisible))];
  if (found.length === 0) return [];
  const named = found.slice(0, mostNamed).map(nameOf);
  if (found.length > mostNamed) named.push(`${found.length - mostNamed} more`);
  return [`the comment holds characters that nobody sees (${listed(named, 'and')}); write it without them`];
}

function nameOf(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  return `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
}

const longestSeen = 30;

function seen(text: string): string {
  return cutText(text.replaceAll(invisible, '�'), longestSeen);
}
