import type { VariableLocation } from '../config/variable-location.ts';
import type { Secret } from '../domain/secret.ts';
import { SourceError } from '../domain/source-error.ts';
import type { ParameterStore } from './parameter-store.ts';
import { placeOfSecret, secretText } from './secret-text.ts';
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
  return 'parameter' in location ? `parameter ${location.parameter}` : placeOfSecret(location);
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
  const text = secretText(location, secrets.get(location.secret));
  return text === undefined ? undefined : hiddenVariable(text);
}
