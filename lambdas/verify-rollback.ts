import type { WindowSettings } from '../lib/config/window-settings.ts';
import type { Run } from '../lib/domain/gate.ts';
import type { VerificationAnswer } from '../lib/domain/window/payload.ts';
import { beforeTimeout, type LambdaContext } from '../lib/lambda/context.ts';
import { logOf } from '../lib/lambda/log.ts';
import { deployedSettings } from '../lib/lambda/settings.ts';
import { createStrategy } from '../lib/rollback/create-strategy.ts';
import { cloudwatchAlarms } from '../lib/sources/cloudwatch-alarms.ts';
import { verifyRollback } from '../lib/steps/verify-rollback.ts';
import { windowStore } from '../lib/stores/window-store.ts';

const { strategy, times } = deployedSettings<WindowSettings>(import.meta.url);
const dependencies = {
  store: windowStore(process.env['WINDOW_TABLE'] ?? ''),
  alarms: cloudwatchAlarms(),
  strategy: createStrategy(strategy),
};

export async function handler(input: { readonly run: Run }, context: LambdaContext): Promise<VerificationAnswer> {
  const signal = beforeTimeout(context);
  const answer = await verifyRollback(input, times, { ...dependencies, now: new Date(), signal });
  logOf('verify-rollback', input.run).info('rollback looked at', { next: answer.next });
  return answer;
}
