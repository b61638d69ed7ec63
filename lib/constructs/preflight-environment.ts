import { Token } from 'aws-cdk-lib';
import type { PreflightConfig } from '../config/define-preflight.ts';
import type { Environment } from '../config/environment.ts';
import { groupsToRun } from '../config/function-settings.ts';
import type { PreflightProps } from './preflight.ts';

/** @throws Error where a property cannot be what it must be. */
export function mustBeValid({
  environment,
  reportRetention,
}: Pick<PreflightProps, 'environment' | 'reportRetention'>): void {
  if (Token.isUnresolved(environment)) {
    throw new Error('environment must be a plain name that is known at synthesis, received a token');
  }
  if (
    reportRetention !== undefined &&
    !reportRetention.isUnresolved() &&
    reportRetention.toDays({ integral: false }) < 1
  ) {
    throw new Error(`reportRetention must be one day at least, received ${reportRetention.toHumanString()}`);
  }
}

/** @throws Error where the configuration has no such environment, or one that checks nothing. */
export function environmentOf(config: PreflightConfig, name: string): Environment {
  const environment = Object.hasOwn(config.environments, name) ? config.environments[name] : undefined;
  if (environment === undefined) {
    const known = Object.keys(config.environments).join(', ');
    throw new Error(`environment must be one of the configuration's (${known}), received ${name}`);
  }
  if (groupsToRun(environment).length === 0) {
    throw new Error(`environment ${name} must have a check that is on: a gate without checks could never say go`);
  }
  return environment;
}
