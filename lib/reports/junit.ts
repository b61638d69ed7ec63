import { itemFinding } from '../domain/approvals/item-finding.ts';
import { remedyOfItem } from '../domain/approvals/manual-result.ts';
import { breakGlassUses, refusalOf, waiverWords } from '../domain/approvals/reported-people.ts';
import type { Outcome } from '../domain/outcome.ts';
import { type Report, type ReportedCheck, type ReportedItem, unaskedOf } from '../domain/report.ts';
import { type GateFinding, nothingRanFinding, quarantineFinding, quarantineTitle, unaskedFinding } from './blockers.ts';
import { itemLooks } from './item-looks.ts';
import { voteWords } from './item-words.ts';
import { between, count, junitDocument, type Suite, type TestCase } from './junit-parts.ts';
import { evidenceWords, findingWords, releaseName, standingOf, summarySentence } from './words.ts';

/** A no-go has at least one failure or error, a GO has none. */
export function reportAsJunit(report: Report): string {
  const decided = [...report.groups.map((group) => suiteOf(group, report)), ...itemsSuite(report)];
  const suites = [...decided, ...gateSuite(report, decided)];
  return junitDocument({
    name: `Preflight: ${releaseName(report)} to ${report.environment}`,
    ms: between(report.run.startedAt, report.run.decidedAt),
    suites,
    properties: propertiesOf(report),
  });
}

function suiteOf({ title, startedAt, endedAt, checks }: Report['groups'][number], report: Report): Suite {
  const { run } = report;
  return {
    name: title,
    startedAt: startedAt ?? run.startedAt,
    // Its checks run side by side, so this is less than their sum.
    ms: startedAt === undefined || endedAt === undefined ? 0 : between(startedAt, endedAt),
    cases: checks.map((check) => caseOf(check, report)),
  };
}

/** A failure that somebody accepted is none, but it is no pass either: skipped, with who accepted it. */
function caseOf(check: ReportedCheck, report: Report): TestCase {
  const { id, group, title, outcome, summary, evidence, remediation, waiver } = check;
  const refusal = report.blocking.includes(id) ? refusalOf(check, report) : undefined;
  const accepted = waiver === undefined ? undefined : waiverWords(waiver, report);
  const alarm = alarmLines(report, id);
  const lines = [
    ...alarm,
    ...(accepted === undefined ? [] : [accepted]),
    summary,
    ...(refusal === undefined ? [] : [`Not accepted: ${refusal}`]),
    ...evidence.map((one) => `- ${evidenceWords(one)}`),
    ...(remediation === undefined ? [] : [`What to do: ${remediation}`]),
  ];
  return {
    classname: `preflight.${group}`,
    name: `${id}: ${title}`,
    ms: check.durationMs ?? 0,
    outcome: accepted === undefined ? loud(outcome, alarm) : 'waived',
    message: alarm[0] ?? accepted ?? (standingOf(check) === 'unasked' ? summary : findingWords(check)),
    text: lines.join('\n'),
  };
}

/** Items of the team's own: the others are checks of the checklist, and stand in their groups. */
function itemsSuite(report: Report): Suite[] {
  const own = (report.approvals ?? []).filter(({ group }) => group === undefined);
  const cases = own.map((item) => itemCase(item, report));
  return cases.length === 0 ? [] : [{ name: 'Items of the team', startedAt: report.run.startedAt, ms: 0, cases }];
}

function itemCase(item: ReportedItem, report: Report): TestCase {
  const outcome = itemLooks[item.status];
  const finding = itemFinding(item);
  const said = item.votes.map(
    (vote) => `- ${vote.by} ${voteWords(vote, item)}${vote.comment === '' ? '' : `: ${vote.comment}`}`,
  );
  const todo = outcome === 'pass' ? [] : [`What to do: ${remedyOfItem(item)}`];
  const alarm = alarmLines(report, item.id);
  const text = [...alarm, finding, ...said, ...todo].join('\n');
  const name = `${item.id}: ${item.title}`;
  return { classname: 'preflight.items', name, ms: 0, outcome: loud(outcome, alarm), message: finding, text };
}

/** What emergency powers decided of an item or a check. */
function alarmLines(report: Report, of: string): string[] {
  return breakGlassUses(report).flatMap(({ id, words }) => (id === of ? [`BREAK GLASS: ${words}`] : []));
}

/** A pass says nothing: one by emergency powers does, as a warning. */
const loud = (outcome: Outcome, alarm: readonly string[]): Outcome =>
  outcome === 'pass' && alarm.length > 0 ? 'warn' : outcome;

/** What blocks without being a check of the report: a reader of test results must not see green for a no-go. */
function gateSuite(report: Report, decided: readonly Suite[]): Suite[] {
  const finding = quarantineFinding(report);
  const quarantine = finding === undefined ? [] : [gateCase(`quarantine: ${quarantineTitle}`, finding, 'fail')];
  // Numbered: of tests with the same name, GitLab takes the first alone.
  const unasked = unaskedOf(report).map((name, index) =>
    gateCase(`unasked answer ${index + 1}: ${name}`, unaskedFinding),
  );
  const blocked = decided.some(({ cases }) => count(cases, 'fail') + count(cases, 'error') > 0);
  const unexplained =
    report.verdict === 'no-go' && !blocked && unasked.length + quarantine.length === 0
      ? [gateCase(summarySentence(report), nothingRanFinding)]
      : [];
  const cases = [...quarantine, ...unasked, ...unexplained];
  return cases.length === 0 ? [] : [{ name: 'The gate itself', startedAt: report.run.startedAt, ms: 0, cases }];
}

function gateCase(name: string, { found, remedies }: GateFinding, outcome: 'fail' | 'error' = 'error'): TestCase {
  const text = [found, ...remedies.map((remedy) => `What to do: ${remedy}`)].join('\n');
  return { classname: 'preflight.gate', name, ms: 0, outcome, message: found, text };
}

/** In each suite: the form has no place for them above. */
function propertiesOf(report: Report): (readonly [string, string])[] {
  const { verdict, run, service, release } = report;
  const ofRelease = release === undefined ? {} : { version: release.version, commit: release.commit };
  const broken = breakGlassUses(report).map(({ id, words }) => `${id} ${words}`);
  const alarm = broken.length === 0 ? {} : { breakGlass: broken.join('; ') };
  return Object.entries({ verdict, run: run.id, service, ...ofRelease, ...alarm });
}
