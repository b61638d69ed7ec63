import type { WindowSettings } from '../lib/config/window-settings.ts';
import type { RollbackDecision } from '../lib/domain/window/payload.ts';
import { logOf } from '../lib/lambda/log.ts';
import { deployedSettings } from '../lib/lambda/settings.ts';
import { snsNotices } from '../lib/sources/notices.ts';
import { type DecideRollbackInput, decideRollback } from '../lib/steps/decide-rollback.ts';
import { approvalStore } from '../lib/stores/approval-store.ts';
import { windowStore } from '../lib/stores/window-store.ts';

const settings = deployedSettings<WindowSettings>(import.meta.url);
const { WINDOW_TABLE = '', NOTICE_TOPIC = '', APPROVAL_TABLE = '', CONSOLE_URL = '' } = process.env;
const dependencies = {
  store: windowStore(WINDOW_TABLE),
  approvals: approvalStore(APPROVAL_TABLE),
  console: CONSOLE_URL,
  notices: snsNotices(NOTICE_TOPIC),
};

export async function handler(input: DecideRollbackInput): Promise<RollbackDecision> {
  const decision = await decideRollback(input, settings, { ...dependencies, now: new Date() });
  logOf('decide-rollback', input.run).info('rollback decided', { next: decision.next });
  return decision;
}
