/**
 * Control characters, and those that turn the direction of writing: text of an outside system must not move the
 * cursor, colour the terminal or hide what follows.
 */
const control = /[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu;

/** The text on one line, safe to show. */
export function clean(text: string): string {
  return text.replace(control, ' ').trim();
}

/** The text with its lines, each safe to show. */
export function cleanLines(text: string): string {
  return text.split('\n').map(clean).join('\n');
}

/** East Asian wide characters and emoji take two columns. */
const wide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u;

/** At most `columns` wide, with an ellipsis where something was cut. */
export function cutToFit(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = '';
  let width = 0;
  for (const character of text) {
    width += widthOf(character);
    if (width > columns - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

function widthOf(text: string): number {
  return Array.from(text, (character) => (wide.test(character) ? 2 : 1)).reduce<number>((sum, one) => sum + one, 0);
}

/** Words on lines of at most `columns`; a longer word stays whole, so that it can be copied. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** `20261123T120000000Z`: ISO 8601 without what names of runs may not hold. */
export function compactInstant(moment: Date): string {
  return moment.toISOString().replaceAll(/[-:.]/g, '');
}

/**
 * `0.3 s`, `12 s`, `2 min 5 s`: never in milliseconds, as in a report, since the numbers stand in a column, and some
 * of them count up while people look.
 */
export function seconds(milliseconds: number): string {
  if (milliseconds < 9_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const whole = Math.round(milliseconds / 1000);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
