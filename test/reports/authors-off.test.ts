import { expect, it } from 'vitest';
import { buildReport, reportSchema } from '../../lib/domain/report.ts';
import { inEveryFormat } from '../../lib/reports/every-format.ts';
import { peopleGoReport } from '../support/people-reports.ts';

const reason = 'the code is in another <forge>';

it('is told wherever decisions stand, in each format that people read', () => {
  const { json, md, html } = inEveryFormat({ ...peopleGoReport, authorsOff: reason });
  expect(reportSchema.parse(JSON.parse(json))).toMatchObject({ authorsOff: reason });
  expect(md).toContain('its authors may have decided too: the code is in another &#60;forge&#62;');
  expect(html).toContain('its authors may have decided too: the code is in another &lt;forge&gt;');
});

it('is not told where the authors were looked up', () => {
  const { json, md, html } = inEveryFormat(peopleGoReport);
  expect(`${json}${md}${html}`).not.toContain('authors may have decided');
  expect(`${json}${md}${html}`).not.toContain('authorsOff');
});

it('is no matter of a run that asked nobody', () => {
  const { service, environment, run } = peopleGoReport;
  const decision = {
    verdict: 'no-go' as const,
    summary: 'no-go: no check ran',
    blocking: [],
    groups: [],
    decidedAt: run.decidedAt,
  };
  const started = { id: run.id, startedAt: run.startedAt };
  const build = (asked: object) =>
    buildReport({ service, environment, run: started, decision: { ...decision, ...asked }, authorsOff: reason });
  expect(build({})).not.toHaveProperty('authorsOff');
  expect(build({ approvals: [] })).toHaveProperty('authorsOff', reason);
});
