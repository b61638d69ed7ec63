import type { WindowSettings } from '../lib/config/window-settings.ts';
import type { OpenedWindow } from '../lib/domain/window/payload.ts';
import { beforeTimeout, type LambdaContext } from '../lib/lambda/context.ts';
import { logOf } from '../lib/lambda/log.ts';
import { deployedSettings } from '../lib/lambda/settings.ts';
import { createStrategy } from '../lib/rollback/create-strategy.ts';
import { cloudwatchAlarms } from '../lib/sources/cloudwatch-alarms.ts';
import { snsNotices } from '../lib/sources/notices.ts';
import { type OpenWindowInput, openWindow } from '../lib/steps/open-window.ts';
import { approvalStore } from '../lib/stores/approval-store.ts';
import { stepFunctionsTasks } from '../lib/stores/waiting-task.ts';
import { goStore, windowStore } from '../lib/stores/window-store.ts';

const settings = deployedSettings<WindowSettings>(import.meta.url);
// The approval table is there where something asks.
const { WINDOW_TABLE = '', NOTICE_TOPIC = '', ALARM_TOPIC = '', APPROVAL_TABLE } = process.env;
const dependencies = {
  store: windowStore(WINDOW_TABLE),
  gos: goStore(WINDOW_TABLE),
  approvals: APPROVAL_TABLE === undefined ? undefined : approvalStore(APPROVAL_TABLE),
  alarms: cloudwatchAlarms(),
  notices: snsNotices(NOTICE_TOPIC),
  strategy: createStrategy(settings.strategy),
  tasks: stepFunctionsTasks(),
  alarmTopic: ALARM_TOPIC,
};

export async function handler(input: OpenWindowInput, context: LambdaContext): Promise<OpenedWindow> {
  const signal = beforeTimeout(context);
  const opened = await openWindow(input, settings, { ...dependencies, now: new Date(), signal });
  const log = logOf('open-window', input.run);
  if (opened.next === 'watch') log.info('window opened', { endsAt: opened.endsAt });
  else if (opened.next === 'refused') log.warn('window refused', { error: opened.error, cause: opened.cause });
  else log.info('window not opened', { reason: opened.reason });
  return opened;
}
