import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CheckResult, GroupResult } from '../../lib/domain/check-result.ts';
import { type CheckId, checkTitles, gateGroups } from '../../lib/domain/checklist.ts';
import { outcomes } from '../../lib/domain/outcome.ts';
import { buildReport, type Report } from '../../lib/domain/report.ts';
import { type Decision, decideVerdict } from '../../lib/domain/verdict.ts';
import { reportAsJunit } from '../../lib/reports/junit.ts';
import { now } from '../support/ask.ts';
import { gateItems, idsOf } from '../support/checklist.ts';
import { caseOf, parsed } from '../support/junit.ts';
import * as people from '../support/people-reports.ts';
import * as samples from '../support/reports.ts';
import { elementsIn, parseXml, type XmlElement, xmlParserIsInstalled } from '../support/xml.ts';

const reports = [
  samples.goReport,
  samples.noGoReport,
  samples.hostileReport,
  samples.longReport,
  samples.nothingRanReport,
  ...[people.peopleGoReport, people.peopleNoGoReport, people.unreachableReport],
  ...[people.notAskedReport, people.hostilePeopleReport],
];

const isRed = (root: XmlElement): boolean => elementsIn(root, 'failure').length + elementsIn(root, 'error').length > 0;

describe.skipIf(!xmlParserIsInstalled)('reportAsJunit', () => {
  test('has a suite for each group and a test for each check, in the order of the checklist', () => {
    const suites = elementsIn(parsed(samples.goReport), 'testsuite');
    expect(suites.map(({ attributes }) => attributes['name'])).toEqual(
      samples.goReport.groups.map(({ title }) => title),
    );
    const cases = suites.flatMap((suite) => elementsIn(suite, 'testcase'));
    expect(cases.map(({ attributes }) => attributes['name']?.split(':')[0])).toEqual(gateItems);
    expect(caseOf(parsed(samples.goReport), 'backup-recency')?.attributes).toEqual({
      classname: 'preflight.database',
      name: 'backup-recency: Backup created (<24h old)',
      time: expect.stringMatching(/^\d+\.\d{3}$/),
    });
  });

  test('a pass is empty, and so is not counted as anything', () => {
    expect(caseOf(parsed(samples.goReport), 'backup-recency')?.children).toEqual([]);
  });

  test('a fail is a failure with what was seen and what to do', () => {
    const [failure] = caseOf(parsed(samples.noGoReport), 'runtime-flags')?.children ?? [];
    expect(failure).toMatchObject({
      name: 'failure',
      attributes: { message: 'SENTRY_ENABLED is not what production needs', type: 'fail' },
    });
    expect(failure?.text).toContain('- SENTRY_ENABLED in Parameter Store: false (expected true)');
    expect(failure?.text).toMatch(/^What to do: \S/m);
  });

  test('an error is an error, never a failure', () => {
    const [error] = caseOf(parsed(samples.noGoReport), 'database-connection')?.children ?? [];
    expect(error).toMatchObject({
      name: 'error',
      attributes: { message: 'no answer within 8 s', type: 'error' },
    });
  });

  test('a warning passes, and says what it warns of', () => {
    const children = caseOf(parsed(samples.noGoReport), 'database-statistics')?.children ?? [];
    expect(children.map(({ name }) => name)).toEqual(['system-out']);
    expect(children[0]?.text).toContain('a transaction has been open for 22 minutes');
  });

  test('an item that is off is skipped, with its reason', () => {
    const [skipped] = caseOf(parsed(samples.goReport), 'cors-origins')?.children ?? [];
    expect(skipped).toMatchObject({
      name: 'skipped',
      attributes: { message: 'the API is not called from browsers' },
    });
  });

  test('an answer that nobody asked for is an error of the gate itself', () => {
    const [suite] = elementsIn(parsed(samples.noGoReport), 'testsuite').slice(-1);
    expect(suite?.attributes).toMatchObject({ name: 'The gate itself', tests: '1', errors: '1' });
    const [unasked] = elementsIn(suite ?? parsed(samples.goReport), 'testcase');
    expect(unasked?.attributes).toMatchObject({
      classname: 'preflight.gate',
      name: 'unasked answer 1: changelog (unknown check)',
    });
    expect(unasked?.children[0]).toMatchObject({
      name: 'error',
      text: expect.stringContaining('deploy the gate again'),
    });
  });

  test('two answers of one name are two tests, of which a reader that takes the first of a name loses none', () => {
    const twice = { ...samples.noGoReport, blocking: ['x (unknown check)', 'x (unknown check)'] };
    const names = elementsIn(parsed(twice), 'testcase').map(({ attributes }) => attributes['name']);
    expect(new Set(names).size).toBe(gateItems.length + 2);
  });

  test('a checklist of which nothing ran is an error', () => {
    const root = parsed(samples.nothingRanReport);
    expect(root.attributes).toMatchObject({ tests: `${gateItems.length + 1}`, failures: '0', errors: '1' });
  });

  test('each suite names the verdict, the run, the service, the version and the commit', () => {
    const { run, service, release } = samples.goReport;
    for (const suite of elementsIn(parsed(samples.goReport), 'testsuite')) {
      const properties = elementsIn(suite, 'property').map(({ attributes }) => [
        attributes['name'],
        attributes['value'],
      ]);
      expect(Object.fromEntries(properties)).toEqual({
        verdict: 'go',
        run: run.id,
        service,
        version: release?.version,
        commit: release?.commit,
      });
    }
    const [terminal] = elementsIn(parsed(samples.nothingRanReport), 'properties');
    expect(terminal?.children.map(({ attributes }) => attributes['name'])).toEqual(['verdict', 'run', 'service']);
  });

  test('the counts are those of what is there, in each suite and in all', () => {
    for (const root of parseXml(reports.map(reportAsJunit))) {
      const suites = elementsIn(root, 'testsuite');
      const counted = ['tests', 'failures', 'errors'] as const;
      for (const one of suites) expect(numbersOf(one, [...counted, 'skipped'])).toEqual(seenIn(one));
      const { skipped: _, ...seen } = seenIn(root);
      expect(numbersOf(root, counted)).toEqual(seen);
    }
  });

  test('keeps to the form that Jenkins publishes (junit-10.xsd of jenkinsci/xunit-plugin)', () => {
    for (const root of parseXml(reports.map(reportAsJunit))) expect(strangersIn(root)).toEqual([]);
  });

  test('hostile text stays text: the document has the elements of the same report without it', () => {
    const shape = (one: XmlElement): unknown => [one.name, Object.keys(one.attributes), one.children.map(shape)];
    const { blocking } = samples.hostileReport;
    expect(shape(parsed(samples.hostileReport))).toEqual(shape(parsed({ ...samples.noGoReport, blocking })));
    // There each vote is one by emergency powers.
    const approvals = people.peopleGoReport.approvals?.map((item) => ({
      ...item,
      votes: item.votes.map((one) => ({ ...one, breakGlass: true as const })),
    }));
    expect(shape(parsed(people.hostilePeopleReport))).toEqual(
      shape(parsed({ ...people.peopleGoReport, ...(approvals === undefined ? {} : { approvals }) })),
    );
    const failure = caseOf(parsed(samples.hostileReport), 'runtime-flags')?.children[0];
    expect(failure?.attributes['message']).toContain('<script>alert(1)</script>');
    expect(failure?.text).toContain('NUL [U+0000] escape [U+001B][31m override [U+202E]gnp.exe');
  });

  test.each([
    [']]>', ']]>'],
    ['<![CDATA[x]]>', '<![CDATA[x]]>'],
    ['\u0000\u0008\u000B\u001F', '[U+0000][U+0008][U+000B][U+001F]'],
    ['\uFFFE\uFFFF', '[U+FFFE][U+FFFF]'],
    ['\uD800 \uDC00', '\uFFFD \uFFFD'],
    ['\u{1F680}', '\u{1F680}'],
    ['&amp; &#0; &x;', '&amp; &#0; &x;'],
    [`"'`, `"'`],
  ])('%j reads back as %j', (text, read) => {
    const [failure] = elementsIn(parsed(failing({ summary: text })), 'failure');
    expect(failure?.attributes['message']).toBe(read);
    expect(failure?.text.split('\n')[0]).toBe(read);
  });

  test('whatever a check answers, the document is well-formed', () => {
    const texts = fc.sample(fc.string({ unit: 'binary' }), 300);
    expect(parseXml(texts.map((text) => reportAsJunit(failing({ summary: text, title: text }))))).toHaveLength(300);
  });

  test('is red for a no-go and for nothing else, whatever the groups answered', () => {
    const decided = fc.sample(fc.array(answered), 300).map(reportOf);
    expect(new Set(decided.map(({ verdict }) => verdict))).toEqual(new Set(['go', 'no-go']));
    const read = parseXml([...reports, ...decided].map(reportAsJunit));
    expect(read.map((root) => (isRed(root) ? 'no-go' : 'go'))).toEqual(
      [...reports, ...decided].map(({ verdict }) => verdict),
    );
  });
});

