import type { WindowSettings } from '../lib/config/window-settings.ts';
import { beforeTimeout, type LambdaContext } from '../lib/lambda/context.ts';
import { logOf } from '../lib/lambda/log.ts';
import { deployedSettings } from '../lib/lambda/settings.ts';
import { cloudwatchAlarms } from '../lib/sources/cloudwatch-alarms.ts';
import { snsNotices } from '../lib/sources/notices.ts';
import { type WatchWindowInput, watchWindow } from '../lib/steps/watch-window.ts';
import { approvalStore } from '../lib/stores/approval-store.ts';
import { stepFunctionsTasks } from '../lib/stores/waiting-task.ts';
import { windowStore } from '../lib/stores/window-store.ts';

const settings = deployedSettings<WindowSettings>(import.meta.url);
// The approval table is there where something asks.
const { WINDOW_TABLE = '', NOTICE_TOPIC = '', CONSOLE_URL = '', APPROVAL_TABLE } = process.env;
const dependencies = {
  store: windowStore(WINDOW_TABLE),
  approvals: APPROVAL_TABLE === undefined ? undefined : approvalStore(APPROVAL_TABLE),
  console: CONSOLE_URL,
  alarms: cloudwatchAlarms(),
  notices: snsNotices(NOTICE_TOPIC),
  tasks: stepFunctionsTasks(),
};

/** What it answers counts for nothing: the state machine waits for the token. */
export async function handler(input: WatchWindowInput, context: LambdaContext): Promise<void> {
  const signal = beforeTimeout(context);
  const next = await watchWindow(input, settings, { ...dependencies, now: new Date(), signal });
  logOf('watch-window', input.run).info('window looked at', { next });
}
