import { commonWords, sequences } from './common-words.ts';
import { isPlaceholder } from './placeholder.ts';

/** Why a secret can be guessed though it is long. */
export type Weakness =
  | 'a placeholder'
  | 'a repeated value'
  | 'of too few different characters'
  | 'made of dictionary words and sequences';

/** Of 33 random digits, the narrowest alphabet in use, fewer than six different ones come once in thirty million. */
const fewestDifferent = 6;
/** A word, a sequence or a repetition counts as one character would; 16 random ones are out of reach of guessing. */
const fewestUnits = 16;
/** Whoever makes up a secret by hand stops long before; keeps the search for patterns short. */
const longestSample = 512;

/**
 * @param ownWords words that an attacker would try here first: the variable's and the service's name.
 * @returns undefined for a value without a pattern.
 */
export function weaknessOf(secret: string, ownWords: readonly string[]): Weakness | undefined {
  if (isPlaceholder(secret)) return 'a placeholder';
  const sample = Array.from(secret).slice(0, longestSample);
  if (isRepeated(sample)) return 'a repeated value';
  if (new Set(sample).size < fewestDifferent) return 'of too few different characters';
  const enough = Math.min(fewestUnits, sample.length / 2);
  return countUnits(sample.join(''), ownWords) < enough ? 'made of dictionary words and sequences' : undefined;
}

/** Whether a block fills the value at least twice, the last time perhaps in part: `abcabca`. */
function isRepeated(characters: readonly string[]): boolean {
  for (let block = 1; block <= characters.length / 2; block += 1) {
    if (characters.every((character, index) => character === characters[index % block])) return true;
  }
  return false;
}

/** The fewest pieces that make up the value: known words, sequences, runs, repetitions, else single characters. */
function countUnits(secret: string, ownWords: readonly string[]): number {
  const text = secret.toLowerCase().replace(/(.)\1{2,}/gu, '$1');
  const plain = undoLeet(text);
  const words = new Set([...commonWords, ...ownWords.map((word) => word.toLowerCase())]);
  const longest = Math.max(...[...words, ...sequences].map((one) => one.length));
  const fewest = [0];
  for (let end = 1; end <= text.length; end += 1) {
    // What people put between words adds nothing.
    let units = at(fewest, end - 1) + (/[-_. ]/.test(text.charAt(end - 1)) ? 0 : 1);
    for (let start = Math.max(0, end - longest); start <= end - 3; start += 1) {
      const piece = text.slice(start, end);
      const known = words.has(plain.slice(start, end)) || words.has(piece) || isSequence(piece);
      if (known || repeatsEarlier(text, start, piece)) units = Math.min(units, at(fewest, start) + 1);
    }
    fewest.push(units);
  }
  return at(fewest, text.length);
}

const at = (counts: readonly number[], index: number): number => counts[index] ?? 0;

function isSequence(piece: string): boolean {
  const backwards = Array.from(piece).toReversed().join('');
  return /^(?:19|20)\d\d$/.test(piece) || sequences.some((row) => row.includes(piece) || row.includes(backwards));
}

/** Four characters seldom come twice in a random value; three do in one of digits. */
function repeatsEarlier(text: string, start: number, piece: string): boolean {
  return piece.length >= 4 && text.slice(0, start).includes(piece);
}

const leet: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

function undoLeet(lower: string): string {
  return Array.from(lower, (character) => leet[character] ?? character).join('');
}
