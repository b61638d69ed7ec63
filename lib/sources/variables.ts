import type { VariableLocation } from '../config/variable-location.ts';
import type { Secret } from '../domain/secret.ts';
import { SourceError } from '../domain/source-error.ts';
import type { ParameterStore } from './parameter-store.ts';
import type { SecretsManager } from './secrets-manager.ts';
import { hiddenVariable, plainVariable, type Variable } from './variable.ts';

export type { Variable } from './variable.ts';

/** The application's variables, wherever they are kept. */
export interface Variables {
  /**
   * The variables by name; those that do not exist are absent.
   * @throws SourceError when one of their places cannot be read.
   */
  read(names: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, Variable>>;
  /** Where the variable is kept, in words: `parameter /shop/production/GIN_MODE`. */
  placeOf(name: string): string;
}

type Locations = Readonly<Record<string, VariableLocation>>;

/** Variables that are kept in Parameter Store and Secrets Manager. Each secret is fetched once a read. */
export function awsVariables(
  locations: Locations,
  parameterStore: ParameterStore,
  secretsManager: SecretsManager,
): Variables {
  return {
    async read(names, signal) {
      const located = names.map((name) => ({ name, location: locationOf(locations, name) }));
      const parameterNames = located.flatMap(({ location }) => ('parameter' in location ? [location.parameter] : []));
      const secretIds = located.flatMap(({ location }) => ('secret' in location ? [location.secret] : []));
      const [parameters, secrets] = await Promise.all([
        parameterNames.length === 0 ? new Map<string, Variable>() : parameterStore.read(parameterNames, signal),
        readSecrets(secretsManager, secretIds, signal),
      ]);
      const found = located.flatMap(({ name, location }): [string, Variable][] => {
        const variable =
          'parameter' in location ? parameters.get(location.parameter) : secretVariable(location, secrets);
        return variable === undefined ? [] : [[name, named(variable, name)]];
      });
      return new Map(found);
    },
    placeOf: (name) => wordsOf(locationOf(locations, name)),
  };
}

function locationOf(locations: Locations, name: string): VariableLocation {
  const location = Object.hasOwn(locations, name) ? locations[name] : undefined;
  if (location === undefined) throw new SourceError(`the configuration names no place for variable ${name}`);
  return location;
}

function wordsOf(location: VariableLocation): string {
  if ('parameter' in location) return `parameter ${location.parameter}`;
  return location.key === undefined ? `secret ${location.secret}` : `key ${location.key} of secret ${location.secret}`;
}

async function readSecrets(
  secretsManager: SecretsManager,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Secret | undefined>> {
  const unique = [...new Set(ids)];
  return new Map(await Promise.all(unique.map(async (id) => [id, await secretsManager.read(id, signal)] as const)));
}

/** A parameter may be named otherwise than its variable, and either name may say that it holds a secret. */
function named(variable: Variable, name: string): Variable {
  return variable.shown ? plainVariable(variable.reveal(), name) : variable;
}

function secretVariable(
  location: Extract<VariableLocation, { secret: string }>,
  secrets: ReadonlyMap<string, Secret | undefined>,
): Variable | undefined {
  const text = secrets.get(location.secret)?.reveal();
  if (text === undefined) return undefined;
  if (location.key === undefined) return hiddenVariable(text);
  const form = objectOf(text);
  if (form === undefined) throw new SourceError(`secret ${location.secret} of Secrets Manager is not a JSON object`);
  const value = Object.hasOwn(form, location.key) ? form[location.key] : undefined;
  if (value === undefined) return undefined;
  // RDS writes its port as a number; a variable of the environment is a text in any case.
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return hiddenVariable(String(value));
  }
  throw new SourceError(`${wordsOf(location)} is not a text`);
}

/** undefined where it is not a JSON object: the parser's own message would quote the secret. */
function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
