import { describe, expect, test } from 'vitest';
import type { WindowReport } from '../../lib/domain/window/window-report.ts';
import { windowAsJunit } from '../../lib/reports/window-junit.ts';
import {
  byHandWindow,
  drillWindow,
  failedDrillWindow,
  healthyWindow,
  hostileWindow,
  inconclusiveWindow,
  loginBrokenWindow,
  longWindow,
  reportOfParts,
  rollbackFailedWindow,
  rolledBackParts,
  rolledBackWindow,
  supersededWindow,
  verifiedWindow,
  windowReports,
  withoutGoWindow,
} from '../support/window-reports.ts';
import { elementsIn, parseXml, type XmlElement, xmlParserIsInstalled } from '../support/xml.ts';

const all: readonly WindowReport[] = [...Object.values(windowReports), hostileWindow, longWindow];

function parsed(report: WindowReport): XmlElement {
  const [root] = parseXml([windowAsJunit(report)]);
  if (root === undefined) throw new Error('nothing was parsed');
  return root;
}
const caseOf = (report: WindowReport, id: string): XmlElement | undefined =>
  elementsIn(parsed(report), 'testcase').find(({ attributes }) => attributes['name']?.startsWith(`${id}: `));
const isRed = (root: XmlElement): boolean => elementsIn(root, 'failure').length + elementsIn(root, 'error').length > 0;

describe.skipIf(!xmlParserIsInstalled)('windowAsJunit', () => {
  test('has one suite, a test for each criterion in its order, and one for the rollback', () => {
    const suites = elementsIn(parsed(healthyWindow), 'testsuite');
    expect(suites).toHaveLength(1);
    expect(
      elementsIn(suites[0] as XmlElement, 'testcase').map(({ attributes }) => attributes['name']?.split(':')[0]),
    ).toEqual([...healthyWindow.criteria.map(({ id }) => id), 'rollback']);
  });

  test('the trigger is a failure with the values of that moment', () => {
    const [failure] = caseOf(rolledBackWindow, 'error-rate-critical')?.children ?? [];
    expect(failure).toMatchObject({ name: 'failure', attributes: { message: expect.stringContaining('(5.0)') } });
    expect(elementsIn(parsed(rolledBackWindow), 'failure')).toHaveLength(1);
  });

  test('the rollback passes where it was verified, fails where it failed, and is skipped where there was none', () => {
    expect(caseOf(rolledBackWindow, 'rollback')).toMatchObject({ attributes: { time: '198.300' }, children: [] });
    expect(caseOf(rollbackFailedWindow, 'rollback')?.children[0]).toMatchObject({
      name: 'failure',
      text: expect.stringContaining('- The rollback started: it did not come to that'),
    });
    expect(caseOf(healthyWindow, 'rollback')?.children[0]).toMatchObject({ name: 'skipped' });
  });

  test('a rollback that goes on has not worked yet', () => {
    const { closed: _, ...record } = rolledBackParts.record;
    expect(caseOf(reportOfParts({ ...rolledBackParts, record }), 'rollback')?.children[0]?.name).toBe('error');
  });

  test('what could not be seen is an error, never a failure', () => {
    const root = parsed(inconclusiveWindow);
    expect(caseOf(inconclusiveWindow, 'service-outage')?.children[0]).toMatchObject({
      name: 'error',
      text: expect.stringContaining('INSUFFICIENT_DATA for more than 45 s'),
    });
    expect(caseOf(inconclusiveWindow, 'blind spot 1')?.children[0]?.name).toBe('error');
    expect(elementsIn(root, 'failure')).toEqual([]);
  });

  test('what is not watched, and what people alone watch, is skipped with the reason', () => {
    expect(caseOf(withoutGoWindow, 'response-time')?.children[0]).toMatchObject({
      name: 'skipped',
      attributes: { message: expect.stringContaining('12 requests') },
    });
    expect(caseOf(withoutGoWindow, 'data-loss')?.children[0]?.name).toBe('skipped');
    expect(caseOf(byHandWindow, 'data-loss')?.children[0]?.name).toBe('failure');
  });

  test('what was red without rolling back passes, and says so', () => {
    expect(caseOf(withoutGoWindow, 'feature-broken')?.children.map(({ name }) => name)).toEqual(['system-out']);
  });

  test('a window that was superseded was not watched to its end', () => {
    expect(caseOf(supersededWindow, 'window')?.children[0]).toMatchObject({
      name: 'error',
      attributes: { message: expect.stringContaining('took over') },
    });
  });

  test('each check is a test: what triggered failed, what could not look is an error, what is off is skipped', () => {
    expect(caseOf(loginBrokenWindow, 'user-login')?.children[0]).toMatchObject({
      name: 'failure',
      attributes: { message: expect.stringContaining('failed in each of 3 tries') },
      text: expect.stringContaining('200 and no session cookie'),
    });
    expect(caseOf(verifiedWindow, 'mobile-connectivity')?.children[0]?.name).toBe('skipped');
    expect(caseOf(verifiedWindow, 'health-checks')?.children).toEqual([]);
    const unseen = structuredClone(loginBrokenWindow);
    delete unseen.trigger;
    for (const check of unseen.checks ?? []) for (const one of check.verifications) one.outcome = 'error';
    expect(caseOf(unseen, 'error-spikes')?.children[0]?.name).toBe('error');
  });

  test('in a healthy window, what did not pass at some time passes, and says so', () => {
    expect(caseOf(verifiedWindow, 'error-spikes')?.children[0]).toMatchObject({
      name: 'system-out',
      text: expect.stringContaining('Sentry is throttling'),
    });
    expect(isRed(parsed(verifiedWindow))).toBe(false);
  });

  test('a drill that rolled back is green, and one that nobody saw is red', () => {
    expect(caseOf(drillWindow, 'drill')).toMatchObject({ children: [] });
    expect(isRed(parsed(drillWindow))).toBe(false);
    expect(caseOf(failedDrillWindow, 'drill')?.children[0]?.name).toBe('failure');
  });

  test('is red for all but a healthy window, and a drill that went as it should', () => {
    const roots = parseXml(all.map(windowAsJunit));
    expect(roots.map(isRed)).toEqual(all.map((one) => one.result !== 'healthy' && one !== drillWindow));
  });

  test('the counts are those of what is there', () => {
    for (const root of parseXml(all.map(windowAsJunit))) {
      const [suite] = elementsIn(root, 'testsuite');
      const count = (name: string): string => String(elementsIn(root, name).length);
      const counts = { tests: count('testcase'), failures: count('failure'), errors: count('error') };
      expect(root.attributes).toMatchObject(counts);
      expect(suite?.attributes).toMatchObject({ ...counts, skipped: count('skipped') });
    }
  });

  test('names the result, the run, the service, the version, the commit, and that there was no GO', () => {
    const properties = elementsIn(parsed(withoutGoWindow), 'property').map(({ attributes }) => [
      attributes['name'],
      attributes['value'],
    ]);
    const { run, service, release, withoutGo } = withoutGoWindow;
    expect(Object.fromEntries(properties)).toEqual({
      result: 'healthy',
      run: run.id,
      service,
      version: release.version,
      commit: release.commit,
      withoutGo,
    });
  });

  test('each test has a name of its own, and hostile text stays text', () => {
    const names = elementsIn(parsed(hostileWindow), 'testcase').map(({ attributes }) => attributes['name']);
    expect(new Set(names).size).toBe(names.length);
    expect(windowAsJunit(hostileWindow)).not.toMatch(/<script|<img|(?!\n)\p{Cc}/u);
  });
});
