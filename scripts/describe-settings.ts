import * as z from 'zod/mini';
import { listed } from '../lib/domain/listed.ts';

/** A setting of a check, for people. */
export interface Setting {
  /** `volumes[].instance`, `rules.*.equals`: `[]` is each of a list, `*` each name. */
  readonly path: string;
  /** What may be written: `whole number from 1 to 65535`. */
  readonly type: string;
  /** What holds when nothing is written: a value, or `required` or `optional`. */
  readonly otherwise: string;
}

export interface Settings {
  /** Where there is more than one way to write them: `{ instance, youngerThanHours? }`. */
  readonly forms: readonly string[];
  readonly settings: readonly Setting[];
}

/** As much of JSON Schema as zod makes of a check's settings. */
interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly default?: unknown;
  /** A schema's own words for what may be written. */
  readonly description?: string;
}

/**
 * The settings that a schema takes, as its user writes them.
 * @throws TypeError for a schema of a kind that no check had when this was written.
 */
export function describeSettings(schema: z.ZodMiniType): Settings {
  const described = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;
  return { forms: formsOf(described), settings: mergeAlike(insideOf(described, '')) };
}

const alternativesOf = ({ anyOf, oneOf }: Schema): readonly Schema[] | undefined => anyOf ?? oneOf;

/** `{ host, dimensions, namespace? }`, where a setting has more than one form. */
function formsOf(schema: Schema): string[] {
  return (alternativesOf(schema) ?? []).map(({ properties = {}, required = [], ...rest }) => {
    const keys = Object.keys(properties).map((key) => (required.includes(key) ? key : `${key}?`));
    return keys.length === 0 ? typeOf(rest) : `\`{ ${keys.join(', ')} }\``;
  });
}

/** The settings below a path: of an object, of each in a list, of each name. */
function insideOf(schema: Schema, path: string): Setting[] {
  const { properties = {}, required = [], items, additionalProperties } = schema;
  const alternatives = (alternativesOf(schema) ?? []).flatMap((one) => insideOf(one, path).map(ofItsForm));
  const own = Object.entries(properties).flatMap(([key, inner]) => {
    const at = path === '' ? key : `${path}.${key}`;
    return [
      { path: at, type: typeOf(inner), otherwise: otherwiseOf(inner, required.includes(key)) },
      ...insideOf(inner, at),
    ];
  });
  const each = items === undefined ? [] : insideOf(items, `${path}[]`);
  const named = typeof additionalProperties === 'object' ? insideOf(additionalProperties, `${path}.*`) : [];
  return [...alternatives, ...own, ...each, ...named];
}

const ofItsForm = (one: Setting): Setting =>
  one.otherwise === 'required' ? { ...one, otherwise: 'required in its form' } : one;

function otherwiseOf({ default: value, properties = {} }: Schema, isRequired: boolean): string {
  if (value === undefined) return isRequired ? 'required' : 'optional';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(code).join(', ');
  if (typeof value !== 'object' || value === null) return code(value);
  return Object.keys({ ...properties, ...value }).length === 0 ? 'none' : 'the defaults below';
}

function typeOf(schema: Schema): string {
  const { type, items, additionalProperties } = schema;
  if (schema.description !== undefined) return schema.description;
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum !== undefined) return either(schema.enum.map(code));
  if (alternativesOf(schema) !== undefined) return either(formsOf(schema));
  if (type === 'string') return textOf(schema);
  if (type === 'integer' || type === 'number') return numberOf(schema);
  if (type === 'boolean') return '`true` or `false`';
  if (type === 'null') return '`null`';
  if (type === 'array' && items !== undefined) return `list${lengthOf(schema)}: ${typeOf(items)}`;
  if (type === 'object' && typeof additionalProperties === 'object')
    return `names, each with ${typeOf(additionalProperties)}`;
  if (type === 'object') return 'the settings below';
  throw new TypeError(`a setting of a kind that the checklist cannot describe: ${JSON.stringify(schema)}`);
}

function textOf({ format, minLength = 0, maxLength }: Schema): string {
  if (format === 'uri') return 'URL';
  if (minLength > 1 && maxLength !== undefined) return `text of ${minLength} to ${maxLength} characters`;
  return minLength > 1 ? `text of at least ${minLength} characters` : 'text';
}

function numberOf({ type, minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): string {
  const limits = [
    ...limit('from', minimum),
    ...limit('above', exclusiveMinimum),
    ...limit('to', maximum),
    ...limit('below', exclusiveMaximum),
  ];
  return [type === 'integer' ? 'whole number' : 'number', ...limits].join(' ');
}

/** zod bounds every whole number by what JavaScript can hold, which nobody needs to be told. */
function limit(word: string, value: number | undefined): string[] {
  return value === undefined || Math.abs(value) === Number.MAX_SAFE_INTEGER ? [] : [`${word} ${value}`];
}

function lengthOf({ minItems = 0, maxItems }: Schema): string {
  if (maxItems !== undefined) return minItems > 0 ? ` of ${minItems} to ${maxItems}` : ` of at most ${maxItems}`;
  return minItems > 0 ? ` of at least ${minItems}` : '';
}

/** What stands in several forms at the same place is one setting. */
function mergeAlike(settings: readonly Setting[]): Setting[] {
  const merged = new Map<string, Setting>();
  for (const one of settings) {
    const known = merged.get(one.path);
    if (known === undefined) merged.set(one.path, one);
    else {
      const otherwise = known.otherwise === one.otherwise ? one.otherwise : `${known.otherwise}, or ${one.otherwise}`;
      merged.set(one.path, { ...one, type: either([...new Set([known.type, one.type])]), otherwise });
    }
  }
  return [...merged.values()];
}

const code = (value: unknown): string => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

const either = (texts: readonly string[]): string => listed(texts, 'or');
