import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { expect, test } from 'vitest';
import { reportSchema } from '../../lib/domain/report.ts';
import { reportAsJson } from '../../lib/reports/json.ts';
import { reportSchemaFile, reportSchemaText } from '../../scripts/generate-report-schema.ts';
import * as people from '../support/people-reports.ts';
import * as samples from '../support/reports.ts';

const reports = [
  ...[samples.goReport, samples.noGoReport, samples.hostileReport, samples.nothingRanReport],
  ...[people.peopleGoReport, people.peopleNoGoReport, people.unreachableReport, people.notAskedReport],
  people.hostilePeopleReport,
];

function validator() {
  const ajv = new Ajv2020({ allErrors: true });
  formats.default(ajv);
  return ajv.compile(JSON.parse(readFileSync(reportSchemaFile, 'utf8')));
}

test('docs/report.schema.json is current; if not, run node scripts/generate-report-schema.ts', () => {
  expect(readFileSync(reportSchemaFile, 'utf8')).toBe(reportSchemaText());
});

test('reports as they are written match the published schema, and read back the same', () => {
  const validate = validator();
  for (const report of reports) {
    const written: unknown = JSON.parse(reportAsJson(report));
    validate(written);
    expect(validate.errors ?? []).toEqual([]);
    expect(reportSchema.parse(written)).toEqual(JSON.parse(JSON.stringify(report)));
  }
});

test.each([
  ['an outcome that is none', { groups: [{ ...samples.goReport.groups[0], checks: [{ outcome: 'ok' }] }] }],
  ['a verdict that is none', { verdict: 'maybe' }],
  ['an unknown key', { token: 'x' }],
  ['another schema number', { schema: 'preflight-report/2' }],
  ['an unknown key in what people said', { approvals: [{ ...people.peopleGoReport.approvals?.[0], token: 'x' }] }],
  ['a time without a zone', { expiresAt: '2026-11-23T12:00:00' }],
])('the published schema refuses %s', (_, change) => {
  expect(validator()({ ...samples.goReport, ...change })).toBe(false);
});
