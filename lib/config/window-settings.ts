import type { Approvers } from '../domain/approvals/approval.ts';
import type { PostDeployCheckId } from '../domain/checklist.ts';
import type { Probe } from '../domain/probe.ts';
import type { ReleaseRules } from '../domain/release.ts';
import type { AlarmDefinition } from '../domain/window/alarm.ts';
import {
  type CriterionId,
  criteria,
  criterionIds,
  defaultResponse,
  type Response,
  type Severity,
} from '../domain/window/criterion.ts';
import type { WatchedCheck } from '../domain/window/window.ts';
import { windowAsks } from './askable-items.ts';
import type { DatabaseConnection } from './connection.ts';
import type { AlarmContext } from './criteria/define-alarm.ts';
import { type Criterion, responseOf, watchedOf } from './criteria/index.ts';
import type { Environment } from './environment.ts';
import type { GithubSourceSettings, SourceSettings } from './function-settings.ts';
import { isOff } from './off.ts';
import type { Rollback } from './rollback.ts';
import type { Strategy } from './rollback-strategy.ts';
import { verificationSettings } from './verification-settings.ts';

/** Settings of the functions of the rollback window. */
export interface WindowSettings {
  readonly service: string;
  readonly environment: string;
  readonly configuration: string;
  readonly rules: ReleaseRules;
  readonly times: WindowTimes;
  /** Why a window opens without a GO of the gate; absent where it must have one. */
  readonly goOff?: string;
  /** All eight, in the checklist's order. */
  readonly criteria: readonly CriterionSettings[];
  readonly strategy: StrategySettings;
  /** Absent where the guard is off, and then `schemaOff` says why. */
  readonly schema?: SchemaSettings;
  readonly schemaOff?: string;
  /** Whom an item asks whether to go back; absent where nothing asks. */
  readonly asks?: AskSettings;
  /** Where the runbook lies, to which each alarm and notice links: an address without a fragment. */
  readonly runbook: string;
  /** What is looked at from outside within the hour; absent where all of it is off, and no criterion has probes. */
  readonly verification?: VerificationSettings;
  /** Whether a rollback may be provoked here to see that it works. */
  readonly allowsDrills?: true;
}

/** When and how the checks of the group `post-deploy`, and the probes of criteria, are looked at. */
export interface VerificationSettings {
  /** In seconds after the opening; ascending. */
  readonly at: readonly number[];
  /** How often something is looked at before it counts as failed: 1 or more. */
  readonly tries: number;
  /** Between two tries, in seconds. */
  readonly everySeconds: number;
  /** Of each look at one of them. */
  readonly deadlineSeconds: number;
  /** All five, in the checklist's order. */
  readonly checks: readonly WatchedCheck[];
  /** Settings of those that are on. */
  readonly settings: Readonly<Partial<Record<PostDeployCheckId, unknown>>>;
  /** Of the criteria that have any. */
  readonly probes: Readonly<Partial<Record<CriterionId, readonly Probe[]>>>;
  readonly sources: SourceSettings;
}

/** All in seconds. */
export interface WindowTimes {
  /** How long a window is open. */
  readonly lasts: number;
  /** How long after that an alarm's notification may still come, of what happened before. */
  readonly grace: number;
  /** How long Watch waits at most before it looks again: 60 at most. */
  readonly look: number;
  /** How long the rollback may take, until the old version serves and the alarm is OK. */
  readonly recovery: number;
  /** How long VerifyRollback waits before it looks again. */
  readonly verify: number;
}

export interface CriterionSettings {
  readonly id: CriterionId;
  readonly title: string;
  readonly severity: Severity;
  readonly response: Response;
  /** Why it is off. */
  readonly off?: string;
  /** Alarms that the stack makes, and existing ones of the team's. Empty where only people watch it. */
  readonly alarms: readonly WatchedAlarmSettings[];
  /** Names of the probes that each verification asks. */
  readonly probes?: readonly string[];
  /** Only of `response-time`: the alarm that each window makes for itself. */
  readonly baseline?: BaselineSettings;
}

export interface WatchedAlarmSettings {
  readonly name: string;
  /** 'stack': made by the stack. 'existing': the team's own; events of it come through EventBridge. */
  readonly madeBy: 'stack' | 'existing';
  /** Whether INSUFFICIENT_DATA means that nobody sees anything. */
  readonly needsData: boolean;
  /** Only of those of the stack. */
  readonly definition?: AlarmDefinition;
}

