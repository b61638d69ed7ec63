import { setTimeout as pause } from 'node:timers/promises';
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  type MetricAlarm,
  ResourceNotFound,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import {
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import type { CriterionSettings } from '../../lib/config/window-settings.ts';
import type { CriterionId } from '../../lib/domain/window/criterion.ts';
import { account, credentials, region } from '../aws-environment.ts';
import { SandboxError } from '../failure.ts';
import { type DueChange, dueChanges, evaluatedAlarm } from './alarm-evaluation.ts';

/** The alarms of a stack, and who is told of them: the emulator does not evaluate them. */
export interface StackAlarms {
  /** Makes every alarm what its metrics say at the end of a minute, as CloudWatch does. @returns those that changed. */
  evaluate(end: Date): Promise<readonly DueChange[]>;
  /** The same, without telling anybody; what is not OK then becomes it, and those are there again that were deleted. */
  calm(end: Date): Promise<void>;
  /** Every alarm of these criteria, at once, until it is evaluated again; the one that a window made of its baseline too. */
  set(criteria: readonly CriterionId[], state: StateValue): Promise<void>;
  /** Whether every alarm of these criteria is in this state. */
  are(criteria: readonly CriterionId[], state: StateValue): Promise<boolean>;
  /** Notifies once more of the state in which they are, as SNS may. */
  tellAgain(criteria: readonly CriterionId[]): Promise<void>;
  delete(criterion: CriterionId): Promise<void>;
  /** Whether notifications reach the function. */
  deliver(isOn: boolean): Promise<void>;
  names(): Promise<string[]>;
}

/** Of 50 ms each. */
const mostTries = 100;

export interface AlarmsOfStack {
  /** The stack's name, with which those of its alarms begin. */
  readonly stack: string;
  /** ARN of the topic that they notify. */
  readonly topic: string;
  /** Makes again those that may be deleted. */
  readonly make: () => Promise<void>;
  /** What they are made of: the emulator keeps no metric math. */
  readonly criteria: readonly CriterionSettings[];
}

/** @param endpoint the emulator itself. */
export function stackAlarms(endpoint: string, { stack, topic, make, criteria: watched }: AlarmsOfStack): StackAlarms {
  const settings = { endpoint, region, credentials };
  const client = new CloudWatchClient(settings);
  const sns = new SNSClient(settings);
  let undelivered: (string | undefined)[] = [];
  let areDeleted = false;
  return { evaluate, calm, set, are, tellAgain, delete: remove, deliver, names: async () => (await all()).map(nameOf) };

  async function all(): Promise<MetricAlarm[]> {
    const command = new DescribeAlarmsCommand({ AlarmNamePrefix: `${stack}-`, MaxRecords: 100 });
    return (await client.send(command)).MetricAlarms ?? [];
  }

  /** A window makes one of them a moment after it has opened. */
  async function of(criteria: readonly CriterionId[]): Promise<MetricAlarm[]> {
    for (let tries = 0; tries < mostTries; tries += 1) {
      const there = await all();
      const found = criteria.map((criterion) =>
        there.filter((alarm) => nameOf(alarm).startsWith(`${stack}-${criterion}`)),
      );
      if (found.every((ones) => ones.length > 0)) return found.flat();
      await pause(50);
    }
    throw new SandboxError(`the stack ${stack} lacks an alarm of ${criteria.join(', ')}`);
  }

  async function evaluate(end: Date): Promise<readonly DueChange[]> {
    const alarms = (await all()).flatMap((alarm) => evaluatedAlarm(alarm, watched) ?? []);
    const due = await dueChanges(client, alarms, end);
    await Promise.all(due.map(change));
    return due;
  }

  async function change({ name: AlarmName, to: StateValue, reason: StateReason }: DueChange): Promise<void> {
    try {
      await client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason }));
    } catch (cause) {
      // A window that has ended deletes its own.
      if (!(cause instanceof ResourceNotFound)) throw cause;
    }
  }

  async function calm(end: Date): Promise<void> {
    if (areDeleted) await make();
    areDeleted = false;
    const AlarmNames = (await others()).map(nameOf);
    if (AlarmNames.length === 0) return;
    await client.send(new DisableAlarmActionsCommand({ AlarmNames }));
    await evaluate(end);
    // Alarms of no criterion, of which nobody put metrics.
    await setAll(await others(), 'OK');
    await client.send(new EnableAlarmActionsCommand({ AlarmNames }));
  }

  async function others(): Promise<MetricAlarm[]> {
    return (await all()).filter(({ StateValue }) => StateValue !== 'OK');
  }

  async function set(criteria: readonly CriterionId[], state: StateValue): Promise<void> {
    await setAll(await of(criteria), state);
  }

  async function are(criteria: readonly CriterionId[], state: StateValue): Promise<boolean> {
    return (await of(criteria)).every(({ StateValue }) => StateValue === state);
  }

  async function setAll(alarms: readonly MetricAlarm[], StateValue: StateValue): Promise<void> {
    await Promise.all(
      alarms.map((alarm) => {
        const { AlarmName } = alarm;
        return client.send(
          new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: reasonOf(alarm, StateValue) }),
        );
      }),
    );
  }

  async function tellAgain(criteria: readonly CriterionId[]): Promise<void> {
    const alarms = await of(criteria);
    await Promise.all(
      alarms.map((alarm) => sns.send(new PublishCommand({ TopicArn: topic, Message: notificationOf(alarm) }))),
    );
  }

  async function remove(criterion: CriterionId): Promise<void> {
    areDeleted = true;
    await client.send(new DeleteAlarmsCommand({ AlarmNames: (await of([criterion])).map(nameOf) }));
  }

  async function deliver(isOn: boolean): Promise<void> {
    if (isOn) {
      const again = undelivered.map(
        (Endpoint) => new SubscribeCommand({ TopicArn: topic, Protocol: 'lambda', Endpoint }),
      );
      undelivered = [];
      await Promise.all(again.map((command) => sns.send(command)));
      return;
    }
    const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topic }));
    const functions = Subscriptions.filter(({ Protocol }) => Protocol === 'lambda');
    undelivered = functions.map(({ Endpoint }) => Endpoint);
    await Promise.all(functions.map(({ SubscriptionArn }) => sns.send(new UnsubscribeCommand({ SubscriptionArn }))));
  }
}

