import { expect, it } from 'vitest';
import { checklistText } from '../../lib/cli/checklist-text.ts';
import { answerIn } from '../../lib/cli/gate-events.ts';
import type { Terminal } from '../../lib/cli/output.ts';
import type { Report } from '../../lib/domain/report.ts';
import { hostileQuarantine, quarantinedAndWorse, quarantinedReport } from '../support/quarantine-reports.ts';
import { release } from '../support/release.ts';
import { goReport } from '../support/reports.ts';

function textOf(report: Report): string {
  const terminal: Terminal = {
    write: () => undefined,
    live: false,
    columns: () => 5000,
    rows: () => 24,
    paint: (_, text) => text,
  };
  return checklistText({ report }, terminal);
}

it('the checklist says first of what blocks that the release was rolled back, and how to lift that', () => {
  const [, blocking = ''] = textOf(quarantinedReport).split('What blocks\n');
  expect(blocking.split('\n').slice(0, 4)).toEqual([
    '  ✖ quarantine  This release was rolled back before',
    expect.stringMatching(/^ {4}version 1\.42\.0 was rolled back at .*: Threshold Crossed: 3 datapoints/),
    expect.stringMatching(/^ {4}→ Repair what the trigger shows/),
    `    → Only to let this very one pass again, lift it: preflight release lift --env production --commit ${release.commit} --reason '…'`,
  ]);
  expect(blocking).toContain(' NO-GO  rolled back before, and in quarantine');
  const worse = textOf(quarantinedAndWorse);
  expect(worse.indexOf('✖ quarantine')).toBeLessThan(
    worse.indexOf('its group gave no result', worse.indexOf('What b')),
  );
  expect(textOf(goReport)).not.toContain('quarantine');
});

it('the checklist lets no hostile quarantine write lines or escapes of its own', () => {
  expect(textOf(hostileQuarantine).split('\n')).toHaveLength(textOf(quarantinedReport).split('\n').length);
  expect(textOf(hostileQuarantine)).not.toContain('\u001B');
});

it('a quarantine stays in the decision that is read from the history of an execution', () => {
  const { verdict, summary, blocking, groups, quarantine } = quarantinedReport;
  const decision = { verdict, summary, blocking, groups, decidedAt: '2026-11-23T12:00:09.412Z', quarantine };
  const event = { lambdaFunctionSucceededEventDetails: { output: JSON.stringify(decision) } };
  const answer = answerIn({ timestamp: new Date(0), type: 'LambdaFunctionSucceeded', id: 1, ...event });
  expect(answer).toMatchObject({ kind: 'decision', value: { quarantine } });
});
