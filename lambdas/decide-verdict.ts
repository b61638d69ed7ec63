import type { GateSettings } from '../lib/config/function-settings.ts';
import type { Decision, Question } from '../lib/domain/verdict.ts';
import { logOf } from '../lib/lambda/log.ts';
import { deployedSettings } from '../lib/lambda/settings.ts';
import { type DecideVerdictInput, decideVerdict } from '../lib/steps/decide-verdict.ts';
import { approvalStore } from '../lib/stores/approval-store.ts';
import { windowStore } from '../lib/stores/window-store.ts';

const settings = deployedSettings<GateSettings>(import.meta.url);
// There where a check is waivable.
const table = process.env['APPROVAL_TABLE'];
const store = table === undefined ? undefined : approvalStore(table);
// There where the environment has a rollback window.
const windowTable = process.env['WINDOW_TABLE'];
const windows = windowTable === undefined ? undefined : windowStore(windowTable);

export async function handler(input: DecideVerdictInput): Promise<Decision | Question> {
  const log = logOf('decide-verdict', input.run);
  const warn = (message: string, cause: Error): void => log.warn(message, cause);
  const decided = await decideVerdict(input, settings, { store, windows, now: new Date(), warn });
  if ('ask' in decided) log.info('people are asked', { items: decided.ask.map(({ id }) => id) });
  else log.info('verdict decided', { verdict: decided.verdict, summary: decided.summary, blocking: decided.blocking });
  return decided;
}
