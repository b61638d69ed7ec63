import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { expect, test } from 'vitest';
import { windowReportSchema } from '../../lib/domain/window/window-report.ts';
import { windowAsJson } from '../../lib/reports/window-json.ts';
import { windowSchemaFile, windowSchemaText } from '../../scripts/generate-report-schema.ts';
import { rolledBackWindow, windowReports } from '../support/window-reports.ts';

function validator() {
  const ajv = new Ajv2020({ allErrors: true });
  formats.default(ajv);
  return ajv.compile(JSON.parse(readFileSync(windowSchemaFile, 'utf8')));
}

test('docs/window.schema.json is current; if not, run node scripts/generate-report-schema.ts', () => {
  expect(readFileSync(windowSchemaFile, 'utf8')).toBe(windowSchemaText());
});

test.each(Object.entries(windowReports))(
  '%s, as it is written, matches the published schema, and reads back the same',
  (_, report) => {
    const validate = validator();
    const written: unknown = JSON.parse(windowAsJson(report));
    validate(written);
    expect(validate.errors ?? []).toEqual([]);
    expect(windowReportSchema.parse(written)).toEqual(report);
  },
);

test.each([
  ['a result that is none', { result: 'fine' }],
  ['an unknown key', { token: 'x' }],
  ['an unknown key within', { trigger: { ...rolledBackWindow.trigger, token: 'x' } }],
  ['another schema number', { schema: 'preflight-window/2' }],
  ['a criterion that is none', { criteria: [{ ...rolledBackWindow.criteria[0], id: 'error-rate' }] }],
  ['a time without a zone', { endsAt: '2026-11-23T12:00:00' }],
  ['a step that takes less than no time', { steps: [{ step: 'recorded', seconds: -1 }] }],
  ['a target that is both found and missing', { target: { ...rolledBackWindow.target, problem: 'gone' } }],
])('the published schema refuses %s', (_, change) => {
  expect(validator()({ ...rolledBackWindow, ...change })).toBe(false);
});