export interface BaselineSettings {
  /** The metric whose p95 is compared, in the unit it has, and what one of it is in milliseconds. */
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly millisecondsPerUnit: number;
  /** 1.5 */
  readonly factor: number;
  /** Faster than this is never slow, in milliseconds. */
  readonly floorMs: number;
  /** Of fewer requests in the hour before no baseline is made. */
  readonly samplesAtLeast: number;
  /** The alarm, with a threshold of 0 and a name to which the deployment's is added. */
  readonly alarm: AlarmDefinition;
}

export type StrategySettings =
  | { readonly kind: 'lambda-alias'; readonly function: string; readonly alias: string }
  | {
      readonly kind: 'ecs-service';
      readonly cluster: string;
      readonly service: string;
      /** ARNs of all roles of its task definitions. */
      readonly taskRoles: readonly string[];
    }
  | { readonly kind: 'codedeploy'; readonly application: string; readonly deploymentGroup: string }
  | {
      readonly kind: 'github-workflow';
      /** The workflow's file name: `rollback.yml`. */
      readonly workflow: string;
      /** The branch or tag whose workflow runs. */
      readonly ref: string;
      readonly sources: GithubSourceSettings;
    }
  | { readonly kind: 'state-machine'; readonly arn: string }
  | { readonly kind: 'none' };
export type StrategyKind = StrategySettings['kind'];

export interface SchemaSettings {
  readonly tool: 'golang-migrate' | 'goose' | 'flyway' | 'prisma';
  readonly table?: string;
  readonly connection: DatabaseConnection;
  readonly trustedAuthorities: readonly string[];
  readonly deadlineSeconds: number;
}

export interface AskSettings {
  readonly approvers: Approvers;
  readonly quorum: number;
  readonly expiresAfterSeconds: number;
}

/** undefined where the environment has no rollback window. */
export function windowSettings(environment: Environment): WindowSettings | undefined {
  const { service, name, configuration, images, rollback } = environment;
  if (isOff(rollback)) return undefined;
  const { lasts, grace, looksEvery, recovery, verifiesEvery, requireGo, runbook, allowsDrills } = rollback;
  const asks = windowAsks(rollback);
  const verification = verificationSettings(environment, rollback);
  return {
    service,
    environment: name,
    configuration,
    rules: { service, images },
    times: { lasts, grace, look: looksEvery, recovery, verify: verifiesEvery },
    ...(requireGo === undefined ? {} : { goOff: requireGo.off }),
    criteria: criterionIds.map((id) =>
      criterionSettings({ service, environment: name, runbook }, rollback.criteria, id),
    ),
    strategy: strategySettings(rollback.strategy, environment),
    ...schemaSettings(rollback.schemaGuard, environment),
    ...(asks === undefined ? {} : { asks }),
    runbook,
    ...(verification === undefined ? {} : { verification }),
    ...(allowsDrills ? { allowsDrills } : {}),
  };
}

function criterionSettings<Id extends CriterionId>(
  place: Pick<AlarmContext, 'service' | 'environment' | 'runbook'>,
  settings: Rollback['criteria'],
  id: Id,
): CriterionSettings {
  const { title, severity } = criteria[id];
  const one = settings[id];
  if (isOff(one)) return { id, title, severity, response: defaultResponse(id), off: one.off, alarms: [] };
  const response = responseOf(one) ?? defaultResponse(id);
  const watched = watchedOf({ id, title, severity, response, ...place }, one as Criterion<Id>);
  return { id, title, severity, response, ...watched };
}

function strategySettings(strategy: Strategy, { github, trustedAuthorities }: Environment): StrategySettings {
  if (strategy === 'none') return { kind: 'none' };
  if ('lambdaAlias' in strategy) return { kind: 'lambda-alias', ...strategy.lambdaAlias };
  if ('ecsService' in strategy) return { kind: 'ecs-service', ...strategy.ecsService };
  if ('codedeploy' in strategy) return { kind: 'codedeploy', ...strategy.codedeploy };
  if ('stateMachine' in strategy) return { kind: 'state-machine', ...strategy.stateMachine };
  const sources = { trustedAuthorities, ...(github === undefined ? {} : { github }) };
  return { kind: 'github-workflow', ...strategy.githubWorkflow, sources };
}

function schemaSettings(
  guard: Rollback['schemaGuard'],
  { trustedAuthorities, checkDeadlineSeconds }: Environment,
): Pick<WindowSettings, 'schema' | 'schemaOff'> {
  if (isOff(guard)) return { schemaOff: guard.off };
  const { tool, table, connection } = guard;
  const deadlineSeconds = checkDeadlineSeconds;
  return {
    schema: { tool, ...(table === undefined ? {} : { table }), connection, trustedAuthorities, deadlineSeconds },
  };
}
