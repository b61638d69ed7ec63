import type { GateSettings } from '../lib/config/function-settings.ts';
import { logOf } from '../lib/lambda/log.ts';
import { deployedSettings } from '../lib/lambda/settings.ts';
import { type ParseReleaseInput, type ParseReleaseOutput, parseRelease } from '../lib/steps/parse-release.ts';

const settings = deployedSettings<GateSettings>(import.meta.url);

export async function handler(input: ParseReleaseInput): Promise<ParseReleaseOutput> {
  const output = parseRelease(input, settings);
  const log = logOf('parse-release', input.run);
  if ('refused' in output) log.warn('release refused', { problems: output.refused.problems });
  else log.info('release accepted', { release: output.release });
  return output;
}
