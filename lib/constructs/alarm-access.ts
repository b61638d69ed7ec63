import { ArnFormat, type Stack } from 'aws-cdk-lib';
import type { WindowSettings } from '../config/window-settings.ts';
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

/** What the steps of a window may do with CloudWatch: make and delete no alarms but those that windows make for themselves. */
export class AlarmAccess {
  /** ARNs of the alarms that windows make for themselves; empty where none does. */
  readonly #own: readonly string[];

  constructor({ criteria }: Pick<WindowSettings, 'criteria'>, stack: Stack) {
    const names = criteria.flatMap(({ baseline }) => baseline?.alarm.name ?? []);
    this.#own = names.map((name) =>
      stack.formatArn({
        service: 'cloudwatch',
        resource: 'alarm',
        resourceName: `${name}-*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    );
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

  #ofOwn(actions: readonly string[]): Permission[] {
    if (this.#own.length === 0) return [];
    return [{ actions, resources: this.#own, wildcard: "an alarm of one window has the run's name at its end" }];
  }
}
