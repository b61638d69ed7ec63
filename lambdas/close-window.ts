import type { WindowSettings } from '../lib/config/window-settings.ts';
import type { Run } from '../lib/domain/gate.ts';
import type { WindowPayload } from '../lib/domain/window/payload.ts';
import { beforeTimeout, type LambdaContext } from '../lib/lambda/context.ts';
import { logOf } from '../lib/lambda/log.ts';
import { deployedSettings } from '../lib/lambda/settings.ts';
import { cloudwatchAlarms } from '../lib/sources/cloudwatch-alarms.ts';
import { snsNotices } from '../lib/sources/notices.ts';
import { closeWindow } from '../lib/steps/close-window.ts';
import { approvalStore } from '../lib/stores/approval-store.ts';
import { windowStore } from '../lib/stores/window-store.ts';

const { runbook } = deployedSettings<WindowSettings>(import.meta.url);
// The approval table is there where something asks.
const { WINDOW_TABLE = '', NOTICE_TOPIC = '', APPROVAL_TABLE } = process.env;
const dependencies = {
  store: windowStore(WINDOW_TABLE),
  approvals: APPROVAL_TABLE === undefined ? undefined : approvalStore(APPROVAL_TABLE),
  alarms: cloudwatchAlarms(),
  notices: snsNotices(NOTICE_TOPIC),
  runbook,
};

export async function handler(input: { readonly run: Run }, context: LambdaContext): Promise<WindowPayload['closed']> {
  const signal = beforeTimeout(context);
  const closed = await closeWindow(input, { ...dependencies, now: new Date(), signal });
  logOf('close-window', input.run).info('window closed', { result: closed.result });
  return closed;
}
