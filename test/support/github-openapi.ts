import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

type Json = Readonly<Record<string, unknown>>;

/** GitHub's own description of its REST API, as its package publishes it. */
const description = JSON.parse(
  readFileSync(fileURLToPath(import.meta.resolve('@octokit/openapi/generated/api.github.com.json')), 'utf8'),
) as Json;

/** The bodies that GitHub publishes as examples of a successful answer, by their names. */
export function examplesOf(path: string, method: 'get' | 'post' = 'get'): ReadonlyMap<string, unknown> {
  const examples = objectAt('paths', path, method, 'responses', '200', 'content', 'application/json', 'examples');
  return new Map(Object.keys(examples).map((name) => [name, resolve(resolve(examples[name])['value'] ?? null)]));
}

/** The JSON schema of what a POST sends. */
export function bodySchemaOf(path: string): Json {
  return objectAt('paths', path, 'post', 'requestBody', 'content', 'application/json', 'schema');
}

function objectAt(...keys: string[]): Json {
  return keys.reduce<Json>((at, key) => resolve(at[key]), description);
}

/** What a `$ref` stands for. */
function resolve(value: unknown): Json {
  const ref = typeof value === 'object' && value !== null && '$ref' in value ? value.$ref : undefined;
  if (typeof ref !== 'string') return value as Json;
  const keys = ref.replace('#/', '').split('/');
  return objectAt(...keys.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~')));
}
