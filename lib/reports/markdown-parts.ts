import { inCode } from './escape.ts';
import { instantWords, type Standing } from './words.ts';

/** Shape and colour beside the word, as in the HTML report. */
export const signs: Record<Standing, string> = {
  fail: '❌',
  error: '🟣',
  warn: '⚠️',
  pass: '✅',
  unasked: '⚪',
  skipped: '⚪',
};

/** A moment in UTC; a text that is none stands as it is. */
export const momentOf = (text: string): string => instantWords(text) ?? inCode(text);
