import { isDrill } from '../domain/window/drill.ts';
import { watchedWords } from '../domain/window/verification.ts';
import type {
  ReportedCriterion,
  ReportedVerifiedItem,
  ReportedWatchedCheck,
  WindowReport,
} from '../domain/window/window-report.ts';
import { between, count, junitDocument, type TestCase } from './junit-parts.ts';
import { drillSentence } from './window-trigger-words.ts';
import { seenWords, triesWords } from './window-verifications.ts';
import {
  criterionStandings,
  deploymentName,
  responseWords,
  standingOfCriterion,
  stateWords,
  stepLines,
  windowSentence,
} from './window-words.ts';
import { evidenceWords } from './words.ts';

/**
 * One suite: a test for each criterion and each check, one for the rollback, and what else is wrong. Red for all that is not
 * healthy, but for a drill that rolled back: that is what was wanted.
 */
export function windowAsJunit(report: WindowReport): string {
  const { run, service, environment, release, openedAt, closedAt = openedAt, result } = report;
  const decided = [
    ...report.criteria.map((criterion) => criterionCase(criterion, report)),
    ...(report.checks ?? []).map((check) => checkCase(check, report)),
    rollbackCase(report),
    ...drillCases(report),
  ];
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
      ...(report.drill === undefined ? {} : { drill: report.drill.reason }),
    }),
  });
}

function criterionCase(criterion: ReportedCriterion, report: WindowReport): TestCase {
  const { id, title, severity, response, notWatched } = criterion;
  const standing = standingOfCriterion(criterion, report);
  const { look, words } = criterionStandings[standing];
  const spots = report.blind
    .filter(({ what }) => [watchedWords(id), ...criterion.alarms.map(({ name }) => name)].includes(what))
    .map(({ what, why, from, to }) => `- not seen from ${from} to ${to ?? 'the end'}: ${what}: ${why}`);
  const reason = standing === 'trigger' ? [report.trigger?.reason ?? ''] : [];
  const message = notWatched ?? reason[0] ?? (standing === 'people' ? 'people alone watch it' : words);
  const lines = [
    `${words}. ${severity}; a red alarm ${responseWords[response]}`,
    ...(isDrill(report) && standing === 'trigger' ? [drillSentence(report) ?? ''] : []),
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
    outcome: standing === 'trigger' && isGoodDrill(report) ? 'warn' : unlessHealthy(look, report),
    message,
    text: [...lines, ...verifiedLines(id, report)].join('\n'),
  };
}

/** A result that is healthy is one: Watch has decided, whatever became of its notes. */
function unlessHealthy(outcome: TestCase['outcome'], { result }: WindowReport): TestCase['outcome'] {
  return result === 'healthy' && (outcome === 'error' || outcome === 'fail') ? 'warn' : outcome;
}

const isGoodDrill = (report: WindowReport): boolean => report.result === 'rolled-back' && isDrill(report);

/** As the last verification saw it, but for what triggered; a check that failed before is told of too. */
function checkCase(check: ReportedWatchedCheck, report: WindowReport): TestCase {
  const { id, title, severity, response, notWatched, verifications } = check;
  const last = verifications.at(-1);
  const isTrigger = report.trigger?.check === id;
  const wasUnwell = verifications.some(({ outcome }) => outcome !== 'pass');
  const message = notWatched ?? (isTrigger ? report.trigger?.reason : last?.summary) ?? neverWords(report);
  const usual =
    last === undefined ? neverOutcome(report) : last.outcome === 'pass' && wasUnwell ? 'warn' : last.outcome;
  const outcome = notWatched !== undefined ? 'skipped' : isTrigger ? 'fail' : usual;
  return {
    classname: 'preflight.verification',
    name: `${id}: ${title}`,
    ms: 0,
    outcome: unlessHealthy(outcome, report),
    message,
    text: [`${severity}; a failure ${responseWords[response]}`, message, ...verifiedLines(id, report)].join('\n'),
  };
}

const isUnseen = ({ verifications = [] }: WindowReport): boolean =>
  verifications.some(({ state }) => state === 'lost' || state === 'missed');
const neverOutcome = (report: WindowReport): TestCase['outcome'] => (isUnseen(report) ? 'error' : 'skipped');
const neverWords = (report: WindowReport): string =>
  isUnseen(report) ? 'no verification could look at it' : 'no verification was made';

function verifiedLines(id: ReportedVerifiedItem['id'], { verifications = [] }: WindowReport): string[] {
  return verifications.flatMap(({ dueAt, startedAt = dueAt, items }) =>
    items
      .filter((item) => item.id === id)
      .flatMap((item) => [
        `- ${startedAt}: ${seenWords(item)}, ${triesWords(item)}: ${item.summary}`,
        ...item.evidence.map((one) => `  ${evidenceWords(one)}`),
        ...(item.remediation === undefined || item.outcome === 'pass' ? [] : [`  what to do: ${item.remediation}`]),
      ]),
  );
}

function drillCases(report: WindowReport): TestCase[] {
  const message = drillSentence(report);
  if (message === undefined) return [];
  const outcome = isGoodDrill(report) ? 'pass' : 'fail';
  return [
    {
      classname: 'preflight.window',
      name: 'drill: It rolled back as it should',
      ms: 0,
      outcome,
      message,
      text: message,
    },
  ];
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
  const watched = [...report.criteria, ...(report.checks ?? [])].map(({ id }) => watchedWords(id));
  const alarms = new Set([
    ...report.criteria.flatMap((criterion) => criterion.alarms.map(({ name }) => name)),
    ...watched,
  ]);
  const spots = report.blind
    .filter(({ what }) => !alarms.has(what))
    // Numbered: of tests with the same name, GitLab takes the first alone.
    .map(({ what, why, from, to }, index) =>
      windowCase(`blind spot ${index + 1}: ${what}`, `not seen from ${from} to ${to ?? 'the end'}: ${why}`),
    );
  const all = [...decided, ...spots];
  const isRed = count(all, 'fail') + count(all, 'error') > 0;
  if (isRed || report.result === 'healthy' || isGoodDrill(report)) return spots;
  return [...spots, windowCase('window: It was watched to its end', windowSentence(report))];
}

function windowCase(name: string, message: string): TestCase {
  return { classname: 'preflight.window', name, ms: 0, outcome: 'error', message, text: message };
}
