/**
 * Text of others within a line of ours: nothing in it begins a line, moves the cursor or turns the direction of writing.
 * The two joiners stay that emoji and several scripts are written with.
 */
export function onOneLine(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/(?:[\s\p{Cc}]|(?![\u200C\u200D])\p{Cf})+/gu, ' ')
    .trim();
}
