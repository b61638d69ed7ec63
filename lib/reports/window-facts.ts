import type { WindowReport } from '../domain/window/window-report.ts';
import type { Fact, FactList } from './facts.ts';
import { recordedByWords } from './window-trigger-words.ts';
import { millisecondsWords, momentWords } from './window-words.ts';
import { durationWords } from './words.ts';

/** Everything an auditor asks for that has no section of its own. */
export function windowFacts(report: WindowReport): FactList[] {
  return [
    { title: 'Release', facts: releaseFacts(report) },
    { title: 'Window', facts: runFacts(report) },
    { title: 'Why it could open', facts: goFacts(report) },
    ...(report.drill === undefined ? [] : [{ title: 'Drill', facts: drillFacts(report.drill) }]),
  ];
}

function releaseFacts({ service, environment, release, fingerprint }: WindowReport): Fact[] {
  const { previous, images, migrationVersion, pullRequest } = release;
  return [
    fact('Service', service),
    fact('Environment', environment),
    fact('Version', release.version),
    code('Commit', release.commit),
    ...(pullRequest === undefined ? [] : [fact('Pull request', String(pullRequest))]),
    ...(migrationVersion === undefined ? [] : [fact('Migration version', String(migrationVersion))]),
    ...(images.length === 0 ? [] : [{ term: 'Images', values: images, code: true }]),
    ...(previous === undefined
      ? [fact('Replaces', 'no version was named')]
      : [fact('Replaces version', previous.version), code('Its commit', previous.commit)]),
    ...(previous?.migrationVersion === undefined
      ? []
      : [fact('Its migration version', String(previous.migrationVersion))]),
    fact('Requested by', release.requestedBy),
    code('Configuration', fingerprint.configuration),
  ];
}

function runFacts(report: WindowReport): Fact[] {
  const { run, openedAt, endsAt, closedAt, ended, supersedes, supersededBy, lookedAt, schema } = report;
  const lasted = closedAt === undefined ? undefined : Date.parse(closedAt) - Date.parse(openedAt);
  return [
    code('Run', run.id),
    ...(run.execution === undefined ? [] : [code('Execution', run.execution)]),
    moment('Opened', openedAt),
    moment('Planned until', endsAt),
    ...(ended === undefined ? [] : [moment(ended.why === 'closed' ? 'Closed early' : 'Ended', ended.at)]),
    ...(ended?.by === undefined ? [] : [fact('Closed by', ended.by)]),
    ...(ended?.reason === undefined ? [] : [fact('Reason', ended.reason)]),
    ...(closedAt === undefined ? [] : [moment('Result written', closedAt)]),
    ...(lasted === undefined ? [] : [fact('Lasted', durationWords(Math.max(0, lasted)))]),
    ...(lookedAt === undefined ? [] : [moment('Looked last', lookedAt)]),
    ...(supersedes === undefined ? [] : [code('Took over from', supersedes)]),
    ...(supersededBy === undefined ? [] : [code('Taken over by', supersededBy.run), moment('At', supersededBy.at)]),
    code('Report format', schema),
  ];
}

function goFacts({ go, withoutGo }: WindowReport): Fact[] {
  return [
    ...(go === undefined ? [] : [code('GO of run', go.run), moment('It held until', go.expiresAt)]),
    ...(withoutGo === undefined ? [] : [fact('Without a GO', withoutGo)]),
    ...(go === undefined && withoutGo === undefined ? [fact('GO', 'none is written down')] : []),
  ];
}

function drillFacts({ at, by, reason, alarm }: NonNullable<WindowReport['drill']>): Fact[] {
  return [fact('Provoked by', by), moment('At', at), fact('Reason', reason), code('Alarm set to red', alarm)];
}

/** The trigger, for its own section. */
export function triggerFacts({ trigger }: WindowReport): Fact[] {
  if (trigger === undefined) return [];
  const { criterion, check, alarm, at, recordedAt } = trigger;
  return [
    ...(criterion === undefined ? [] : [code('Criterion', criterion)]),
    ...(check === undefined ? [] : [code('Check', check)]),
    ...(alarm === undefined ? [] : [code('Alarm', alarm)]),
    moment('Happened', at),
    moment('Recorded', recordedAt),
    fact('Recorded by', recordedByWords(trigger)),
  ];
}

/** The rollback, for its own section; of a window that did not roll back, what it would have gone back to. */
export function rollbackFacts({ target, rollback, trigger }: WindowReport): Fact[] {
  const handle = { ...('details' in target ? target.details : {}), ...rollback?.handle };
  const known = Object.entries(handle).map(([key, value]) => `${key}: ${value}`);
  return [
    ...('problem' in target
      ? [fact('Nothing to go back to', target.problem)]
      : [fact('Strategy', target.strategy), fact(trigger === undefined ? 'Would go back to' : 'Back to', target.what)]),
    ...(known.length === 0 ? [] : [{ term: 'Known as', values: known, code: true }]),
    ...(rollback === undefined ? [] : [fact('Last heard', rollback.detail)]),
    ...(rollback?.failure === undefined ? [] : [fact('Failure', rollback.failure)]),
  ];
}

export function baselineFacts({ baseline, criteria }: WindowReport): Fact[] {
  const why = criteria.find(({ id }) => id === 'response-time')?.notWatched;
  if (baseline === undefined) {
    return [fact('Baseline', why === undefined ? 'none was made' : `none was made: ${why}`)];
  }
  const { p95Ms, samples, from, to, thresholdMs, alarm } = baseline;
  return [
    fact('p95', `${millisecondsWords(p95Ms)} of ${samples.toLocaleString('en-US')} requests`),
    fact('Measured', `${momentWords(from)} to ${momentWords(to)}`),
    ...(thresholdMs === undefined ? [] : [fact('Threshold', `red above ${millisecondsWords(thresholdMs)}`)]),
    ...(alarm === undefined ? [] : [code('Alarm', alarm)]),
  ];
}

const fact = (term: string, value: string): Fact => ({ term, values: [value] });
const code = (term: string, value: string): Fact => ({ term, values: [value], code: true });
const moment = (term: string, value: string): Fact => fact(term, momentWords(value));
