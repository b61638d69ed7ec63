import { blocks, type Outcome } from '../domain/outcome.ts';
import { type Report, type ReportedCheck, unaskedOf } from '../domain/report.ts';
import { type GateFinding, nothingRanFinding, unaskedFinding } from './blockers.ts';
// What `html` escapes is what XML 1.0 wants escaped or does not hold; its entities are XML's own.
import { type Markup, html as xml } from './escape.ts';
import { evidenceWords, findingWords, releaseName, summarySentence } from './words.ts';

/** A `<testcase>`. */
interface TestCase {
  readonly classname: string;
  readonly name: string;
  readonly ms: number;
  readonly outcome: Outcome;
  /** What an outcome that is not a pass stands for: one line, and all there is to say. */
  readonly message: string;
  readonly text: string;
}

/** A `<testsuite>`. */
interface Suite {
  readonly name: string;
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  readonly ms: number;
  readonly cases: readonly TestCase[];
}

/**
 * The report as the XML that CI systems read test results from. There is no standard: the form is Jenkins' own
 * (junit-10.xsd of jenkinsci/xunit-plugin), which is Ant's with `skipped`; of it only what GitLab ("Unit test reports")
 * and the usual GitHub actions read too. A no-go has at least one failure or error, a GO has none.
 */
export function reportAsJunit(report: Report): string {
  const suites = [...report.groups.map((group) => suiteOf(group, report)), ...gateSuite(report)];
  const cases = suites.flatMap((suite) => suite.cases);
  const name = `Preflight: ${releaseName(report)} to ${report.environment}`;
  const ms = between(report.run.startedAt, report.run.decidedAt);
  const { markup } =
    xml`<testsuites name="${name}" tests="${cases.length}" failures="${count(cases, 'fail')}" errors="${count(cases, 'error')}" time="${seconds(ms)}">
${suites.map((suite) => suiteElement(suite, report))}</testsuites>
`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${markup}`;
}

function suiteOf({ title, startedAt, endedAt, checks }: Report['groups'][number], { run }: Report): Suite {
  return {
    name: title,
    startedAt: startedAt ?? run.startedAt,
    // Its checks run side by side, so this is less than their sum.
    ms: startedAt === undefined || endedAt === undefined ? 0 : between(startedAt, endedAt),
    cases: checks.map(caseOf),
  };
}

function caseOf(check: ReportedCheck): TestCase {
  const { id, group, title, outcome, summary, evidence, remediation } = check;
  const lines = [
    summary,
    ...evidence.map((one) => `- ${evidenceWords(one)}`),
    ...(remediation === undefined ? [] : [`What to do: ${remediation}`]),
  ];
  return {
    classname: `preflight.${group}`,
    name: `${id}: ${title}`,
    ms: check.durationMs ?? 0,
    outcome,
    message: findingWords(check),
    text: lines.join('\n'),
  };
}

/** What blocks without being a check of the report: a reader of test results must not see green for a no-go. */
function gateSuite(report: Report): Suite[] {
  // Numbered: of tests with the same name, GitLab takes the first alone.
  const unasked = unaskedOf(report).map((name, index) =>
    gateCase(`unasked answer ${index + 1}: ${name}`, unaskedFinding),
  );
  const blocked = report.groups.some(({ checks }) => checks.some(({ outcome }) => blocks(outcome)));
  const unexplained =
    report.verdict === 'no-go' && !blocked && unasked.length === 0
      ? [gateCase(summarySentence(report), nothingRanFinding)]
      : [];
  const cases = [...unasked, ...unexplained];
  return cases.length === 0 ? [] : [{ name: 'The gate itself', startedAt: report.run.startedAt, ms: 0, cases }];
}

function gateCase(name: string, { found, remedies }: GateFinding): TestCase {
  const text = [found, ...remedies.map((remedy) => `What to do: ${remedy}`)].join('\n');
  return { classname: 'preflight.gate', name, ms: 0, outcome: 'error', message: found, text };
}

function suiteElement({ name, startedAt, ms, cases }: Suite, report: Report): Markup {
  const attributes = xml`name="${name}" tests="${cases.length}" failures="${count(cases, 'fail')}" errors="${count(cases, 'error')}" skipped="${count(cases, 'skipped')}" time="${seconds(ms)}" timestamp="${startedAt.slice(0, 19)}"`;
  return xml`  <testsuite ${attributes}>
    <properties>
${propertiesOf(report).map(([key, value]) => xml`      <property name="${key}" value="${value}"/>\n`)}    </properties>
${cases.map(caseElement)}  </testsuite>
`;
}

/** In each suite: the form has no place for them above. */
function propertiesOf({ verdict, run, service, release }: Report): (readonly [string, string])[] {
  const ofRelease = release === undefined ? {} : { version: release.version, commit: release.commit };
  return Object.entries({ verdict, run: run.id, service, ...ofRelease });
}

function caseElement(one: TestCase): Markup {
  const attributes = xml`classname="${one.classname}" name="${one.name}" time="${seconds(one.ms)}"`;
  const inside = resultElement(one);
  return inside === undefined
    ? xml`    <testcase ${attributes}/>\n`
    : xml`    <testcase ${attributes}>\n      ${inside}\n    </testcase>\n`;
}

function resultElement({ outcome, message, text }: TestCase): Markup | undefined {
  switch (outcome) {
    case 'fail':
      return xml`<failure message="${message}" type="fail">${text}</failure>`;
    case 'error':
      return xml`<error message="${message}" type="error">${text}</error>`;
    case 'skipped':
      return xml`<skipped message="${message}"/>`;
    case 'warn':
      return xml`<system-out>${text}</system-out>`;
    case 'pass':
      return undefined;
  }
}

const count = (cases: readonly TestCase[], outcome: Outcome): number =>
  cases.filter((one) => one.outcome === outcome).length;

const between = (from: string, to: string): number => Math.max(0, Date.parse(to) - Date.parse(from));

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