const nameOf = ({ AlarmName = '' }: MetricAlarm): string => AlarmName;

/** In CloudWatch's words, with values that nobody measured. */
function reasonOf(alarm: MetricAlarm, state: StateValue): string {
  const { Threshold = 0, ComparisonOperator = '', DatapointsToAlarm: of = 1, EvaluationPeriods: last = of } = alarm;
  if (state === 'INSUFFICIENT_DATA') return `Insufficient Data: ${last} datapoints were unknown.`;
  const isGreater = ComparisonOperator.startsWith('Greater');
  const words = `${isGreater ? 'greater' : 'less'} than the threshold (${Threshold})`;
  if (state === 'OK') return `Threshold Crossed: no datapoints were ${words}.`;
  const values = Array.from({ length: of }, (_, index) => (isGreater ? (Threshold * (19 + index)) / 10 : 0));
  return `Threshold Crossed: ${of} out of the last ${last} datapoints [${values.join(', ')}] were ${words}.`;
}

/** As CloudWatch writes it ("Notify users on alarm changes"). */
function notificationOf({ AlarmName, AlarmArn, StateValue, StateReason, StateUpdatedTimestamp }: MetricAlarm): string {
  return JSON.stringify({
    AlarmName,
    AlarmArn,
    AWSAccountId: account,
    NewStateValue: StateValue,
    NewStateReason: StateReason,
    StateChangeTime: StateUpdatedTimestamp?.toISOString().replace('Z', '+0000'),
    Region: 'Europe (Frankfurt)',
    OldStateValue: 'OK',
  });
}
