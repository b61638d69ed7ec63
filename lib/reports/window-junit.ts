import type { ReportedCriterion, WindowReport } from '../domain/window/window-report.ts';
import { between, count, junitDocument, type TestCase } from './junit-parts.ts';
import {
  criterionStandings,
  deploymentName,
  responseWords,
  standingOfCriterion,
  stateWords,
  stepLines,
  windowSentence,
} from './window-words.ts';

/** One suite: a test for each criterion, one for the rollback, and what else is wrong. Red for all that is not healthy. */
export function windowAsJunit(report: WindowReport): string {
  const { run, service, environment, release, openedAt, closedAt = openedAt, result } = report;
  const decided = [...report.criteria.map((criterion) => criterionCase(criterion, report)), rollbackCase(report)];
  const name = `Rollback window: ${deploymentName(report)} in ${environment}`;
  const ms = between(openedAt, closedAt);
  return junitDocument({
    name,
    ms,
    suites: [{ name, startedAt: openedAt, ms, cases: [...decided, ...windowCases(report, decided)] }],
    properties: Object.entries({
      result,
      run: run.id,
      service,
      version: release.version,
      commit: release.commit,
      ...(report.withoutGo === undefined ? {} : { withoutGo: report.withoutGo }),
    }),
  });
}

function criterionCase(criterion: ReportedCriterion, report: WindowReport): TestCase {
  const { id, title, severity, response, notWatched } = criterion;
  const standing = standingOfCriterion(criterion, report);
  const { look, words } = criterionStandings[standing];
  const spots = report.blind
    .filter(({ what }) => criterion.alarms.some(({ name }) => name === what))
    .map(({ what, why, from, to }) => `- not seen from ${from} to ${to ?? 'the end'}: ${what}: ${why}`);
  const reason = standing === 'trigger' ? [report.trigger?.reason ?? ''] : [];
  const message = notWatched ?? reason[0] ?? (standing === 'people' ? 'people alone watch it' : words);
  const lines = [
    `${words}. ${severity}; a red alarm ${responseWords[response]}`,
    ...reason,
    ...spots,
    ...criterion.alarms.map(({ name, seen }) =>
      seen === undefined
        ? `- ${name}: never seen`
        : `- ${name}: ${stateWords[seen.state]} since ${seen.since}: ${seen.reason}`,
    ),
  ];
  return {
    classname: 'preflight.window',
    name: `${id}: ${title}`,
    ms: 0,
    // A result that is healthy is one: Watch has looked, whatever became of its notes.
    outcome: look === 'error' && report.result === 'healthy' ? 'warn' : look,
    message,
    text: lines.join('\n'),
  };
}

/** Skipped where there was no reason to go back. */
function rollbackCase(report: WindowReport): TestCase {
  const { trigger, result, rollback, tookSeconds = 0 } = report;
  const steps = stepLines(report).map(({ words, at, took }) => {
    if (at === undefined) return `- ${words}: it did not come to that`;
    return `- ${words}: ${at}${took === undefined ? '' : `, ${took} later`}`;
  });
  const outcome = rollbackOutcome(report);
  const message = trigger === undefined ? 'nothing triggered one' : windowSentence(report);
  const text = [message, ...(rollback === undefined ? [] : [rollback.failure ?? rollback.detail]), ...steps];
  return {
    classname: 'preflight.window',
    name: 'rollback: The old version serves again',
    ms: result === 'rolled-back' ? tookSeconds * 1000 : 0,
    outcome,
    message,
    text: text.join('\n'),
  };
}

function rollbackOutcome({ trigger, result }: WindowReport): TestCase['outcome'] {
  if (result === 'rollback-failed') return 'fail';
  if (trigger === undefined) return 'skipped';
  // One that goes on has not worked yet.
  return result === 'rolled-back' ? 'pass' : 'error';
}

/** What is wrong with the window as a whole: a reader of test results must not see green for one that is not healthy. */
function windowCases(report: WindowReport, decided: readonly TestCase[]): TestCase[] {
  const alarms = new Set(report.criteria.flatMap((criterion) => criterion.alarms.map(({ name }) => name)));
  const spots = report.blind
    .filter(({ what }) => !alarms.has(what))
    // Numbered: of tests with the same name, GitLab takes the first alone.
    .map(({ what, why, from, to }, index) =>
      windowCase(`blind spot ${index + 1}: ${what}`, `not seen from ${from} to ${to ?? 'the end'}: ${why}`),
    );
  const all = [...decided, ...spots];
  const isRed = count(all, 'fail') + count(all, 'error') > 0;
  if (isRed || report.result === 'healthy') return spots;
  return [...spots, windowCase('window: It was watched to its end', windowSentence(report))];
}

function windowCase(name: string, message: string): TestCase {
  return { classname: 'preflight.window', name, ms: 0, outcome: 'error', message, text: message };
}
