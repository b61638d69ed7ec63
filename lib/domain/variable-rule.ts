import * as z from 'zod/mini';

export const variableName = z
  .string()
  .check(z.regex(/^[A-Za-z_]\w*$/, 'must be a variable name, for example LOG_LEVEL'));

/** What a variable's value must be like; it must exist in any case, unless it is optional. */
export const variableRule = z
  .strictObject({
    /** Says in so many words what holds without it, for a variable that may have any value. */
    required: z.optional(z.literal(true)),
    /** May be absent; where it is not, the rest of the rule holds. */
    optional: z.optional(z.literal(true)),
    equals: z.optional(z.string()),
    oneOf: z.optional(z.array(z.string()).check(z.minLength(1))),
    /** A regular expression, looked for anywhere in the value: write ^ and $ for the whole of it. */
    pattern: z.optional(
      z
        .string()
        .check(z.minLength(1), z.refine(isPattern, 'must be a regular expression of JavaScript without its slashes')),
    ),
    url: z.optional(z.enum(['https', 'any'])),
    /** In characters. */
    minLength: z.optional(z.int().check(z.minimum(1))),
  })
  .check(
    z.refine((rule) => !(rule.required && rule.optional), 'must be required or optional, not both; remove one of them'),
  );
export type VariableRule = z.output<typeof variableRule>;

/** Tells whether a value matches a pattern; the caller bounds how long that may take. */
export type Matcher = (pattern: string, value: string) => boolean;

/** Where the value breaks the rule, each to follow after `the value …`. */
export function brokenParts(rule: VariableRule, value: string, matches: Matcher): string[] {
  const { equals, oneOf, pattern, url, minLength } = rule;
  const length = Array.from(value).length;
  return [
    equals !== undefined && value !== equals ? `is not ${JSON.stringify(equals)}` : '',
    oneOf !== undefined && !oneOf.includes(value) ? 'is none of the accepted values' : '',
    pattern !== undefined && !matches(pattern, value) ? 'does not match its pattern' : '',
    url !== undefined && !isUrl(value, url) ? `is not ${url === 'https' ? 'an https' : 'a'} URL` : '',
    minLength !== undefined && length < minLength ? `has only ${length} characters` : '',
  ].filter((part) => part !== '');
}

/** The rule in words, for evidence. */
export function describeRule({ equals, oneOf, pattern, url, minLength }: VariableRule): string {
  return [
    'a production value',
    equals === undefined ? '' : `equal to ${JSON.stringify(equals)}`,
    oneOf === undefined ? '' : `one of ${oneOf.map((one) => JSON.stringify(one)).join(', ')}`,
    pattern === undefined ? '' : `matching /${pattern}/`,
    url === undefined ? '' : `${url === 'https' ? 'an https' : 'a'} URL`,
    minLength === undefined ? '' : `at least ${minLength} characters`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** Stricter than the parser, which takes `https:host` and white space around it. */
function isUrl(value: string, kind: 'https' | 'any'): boolean {
  const parsed = /^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(value) ? URL.parse(value) : null;
  return parsed !== null && parsed.host !== '' && (kind === 'any' || parsed.protocol === 'https:');
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}
