import { isRecord } from '../domain/is-record.ts';
import { InvalidInputError, type Problem } from '../domain/problem.ts';
import type { Environment, EnvironmentInput } from './environment.ts';
import { environmentPattern } from './environment-name.ts';
import { parseEnvironment } from './parse-environment.ts';

export interface PreflightInput {
  /** The service that this gate is for, as releases name it. */
  readonly service: string;
  readonly environments: { readonly [name: string]: EnvironmentInput };
}

export interface PreflightConfig {
  readonly service: string;
  readonly environments: { readonly [name: string]: Environment };
}

const servicePattern = /^[a-z][a-z0-9-]{0,47}$/;

/**
 * The configuration of a service's gate. Accounts for the whole checklist in each environment.
 * @throws InvalidInputError with every problem at once.
 */
export function definePreflight(input: PreflightInput): PreflightConfig {
  const problems: Problem[] = [];
  const { service, environments, ...rest } = isRecord(input) ? input : ({} as PreflightInput);
  problems.push(
    ...Object.keys(rest).map((key) => ({ path: key, message: 'unknown key; remove it, or correct its spelling' })),
  );
  if (typeof service !== 'string' || !servicePattern.test(service)) {
    problems.push({
      path: 'service',
      message: 'must be a name of lower-case letters, digits and hyphens, at most 48 characters',
    });
  }
  const parsed: Record<string, Environment> = {};
  for (const [name, environment] of Object.entries(isRecord(environments) ? environments : {})) {
    if (!environmentPattern.test(name))
      problems.push({
        path: `environments.${name}`,
        message: 'must be named with lower-case letters, digits and hyphens',
      });
    const result = parseEnvironment(service, name, environment);
    if ('value' in result) parsed[name] = result.value;
    else problems.push(...result.problems);
  }
  if (!isRecord(environments) || Object.keys(environments).length === 0) {
    problems.push({ path: 'environments', message: 'is missing; write at least one, for example production: { … }' });
  }
  if (problems.length > 0) throw new InvalidInputError('the configuration is not valid', problems);
  return { service, environments: parsed };
}
