import * as z from 'zod/mini';
import { isRecord } from './is-record.ts';

/** A name in an object, or an index of a list; a negative one counts from the end. */
export type JsonStep = string | number;

const longestQuery = 300;
const examples = "$.status, $['build-id'] or $.items[0].name";
/** "integer" of RFC 9535, section 2.1: those that a number of JavaScript holds exactly. */
const index = /^(?:0|-?[1-9]\d{0,15})$/;
/** "member-name-shorthand" of RFC 9535, section 2.5.1.1. */
const shorthand = /^[A-Za-z_\u{80}-\u{D7FF}\u{E000}-\u{10FFFF}][\w\u{80}-\u{D7FF}\u{E000}-\u{10FFFF}]*/u;
const blanks = /^[ \t\r\n]*/;
/** A quoted text up to its end, or anything else up to the bracket. */
const selector = /^\[[ \t\r\n]*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\]"']*?)[ \t\r\n]*\]/su;

/** A singular query of RFC 9535 (JSONPath): it names one place, so it finds one value or none. */
export const jsonQuery = z.string().check(
  z.check(({ value, issues }) => {
    const read = readJsonQuery(value);
    if ('problem' in read) issues.push({ code: 'custom', input: value, message: read.problem, continue: true });
  }),
);

/** The steps from the whole value to the one that is meant; or what is wrong with the text, and what to write instead. */
export function readJsonQuery(text: string): { readonly steps: readonly JsonStep[] } | { readonly problem: string } {
  if (text.length > longestQuery) return { problem: `must be at most ${longestQuery} characters long` };
  if (!text.startsWith('$'))
    return { problem: `must be a JSONPath query, which begins with $, for example ${examples}` };
  const steps: JsonStep[] = [];
  let rest = text.slice(1);
  while (rest !== '') {
    const found = readStep(rest.replace(blanks, ''));
    if ('problem' in found) return found;
    steps.push(found.step);
    rest = found.rest;
  }
  return { steps };
}

/** @throws TypeError where the text is no query, which `jsonQuery` would have said. */
export function valueAt(json: unknown, query: string): { readonly value: unknown } | undefined {
  const read = readJsonQuery(query);
  if ('problem' in read) throw new TypeError(`${query}: ${read.problem}`);
  let value = json;
  for (const step of read.steps) {
    const next = stepInto(value, step);
    if (next === undefined) return undefined;
    value = next.value;
  }
  return { value };
}

function stepInto(value: unknown, step: JsonStep): { readonly value: unknown } | undefined {
  if (typeof step === 'string')
    return isRecord(value) && Object.hasOwn(value, step) ? { value: value[step] } : undefined;
  if (!Array.isArray(value)) return undefined;
  const at = step < 0 ? value.length + step : step;
  return at >= 0 && at < value.length ? { value: value[at] as unknown } : undefined;
}

type Found = { readonly step: JsonStep; readonly rest: string } | { readonly problem: string };

function readStep(rest: string): Found {
  const bracket = selector.exec(rest);
  if (bracket !== null) {
    const found = readSelector(bracket[1] ?? '');
    return 'problem' in found ? found : { ...found, rest: rest.slice(bracket[0].length) };
  }
  if (rest.startsWith('[')) return /["']\s*,/.test(rest) ? severalValues : notClosed;
  if (/^\.[.*]/.test(rest)) return severalValues;
  const name = rest.startsWith('.') ? shorthand.exec(rest.slice(1))?.[0] : undefined;
  if (name === undefined) return { problem: `must be a singular JSONPath query (RFC 9535), for example ${examples}` };
  const after = rest.slice(1 + name.length);
  if (/^[^.[ \t\r\n]/.test(after)) return mustQuote(rest);
  return { step: name, rest: after };
}

const notClosed = {
  problem: `has a bracket or a quote that is not closed; write, for example, ${examples}`,
};
const severalValues = {
  problem: `must name one value, without .., *, :, ? or a list of names (a singular query of RFC 9535), for example ${examples}`,
};

function mustQuote(rest: string): { readonly problem: string } {
  const name = /^\.([^.[]*)/.exec(rest)?.[1] ?? '';
  return {
    problem: `must quote a name with other characters than letters, digits and _: write ['${name}'] for .${name}`,
  };
}

function readSelector(text: string): { readonly step: JsonStep } | { readonly problem: string } {
  if (/^["']/.test(text)) {
    const step = unquoted(text);
    return step === undefined ? { problem: `has a quoted name that is not valid: ${text}` } : { step };
  }
  if (/[*:?,]/.test(text)) return severalValues;
  const step = Number(text);
  if (index.test(text) && Number.isSafeInteger(step)) return { step };
  return { problem: `must have a quoted name or a whole number in brackets, for example ${examples}` };
}

/** A name in double quotes is a JSON string; in single ones it may hold double quotes, and \' instead of \". */
function unquoted(text: string): string | undefined {
  const inner = text.slice(1, -1);
  const single = text.startsWith("'");
  if (single && /(?<!\\)(?:\\\\)*\\"/.test(inner)) return undefined;
  const json = single ? inner.replaceAll(/\\.|"/gs, (part) => ({ "\\'": "'", '"': '\\"' })[part] ?? part) : inner;
  try {
    const name: unknown = JSON.parse(`"${json}"`);
    return typeof name === 'string' && name.isWellFormed() ? name : undefined;
  } catch {
    return undefined;
  }
}
