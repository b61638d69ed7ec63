import { inspect } from './inspect.ts';

/** Shorter values are not masked: they would turn ordinary words into asterisks, and no check accepts them as secrets. */
const shortestMasked = 5;
const mask = '[secret]';
/** Every form in which a value may stand in a text. */
const seen = new Set<string>();

/**
 * A value that must not be shown. Printing, concatenating, serializing or inspecting it yields `[secret]`; only
 * `reveal()` gives the value. Every value that becomes a Secret is remembered in this process, so that `redact` can
 * take it out of text that other libraries wrote (an error message of a database driver, say).
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    if (value.length >= shortestMasked) for (const form of formsOf(value)) seen.add(form);
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return mask;
  }

  toJSON(): string {
    return mask;
  }

  [inspect](): string {
    return mask;
  }
}

/** The text without any value that this process has read as a secret, also in its URL-encoded, JSON-escaped and HTML-escaped forms. */
export function redact(text: string): string {
  let clean = text;
  // The longest first: a secret may hold another one.
  for (const form of [...seen].toSorted((a, b) => b.length - a.length)) clean = clean.replaceAll(form, mask);
  return clean;
}

/** `encodeURIComponent` throws at half a character, which JSON can hold. */
function formsOf(value: string): string[] {
  return [
    value,
    value.toWellFormed(),
    encodeURIComponent(value.toWellFormed()),
    // As a form sends it, where a blank is a plus sign.
    new URLSearchParams({ '': value }).toString().slice(1),
    JSON.stringify(value).slice(1, -1),
    ...apostrophes.map((apostrophe) => inHtml(value, apostrophe)),
  ];
}

const apostrophes = ["'", '&#39;', '&#x27;', '&apos;'] as const;

/** As templates write it into a page. */
function inHtml(value: string, apostrophe: string): string {
  const escaped = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": apostrophe };
  return value.replaceAll(/[&<>"']/g, (one) => escaped[one as keyof typeof escaped]);
}
