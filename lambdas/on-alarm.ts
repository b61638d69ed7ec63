import { alarmEventOf } from '../lib/domain/window/alarm-event.ts';
import { alarmMessages, eachByItself } from '../lib/lambda/alarm-messages.ts';
import { type LambdaContext, placeOf } from '../lib/lambda/context.ts';
import { logOfService } from '../lib/lambda/log.ts';
import { recordAlarm } from '../lib/steps/record-alarm.ts';
import { stepFunctionsTasks } from '../lib/stores/waiting-task.ts';
import { windowStore } from '../lib/stores/window-store.ts';

const store = windowStore(process.env['WINDOW_TABLE'] ?? '');
const tasks = stepFunctionsTasks();
const log = logOfService('on-alarm');

/** Messages of SNS, or an event of EventBridge. */
export async function handler(event: unknown, context: LambdaContext): Promise<void> {
  await eachByItself(alarmMessages(event), async (message) => {
    const alarm = alarmEventOf(message);
    if (alarm === undefined) return log.warn('not an alarm');
    const recorded = await recordAlarm(alarm, { store, tasks, ...placeOf(context), now: new Date() });
    log.info('alarm recorded', { alarm: alarm.alarm, state: alarm.state, at: alarm.at, ...recorded });
  });
}