const numbersOf = ({ attributes }: XmlElement, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, Number(attributes[name])]));

function seenIn(element: XmlElement) {
  const count = (name: string): number => elementsIn(element, name).length;
  return { tests: count('testcase'), failures: count('failure'), errors: count('error'), skipped: count('skipped') };
}

/** What the XSD allows of what is used here, by element: its attributes, then its children. */
const form: Readonly<Record<string, readonly [readonly string[], readonly string[]]>> = {
  testsuites: [['name', 'time', 'tests', 'failures', 'errors'], ['testsuite']],
  testsuite: [
    ['name', 'tests', 'failures', 'errors', 'time', 'skipped', 'timestamp'],
    ['properties', 'testcase'],
  ],
  properties: [[], ['property']],
  property: [['name', 'value'], []],
  testcase: [
    ['name', 'time', 'classname'],
    ['skipped', 'error', 'failure', 'system-out'],
  ],
  failure: [['type', 'message'], []],
  error: [['type', 'message'], []],
  skipped: [['type', 'message'], []],
  'system-out': [[], []],
};

function strangersIn(element: XmlElement): string[] {
  const [attributes = [], children = []] = form[element.name] ?? [];
  return [
    ...Object.keys(element.attributes).filter((name) => !attributes.includes(name)),
    ...element.children.map(({ name }) => name).filter((name) => !children.includes(name)),
    ...element.children.flatMap(strangersIn),
  ];
}

