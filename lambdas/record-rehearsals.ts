import type { Run } from '../lib/domain/gate.ts';
import { logOf } from '../lib/lambda/log.ts';
import { recordRehearsals } from '../lib/steps/record-rehearsals.ts';
import { rehearsalStore } from '../lib/stores/rehearsal-store.ts';
import { windowStore } from '../lib/stores/window-store.ts';

const { WINDOW_TABLE = '', REHEARSAL_TABLES = '' } = process.env;
const dependencies = {
  store: windowStore(WINDOW_TABLE),
  // One for each environment that is rehearsed here, by their ARNs.
  rehearsals: REHEARSAL_TABLES.split(',').map((table) => rehearsalStore(table)),
};

/** What it answers counts for nothing: what was recorded stands in the tables. */
export async function handler(input: { readonly run: Run }): Promise<void> {
  const recorded = await recordRehearsals(input, dependencies);
  const steps = recorded.map(({ step, status }) => ({ step, status }));
  logOf('record-rehearsals', input.run).info('rehearsals recorded', { steps });
}
