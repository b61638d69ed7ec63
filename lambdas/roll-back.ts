import type { WindowSettings } from '../lib/config/window-settings.ts';
import type { Run } from '../lib/domain/gate.ts';
import { beforeTimeout, type LambdaContext } from '../lib/lambda/context.ts';
import { logOf } from '../lib/lambda/log.ts';
import { deployedSettings } from '../lib/lambda/settings.ts';
import { createStrategy } from '../lib/rollback/create-strategy.ts';
import { snsNotices } from '../lib/sources/notices.ts';
import { rollBack } from '../lib/steps/roll-back.ts';
import { windowStore } from '../lib/stores/window-store.ts';

const { strategy, runbook } = deployedSettings<WindowSettings>(import.meta.url);
const { WINDOW_TABLE = '', NOTICE_TOPIC = '' } = process.env;
const dependencies = {
  store: windowStore(WINDOW_TABLE),
  notices: snsNotices(NOTICE_TOPIC),
  strategy: createStrategy(strategy),
  runbook,
};

export async function handler(input: { readonly run: Run }, context: LambdaContext): Promise<void> {
  const log = logOf('roll-back', input.run);
  log.info('rollback begins', { strategy: strategy.kind });
  await rollBack(input, { ...dependencies, now: new Date(), signal: beforeTimeout(context) });
  log.info('rollback begun', { strategy: strategy.kind });
}
