import type { Outcome } from '../domain/outcome.ts';
// What `html` escapes is what XML 1.0 wants escaped or does not hold; its entities are XML's own.
import { type Markup, html as xml } from './escape.ts';

/** A `<testcase>`. */
export interface TestCase {
  readonly classname: string;
  readonly name: string;
  readonly ms: number;
  readonly outcome: Outcome | 'waived';
  /** What an outcome that is not a pass stands for: one line, and all there is to say. */
  readonly message: string;
  readonly text: string;
}

/** A `<testsuite>`. */
export interface Suite {
  readonly name: string;
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  readonly ms: number;
  readonly cases: readonly TestCase[];
}

/** What each suite says of all: the form has no place for it above. */
export type Properties = readonly (readonly [name: string, value: string])[];

/** A `<testsuites>`. */
export interface JunitDocument {
  readonly name: string;
  readonly ms: number;
  readonly suites: readonly Suite[];
  readonly properties: Properties;
}

/**
 * The XML that CI systems read test results from. There is no standard: the form is Jenkins' own (junit-10.xsd of
 * jenkinsci/xunit-plugin), which is Ant's with `skipped`; of it only what GitLab ("Unit test reports") and the usual GitHub
 * actions read too.
 */
export function junitDocument({ name, ms, suites, properties }: JunitDocument): string {
  const cases = suites.flatMap((suite) => suite.cases);
  const { markup } =
    xml`<testsuites name="${name}" tests="${cases.length}" failures="${count(cases, 'fail')}" errors="${count(cases, 'error')}" time="${seconds(ms)}">
${suites.map((suite) => suiteElement(suite, properties))}</testsuites>
`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${markup}`;
}

function suiteElement({ name, startedAt, ms, cases }: Suite, properties: Properties): Markup {
  const attributes = xml`name="${name}" tests="${cases.length}" failures="${count(cases, 'fail')}" errors="${count(cases, 'error')}" skipped="${count(cases, 'skipped') + count(cases, 'waived')}" time="${seconds(ms)}" timestamp="${startedAt.slice(0, 19)}"`;
  return xml`  <testsuite ${attributes}>
    <properties>
${properties.map(([key, value]) => xml`      <property name="${key}" value="${value}"/>\n`)}    </properties>
${cases.map(caseElement)}  </testsuite>
`;
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
    case 'waived':
      return xml`<skipped message="${message}">${text}</skipped>`;
    case 'warn':
      return xml`<system-out>${text}</system-out>`;
    case 'pass':
      return undefined;
  }
}

export const count = (cases: readonly TestCase[], outcome: TestCase['outcome']): number =>
  cases.filter((one) => one.outcome === outcome).length;

export const between = (from: string, to: string): number => Math.max(0, Date.parse(to) - Date.parse(from));

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
