import type { WindowSettings } from '../lib/config/window-settings.ts';
import { beforeTimeout, type LambdaContext } from '../lib/lambda/context.ts';
import { logOfService } from '../lib/lambda/log.ts';
import { deployedSettings } from '../lib/lambda/settings.ts';
import { cloudwatchAlarms } from '../lib/sources/cloudwatch-alarms.ts';
import { snsNotices } from '../lib/sources/notices.ts';
import { type CommandAnswer, commandWindow } from '../lib/steps/command-window.ts';
import { stepFunctionsTasks } from '../lib/stores/waiting-task.ts';
import { windowStore } from '../lib/stores/window-store.ts';

const settings = deployedSettings<WindowSettings>(import.meta.url);
const { WINDOW_TABLE = '', NOTICE_TOPIC = '' } = process.env;
const dependencies = {
  store: windowStore(WINDOW_TABLE),
  alarms: cloudwatchAlarms(),
  notices: snsNotices(NOTICE_TOPIC),
  tasks: stepFunctionsTasks(),
};
const log = logOfService('window-command');

/** Called by the command line, by whom IAM allows to. */
export async function handler(command: unknown, context: LambdaContext): Promise<CommandAnswer> {
  const answer = await commandWindow(command, settings, {
    ...dependencies,
    now: new Date(),
    signal: beforeTimeout(context),
  });
  if (answer.outcome === 'done') log.info('command done', { run: answer.run });
  else log.warn('command refused', { why: answer.why });
  return answer;
}
