import { Token } from 'aws-cdk-lib';
import type { PreflightConfig } from '../config/define-preflight.ts';
import type { Environment } from '../config/environment.ts';
import { groupsToRun } from '../config/function-settings.ts';
import type { WindowSettings } from '../config/window-settings.ts';
import type { PostDeployCheckId } from '../domain/checklist.ts';
import { type CriterionId, criterionIds } from '../domain/window/criterion.ts';
import type { PreflightProps } from './preflight-props.ts';

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

/** @throws Error where nothing records. */
export function mustRecordNothing(path: string, { recordsRehearsalsIn = [] }: PreflightProps): void {
  if (recordsRehearsalsIn.length === 0) return;
  throw new Error(
    `recordsRehearsalsIn of ${path} must come with a rollback window, whose closing is what is recorded, received ${recordsRehearsalsIn.length} tables without one; configure the environment's rollback, or leave it out`,
  );
}

/** What is looked at from outside, in the order of the checklist and of the criteria. */
export function verifiedBy({ verification }: WindowSettings): (PostDeployCheckId | CriterionId)[] {
  if (verification === undefined) return [];
  const { checks, probes } = verification;
  const on = checks.filter(({ notWatched }) => notWatched === undefined).map(({ id }) => id);
  return [...on, ...criterionIds.filter((id) => probes[id] !== undefined)];
}