function failing(changes: Partial<CheckResult>): Report {
  const answer: CheckResult = {
    id: 'memory',
    group: 'infrastructure',
    title: checkTitles.memory,
    outcome: 'fail',
    summary: 'too little',
    evidence: [],
    ...changes,
  };
  return reportOf([
    { group: 'infrastructure', startedAt: now.toISOString(), endedAt: now.toISOString(), checks: [answer] },
  ]);
}

/** What a group may answer: its own checks, all well as often as not, and now and then one of another group. */
const answered: fc.Arbitrary<GroupResult> = fc
  .record({
    group: fc.constantFrom(...gateGroups),
    outcome: fc.oneof(fc.constant('pass' as const), fc.constantFrom(...outcomes)),
    stranger: fc.oneof(fc.constant(undefined), fc.constant(undefined), fc.constantFrom(...gateItems)),
  })
  .map(({ group, outcome, stranger }) => {
    const checks = [...idsOf(group), ...(stranger === undefined ? [] : [stranger])].map(
      (id: CheckId): CheckResult => ({ id, group, title: checkTitles[id], outcome, summary: '', evidence: [] }),
    );
    return { group, startedAt: now.toISOString(), endedAt: now.toISOString(), checks };
  });

/** Asked are the groups that answered, so that some of these are a go. */
function reportOf(answers: readonly GroupResult[]): Report {
  const groups = new Set(answers.map(({ group }) => group));
  const expected = [...groups].map((group) => ({
    group,
    checks: idsOf(group).map((id) => ({ id, title: checkTitles[id] })),
  }));
  return buildReport({
    service: 'shop-api',
    environment: 'production',
    run: { id: 'run-1', startedAt: now.toISOString() },
    decision: decideVerdict({
      run: 'run-1',
      expected,
      answers,
      own: [],
      waivers: [],
      now,
      goExpiresMinutes: 60,
    }) as Decision,
  });
}
