import { inCode, inMarkdown } from './escape.ts';
import type { Fact, FactList } from './facts.ts';
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

export function factBlocks(heading: string, lists: readonly FactList[]): string[] {
  return [`## ${heading}`, ...lists.flatMap(({ title, facts }) => [`### ${title}`, facts.map(factLine).join('\n')])];
}

export function factLine({ term, values, code }: Fact): string {
  const texts = values.map((value) => (code === true ? inCode(value) : inMarkdown(value)));
  return texts.length === 1
    ? `- ${term}: ${texts[0]}`
    : [`- ${term}:`, ...texts.map((text) => `  - ${text}`)].join('\n');
}
