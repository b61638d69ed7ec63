import { describe, expect, it } from 'vitest';
import { conclusionIn } from '../../lib/cli/gate-events.ts';
import { gateRun } from './support/gate-run.ts';

describe('the conclusion of a gate', () => {
  it('is read as WriteReport writes it', async () => {
    const { conclusion } = await gateRun();
    expect(conclusionIn(JSON.stringify(conclusion))?.report).toEqual({
      html: 's3://preflight-reports/reports/run-1/report.html',
      json: 's3://preflight-reports/reports/run-1/report.json',
      markdown: 's3://preflight-reports/reports/run-1/report.md',
      junit: 's3://preflight-reports/reports/run-1/report.junit.xml',
    });
  });

  it('is read from a gate that was deployed before there was JUnit', async () => {
    const { conclusion } = await gateRun();
    const { junit: _, ...report } = conclusion.report;
    expect(conclusionIn(JSON.stringify({ ...conclusion, report }))).toMatchObject({ verdict: 'go', report });
  });
});
