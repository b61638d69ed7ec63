/** Of these a version, a commit or the name of a run consists. */
const ofWord = /[\w.+-]/;

/**
 * Whether a text of people names this word as a whole: `1.41.3` stands in `shop v1.41.3, built by CI.`, and neither in
 * `1.41.30` nor in `1.41.3-rc1`.
 */
export function namesWord(text: string, word: string): boolean {
  if (word === '') return false;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (beginsThere(text, at) && endsThere(text, at + word.length)) return true;
  }
  return false;
}

/** A `v` before a version is a habit, and no part of it. */
function beginsThere(text: string, at: number): boolean {
  const isFree = (end: number): boolean => end < 0 || !ofWord.test(text.charAt(end));
  return isFree(at - 1) || (/v/i.test(text.charAt(at - 1)) && /\d/.test(text.charAt(at)) && isFree(at - 2));
}

/** A full stop ends a sentence, where no word goes on behind it. */
function endsThere(text: string, end: number): boolean {
  const rest = text.slice(end, end + 2);
  return rest === '' || !ofWord.test(rest.charAt(0)) || /^\.(?![\w.+-])/.test(rest);
}
