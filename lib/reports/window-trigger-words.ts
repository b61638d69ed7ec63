import { isDrill } from '../domain/window/drill.ts';
import type { WindowReport } from '../domain/window/window-report.ts';

const sourceWords = {
  notification: "the alarm's notification",
  look: "the window's look each minute",
  person: 'a person',
  approval: "people's decision",
} as const satisfies Record<NonNullable<WindowReport['trigger']>['by'], string>;

/** Who or what recorded the trigger. */
export function recordedByWords(trigger: NonNullable<WindowReport['trigger']>): string {
  const { by, person } = trigger;
  const source = isByVerification(trigger) ? "the window's look, after a verification" : sourceWords[by];
  return person === undefined ? source : `${source}: ${person}`;
}

/** Whether a check, or a probe, failed in each of its tries. */
export const isByVerification = ({ alarm, by }: NonNullable<WindowReport['trigger']>): boolean =>
  alarm === undefined && by === 'look';

/** What happened at the trigger's own time. */
export function triggerMomentWords(trigger: NonNullable<WindowReport['trigger']>): string {
  if (isByVerification(trigger)) return 'A verification failed';
  return trigger.alarm === undefined ? 'It was triggered' : 'The alarm turned red';
}

/** The criterion or the check that triggered, where one did. */
export function triggeredBy({ trigger, criteria, checks = [] }: WindowReport) {
  return trigger === undefined
    ? undefined
    : (checks.find(({ id }) => id === trigger.check) ?? criteria.find(({ id }) => id === trigger.criterion));
}

/** What became of a drill, as a sentence: `Drill: provoked by aws:…, it rolled back as it should.`; undefined where there was none. */
export function drillSentence(report: WindowReport): string | undefined {
  const { drill } = report;
  return drill === undefined ? undefined : `Drill: provoked by ${drill.by}, ${drillWords(report)}.`;
}

function drillWords(report: WindowReport): string {
  const { trigger, result } = report;
  if (trigger === undefined)
    return result === 'open'
      ? 'and its alarm has not been seen red yet'
      : 'and nothing rolled back: what it provoked was not seen';
  if (!isDrill(report)) return 'but something else triggered the rollback';
  if (result === 'rolled-back') return 'it rolled back as it should';
  return result === 'open' ? 'and it is being rolled back' : 'and the rollback failed';
}
