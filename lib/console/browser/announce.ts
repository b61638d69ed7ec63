import { visible } from '../../reports/escape.ts';
import { instantWords } from '../../reports/words.ts';
import { byId } from './dom.ts';

/** Says something to who uses a screen reader, without moving the focus. */
export function announce(...sentences: readonly string[]): void {
  if (sentences.length > 0) byId('live').textContent = visible(sentences.join(' '));
}

/** Text as a sentence of its own: refusals and summaries come in lower case, without a period, and with exact moments. */
export function sentence(text: string): string {
  const readable = text.replaceAll(/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, (moment) => instantWords(moment) ?? moment);
  const whole = `${readable.charAt(0).toUpperCase()}${readable.slice(1)}`;
  return /[.!?…]$/.test(whole) ? whole : `${whole}.`;
}
