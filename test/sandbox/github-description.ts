import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** A JSON value, as far as these tests look into it. */
type Json = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly name: string;
  readonly in: string;
}

interface Operation {
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly responses: Readonly<Record<string, Answer | { readonly $ref: string }>>;
}

interface Answer {
  readonly content?: Readonly<Record<string, { readonly schema: Json }>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

export interface Exchange {
  readonly method: string;
  /** Below the API's base, with its query. */
  readonly path: string;
  readonly status: number;
  /** undefined where there is none. */
  readonly body: unknown;
}

/** Answers that any operation may give, by GitHub's names for them. */
const general: Readonly<Record<string, string>> = {
  304: 'not_modified',
  401: 'requires_authentication',
  404: 'not_found',
  422: 'validation_failed',
};

const file = createRequire(import.meta.url).resolve('@octokit/openapi/generated/api.github.com.json');
const description = JSON.parse(readFileSync(file, 'utf8')) as Description;
const templates = Object.entries(description.paths).map(([template, operations]) => ({
  template,
  operations,
  pattern: new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
  placeholders: template.split('{').length,
}));
// Of two that fit, the one with the fewer placeholders is meant.
templates.sort((a, b) => a.placeholders - b.placeholders);

/** What in this exchange is not as GitHub describes it; empty when all is. */
export function breaches({ method, path, status, body }: Exchange): string[] {
  const [pathname = '', query = ''] = path.split('?');
  const operation = operationOf(method, pathname);
  if (operation === undefined) return [`${method} ${pathname} is not in the description`];
  const known = (operation.parameters ?? []).map((one) => resolved<Parameter>(one));
  const names = new Set(known.filter((one) => one.in === 'query').map(({ name }) => name));
  const asked = [...new URLSearchParams(query).keys()].filter((name) => !names.has(name));
  return [
    ...asked.map((name) => `${method} ${pathname} has no parameter ${name}`),
    ...bodyBreaches(operation, status, body).map((problem) => `${method} ${path} ${status}: ${problem}`),
  ];
}

/** The template that the description has for it: `GET /repos/{owner}/{repo}/issues`. */
export function templateOf({ method, path }: Pick<Exchange, 'method' | 'path'>): string | undefined {
  const found = templates.find(
    ({ pattern, operations }) => pattern.test(path.split('?')[0] ?? '') && operations[method.toLowerCase()],
  );
  return found && `${method} ${found.template}`;
}

function operationOf(method: string, pathname: string): Operation | undefined {
  const fitting = templates.filter(({ pattern }) => pattern.test(pathname));
  return fitting.flatMap(({ operations }) => operations[method.toLowerCase()] ?? [])[0];
}

function bodyBreaches(operation: Operation, status: number, body: unknown): string[] {
  const name = general[status];
  const described = operation.responses[status] ?? (name && description.components['responses']?.[name]);
  if (!described) return ['is not in the description'];
  const schema = resolved<Answer>(described).content?.['application/json']?.schema;
  if (schema === undefined) return body === undefined ? [] : ['has a body'];
  const validate = validatorOf(schema);
  if (validate(body)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false });
addFormats.default(ajv);
const validators = new Map<Json, ValidateFunction>();
/** Schemas that ajv has, by their names. */
const added = new Set<string>();

function validatorOf(schema: Json): ValidateFunction {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  const compiled = ajv.compile(toJsonSchema(schema) as Json);
  validators.set(schema, compiled);
  return compiled;
}

/**
 * A schema of OpenAPI 3.0 as JSON Schema: `nullable` becomes a type of its own, and what is referred to is given to ajv.
 * Fields that the description does not name are refused: GitHub sends none, so the sandbox must not invent any.
 */
function toJsonSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(toJsonSchema);
  if (!isObject(schema)) return schema;
  if (typeof schema['$ref'] === 'string') return { $ref: addReferred(schema['$ref']) };
  const { nullable, example: _example, ...rest } = schema;
  const converted: Record<string, unknown> = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, converts(key, value)]),
  );
  if (isObject(rest['properties']) && rest['additionalProperties'] === undefined)
    converted['unevaluatedProperties'] = false;
  return nullable === true ? { anyOf: [{ type: 'null' }, converted] } : converted;
}

/** Names of properties are no keywords. */
function converts(key: string, value: unknown): unknown {
  if (key === 'enum' || key === 'required') return value;
  if (key !== 'properties' || !isObject(value)) return toJsonSchema(value);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, toJsonSchema(one)]));
}

function addReferred(reference: string): string {
  const id = `https://description.test/${reference.split('/').at(-1)}`;
  if (added.has(id)) return id;
  added.add(id);
  ajv.addSchema({ ...(toJsonSchema(resolved<Json>({ $ref: reference })) as Json), $id: id });
  return id;
}

function resolved<T>(one: T | { readonly $ref: string }): T {
  if (!isObject(one) || typeof one['$ref'] !== 'string') return one as T;
  const [, , kind = '', name = ''] = one['$ref'].split('/');
  return description.components[kind]?.[name] as T;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
