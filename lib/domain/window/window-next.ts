import { schemaItem } from './asked.ts';
import { isDrill } from './drill.ts';
import { type RunbookEntry, runbookLink } from './runbook.ts';
import type { WindowRecord, WindowResult } from './window.ts';
import type { AskedItem } from './window-summary.ts';
import { oldVersion } from './words.ts';

/** Something that people are to do now. */
export interface NextStep {
  readonly text: string;
  /** Where to read on. */
  readonly link?: string;
  /** As typed in a shell. */
  readonly command?: string;
}

/**
 * What people are to do after a window; nothing while it is open, and after one that needs nothing.
 * @param runbook an address without a fragment; absent where nobody knows it.
 */
export function nextSteps(record: WindowRecord, items: readonly AskedItem[], runbook: string | undefined): NextStep[] {
  const result = record.closed?.result;
  if (result === undefined) return [];
  const linked: Linked = (entry) => (runbook === undefined ? {} : { link: runbookLink(runbook, entry) });
  return [
    ...stepsOf(result, record, items, linked),
    ...(record.rollback === undefined || isDrill(record) ? [] : [quarantineStep(record, linked('rolled-back'))]),
    ...redStill(record).map((alarm) => ({
      text: `${alarm} was red already when the window opened, and still is: find out why.`,
      ...linked(record.criteria.find(({ alarms }) => alarms.includes(alarm))?.id ?? 'opened'),
    })),
  ];
}

type Linked = (entry: RunbookEntry) => { readonly link?: string };

function stepsOf(result: WindowResult, record: WindowRecord, items: readonly AskedItem[], linked: Linked): NextStep[] {
  const { trigger, environment, supersededBy, release } = record;
  switch (result) {
    case 'healthy':
      return [];
    case 'rolled-back': {
      if (isDrill(record))
        return [
          { text: `Nothing: it was a drill, and it went well. To have ${release.version} serve again, deploy it.` },
        ];
      const text = `Find out from the trigger what ${release.version} broke, and put it right in a new release.`;
      return [{ text, ...linked(trigger?.criterion ?? trigger?.check ?? 'rolled-back') }];
    }
    case 'rollback-failed':
      return [{ text: failedText(record, items), ...linked('rollback-failed') }];
    case 'inconclusive':
      return [
        {
          text: `Look at ${release.version} yourselves: nothing says that it is well. Then put right what could not be seen.`,
          ...linked('inconclusive'),
        },
      ];
    case 'superseded':
      return [
        {
          text: 'Read the report of the window that took over: it watched on.',
          ...(supersededBy === undefined
            ? {}
            : { command: `preflight report ${quoted(`windows/${supersededBy.run}`)} --env ${environment}` }),
        },
      ];
  }
}

function failedText(record: WindowRecord, items: readonly AskedItem[]): string {
  const { target, rollback, release } = record;
  const old = oldVersion(record);
  if (rollback?.doneAt !== undefined)
    return `Look now: ${old} serves, but it is not known to be well. The cause may not be the release.`;
  if ('problem' in target) return `Act now: ${release.version} still serves. Go back by hand, or fix forward.`;
  if (rollback === undefined && items.some(({ id, status }) => id === schemaItem && status !== 'approved'))
    return `Act now: ${release.version} still serves, and the schema speaks against going back. Fix forward, or put the schema right and then go back by hand.`;
  return `Act now: see which version serves, and go back to ${old} by hand where it does not.`;
}

function quarantineStep({ release, environment }: WindowRecord, link: { readonly link?: string }): NextStep {
  return {
    text: `${release.version} is in quarantine: the gate does not let it pass. A repaired release has a commit of its own; only to let this very one pass again, lift it.`,
    ...link,
    command: `preflight release lift --env ${environment} --commit ${release.commit} --reason '…'`,
  };
}

/** Alarms that were red at open, and were never seen otherwise. */
function redStill({ redAtOpen, states = {} }: WindowRecord): string[] {
  const last = new Map(Object.values(states).map(({ name, state }) => [name, state]));
  return redAtOpen.map(({ name }) => name).filter((name) => (last.get(name) ?? 'ALARM') === 'ALARM');
}

/** A run's name as a word of a shell: whoever started the execution chose it. */
const quoted = (run: string): string => (/^[\w./-]+$/.test(run) ? run : `'${run.replaceAll("'", `'\\''`)}'`);
