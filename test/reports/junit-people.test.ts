import { describe, expect, test } from 'vitest';
import type { Report } from '../../lib/domain/report.ts';
import { reportAsJunit } from '../../lib/reports/junit.ts';
import { caseOf, parsed } from '../support/junit.ts';
import * as people from '../support/people-reports.ts';
import * as samples from '../support/reports.ts';
import { elementsIn, xmlParserIsInstalled } from '../support/xml.ts';

describe.skipIf(!xmlParserIsInstalled)('reportAsJunit, with people in it', () => {
  test('a failure that somebody accepted is skipped, with who did, and what was seen', () => {
    const root = parsed(people.peopleGoReport);
    const [skipped, ...more] = caseOf(root, 'backup-recency')?.children ?? [];
    expect(skipped).toMatchObject({
      name: 'skipped',
      attributes: {
        message:
          'waived by Mona (mona@acme.example) until 2026-11-25: the snapshot is running and will be done by noon',
      },
      text: expect.stringContaining('the newest snapshot is 31 hours old'),
    });
    expect(more).toEqual([]);
    expect(caseOf(root, 'memory')?.children[0]?.attributes['message']).toContain('in run shop-api-1.41.3-');
  });

  test("the team's own items are tests of their own", () => {
    const suiteOf = (report: Report) =>
      elementsIn(parsed(report), 'testsuite').find(({ attributes }) => attributes['name'] === 'Items of the team');
    const item = (report: Report) => elementsIn(suiteOf(report) ?? parsed(report), 'testcase')[0];
    expect(item(people.peopleGoReport)).toMatchObject({
      attributes: { classname: 'preflight.items', name: 'support-briefed: Support knows what changes' },
    });
    expect(item(people.peopleNoGoReport)?.children[0]).toMatchObject({
      name: 'failure',
      attributes: { message: 'rejected by Hubert (hubert@acme.example): nobody told them' },
    });
    expect(item(people.unreachableReport)?.children[0]).toMatchObject({
      name: 'error',
      attributes: { message: 'could not ask people: SourceError (GitHub did not answer)' },
    });
    expect(suiteOf(people.notAskedReport)).toBeUndefined();
  });

  test('that emergency powers were used stands in each suite, and at what they decided', () => {
    const words = 'approved by Otto (otto@acme.example): the shop is down, and this repairs it';
    const root = parsed(people.peopleGoReport);
    for (const suite of elementsIn(root, 'testsuite')) {
      const told = elementsIn(suite, 'property').find(({ attributes }) => attributes['name'] === 'breakGlass');
      expect(told?.attributes['value']).toBe(`support-briefed ${words}`);
    }
    const [said, ...more] = caseOf(root, 'support-briefed')?.children ?? [];
    expect(said).toMatchObject({ name: 'system-out', text: expect.stringContaining(`BREAK GLASS: ${words}`) });
    expect(more).toEqual([]);
    for (const report of [samples.goReport, people.peopleNoGoReport]) {
      expect(reportAsJunit(report)).not.toMatch(/break ?glass/i);
    }
  });

  test('a failure that emergency powers accepted says so, also where they did in an earlier run', () => {
    const report = structuredClone(people.peopleGoReport);
    for (const { id, waiver } of report.groups.flatMap(({ checks }) => checks)) {
      if (waiver !== undefined && id === 'memory') waiver.breakGlass = true;
    }
    const [skipped] = caseOf(parsed(report), 'memory')?.children ?? [];
    const message = expect.stringMatching(/^BREAK GLASS: waived by Hubert .* in run shop-api-1\.41\.3-/);
    expect(skipped).toMatchObject({ name: 'skipped', attributes: { message }, text: message });
  });

  test('what people decide is a test like any other, and what nobody was asked is skipped', () => {
    expect(caseOf(parsed(people.peopleGoReport), 'smoke-tests')?.children).toEqual([]);
    expect(caseOf(parsed(people.peopleNoGoReport), 'smoke-tests')?.children[0]).toMatchObject({
      name: 'error',
      attributes: { message: '1 of 2 approvals in time' },
    });
    expect(caseOf(parsed(people.notAskedReport), 'smoke-tests')?.children[0]).toMatchObject({
      name: 'skipped',
      attributes: { message: expect.stringMatching(/^not asked: /) },
    });
  });

  test('what people did not accept says so', () => {
    const [failure] = caseOf(parsed(people.peopleNoGoReport), 'backup-recency')?.children ?? [];
    expect(failure).toMatchObject({ name: 'failure' });
    expect(failure?.text).toContain('Not accepted: rejected by Mona (mona@acme.example): not before a sale');
  });
});
