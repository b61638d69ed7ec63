import type { GateSettings } from '../lib/config/function-settings.ts';
import type { Decision } from '../lib/domain/verdict.ts';
import { logOf } from '../lib/lambda/log.ts';
import { deployedSettings } from '../lib/lambda/settings.ts';
import { type DecideVerdictInput, decideVerdict } from '../lib/steps/decide-verdict.ts';

const settings = deployedSettings<GateSettings>(import.meta.url);

export async function handler(input: DecideVerdictInput): Promise<Decision> {
  const decision = decideVerdict(input, settings, new Date());
  const { verdict, summary, blocking } = decision;
  logOf('decide-verdict', input.run).info('verdict decided', { verdict, summary, blocking });
  return decision;
}
