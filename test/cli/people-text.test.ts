import { describe, expect, it } from 'vitest';
import { checklistText } from '../../lib/cli/checklist-text.ts';
import type { Terminal } from '../../lib/cli/output.ts';
import type { Report } from '../../lib/domain/report.ts';
import {
  hostilePeopleReport,
  notAskedReport,
  peopleGoReport,
  peopleNoGoReport,
  unreachableReport,
} from '../support/people-reports.ts';
import { goReport } from '../support/reports.ts';

function textOf(report: Report, columns = 200): string {
  const terminal: Terminal = {
    write: () => undefined,
    live: false,
    columns: () => columns,
    rows: () => 24,
    paint: (_, text) => text,
  };
  return checklistText({ report }, terminal);
}

describe('the checklist as text, with people in it', () => {
  it('says directly above the verdict that emergency powers were used', () => {
    expect(textOf(peopleGoReport)).toMatch(
      /^ BREAK GLASS \n {2}support-briefed approved by Otto \(otto@acme\.example\): the shop is down, and this repairs it\n\n GO /m,
    );
    for (const report of [goReport, peopleNoGoReport]) expect(textOf(report)).not.toContain('BREAK GLASS');
  });

  it('lists what was waived, beside the check and by itself', () => {
    const text = textOf(peopleGoReport);
    const waived =
      'waived by Mona (mona@acme.example) until 2026-11-25: the snapshot is running and will be done by noon';
    expect(text).toMatch(/✖ fail {2}backup-recency +1\.2 s {2}the newest snapshot is 31 hours old\n +waived by Mona/);
    expect(text.split('\nWaived\n')[1]).toContain(`    → ${waived}`);
    expect(text).toContain('until 2026-11-27 in run shop-api-1.41.3-20261120T085500Z: CloudWatch is being moved');
    expect(text).not.toContain('What blocks');
  });

  it('tells who said what', () => {
    const text = textOf(peopleGoReport);
    expect(text).toContain('✔ smoke-tests: Approved (Smoke tests passed)');
    expect(text).toContain('· Mona (mona@acme.example) approved, 2026-11-23T13:20:00.000Z: checkout, login and search');
    expect(text).toContain(
      '· Otto (otto@acme.example) approved by break glass, 2026-11-23T13:20:00.000Z: the shop is down',
    );
  });

  it('says what people kept back, and what to do', () => {
    const [, blocking = ''] = textOf(peopleNoGoReport).split('What blocks');
    expect(blocking).toContain('not accepted: rejected by Mona (mona@acme.example): not before a sale');
    expect(blocking).toContain('✖ support-briefed  Support knows what changes');
    expect(blocking).toContain('→ Put right what they name, then run the gate again.');
    expect(blocking).not.toContain('CloudWatch');
    expect(blocking).not.toContain('nobody asked');
    expect(textOf(unreachableReport)).toContain('could not ask people: SourceError (GitHub did not answer)');
  });

  it('does not call off what nobody was asked', () => {
    expect(textOf(notAskedReport)).toMatch(/^ {2}– {7}smoke-tests: not asked: what blocks/m);
  });

  it.each([40, 80, 200])('keeps hostile text of people from the terminal, in %i columns', (columns) => {
    const text = textOf(hostilePeopleReport, columns);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202E]/u);
  });
});
