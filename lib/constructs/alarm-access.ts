import { ArnFormat, type Stack } from 'aws-cdk-lib';
import type { BaselineSettings, WindowSettings } from '../config/window-settings.ts';
import type { Permission } from './permission.ts';

/** How alarms are, silenced ones included. */
const look: Permission[] = [
  {
    actions: ['cloudwatch:DescribeAlarms'],
    resources: ['*'],
    wildcard: 'CloudWatch tells of composite alarms only whoever may describe all alarms',
  },
  {
    actions: ['cloudwatch:ListAlarmMuteRules'],
    resources: ['*'],
    wildcard: 'CloudWatch knows no resources for listing mute rules',
  },
];

const readMetrics: Permission = {
  actions: ['cloudwatch:GetMetricStatistics'],
  resources: ['*'],
  wildcard: 'CloudWatch knows no resources for reading metrics',
};

const ownWildcard = "an alarm of one window has the run's name at its end";

/**
 * What the steps of a window may do with CloudWatch: make and delete no alarms but those that windows make for themselves, and turn
 * none red but those of this environment, where drills are allowed.
 */
export class AlarmAccess {
  /** ARNs of the alarms that windows make for themselves; empty where none does. */
  readonly #own: readonly string[];
  /** ARNs of the alarms that a drill may turn red: those of criteria that roll back. Empty where drills are not allowed. */
  readonly #drilled: readonly string[];
  readonly #stack: Stack;

  constructor({ criteria, allowsDrills }: Pick<WindowSettings, 'criteria' | 'allowsDrills'>, stack: Stack) {
    this.#stack = stack;
    this.#own = criteria.flatMap(({ baseline }) => (baseline ? this.#arnOf(ownPattern(baseline)) : []));
    const rollingBack = allowsDrills ? criteria.filter(({ response }) => response === 'rollback') : [];
    this.#drilled = rollingBack.flatMap(({ alarms, baseline }) => [
      ...alarms.filter(({ madeBy }) => madeBy === 'stack').map(({ name }) => this.#arnOf(name)),
      ...(baseline ? [this.#arnOf(ownPattern(baseline))] : []),
    ]);
  }

  /** Watch and VerifyRollback. */
  look(): Permission[] {
    return look;
  }

  /** OpenWindow: also measures the hour before, makes its own alarm, and deletes those that earlier windows left. */
  open(): Permission[] {
    const change = ['cloudwatch:PutMetricAlarm', 'cloudwatch:TagResource', 'cloudwatch:DeleteAlarms'];
    return [...look, ...(this.#own.length === 0 ? [] : [readMetrics]), ...this.#ofOwn(change)];
  }

  /** CloseWindow: also deletes its own alarm. */
  close(): Permission[] {
    return [...look, ...this.#ofOwn(['cloudwatch:DeleteAlarms'])];
  }

  /** The function that people call: also turns an alarm red, where drills are allowed. */
  drill(): Permission[] {
    if (this.#drilled.length === 0) return [];
    return [...look, { actions: ['cloudwatch:SetAlarmState'], resources: this.#drilled, wildcard: ownWildcard }];
  }

  #ofOwn(actions: readonly string[]): Permission[] {
    if (this.#own.length === 0) return [];
    return [{ actions, resources: this.#own, wildcard: ownWildcard }];
  }

  #arnOf(resourceName: string): string {
    const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
    return this.#stack.formatArn({ service: 'cloudwatch', resource: 'alarm', resourceName, arnFormat });
  }
}

const ownPattern = ({ alarm }: BaselineSettings): string => `${alarm.name}-*`;
