import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { concludeInWords } from '../../lib/domain/conclusion.ts';
import { type Report, reportSchema, unaskedOf } from '../../lib/domain/report.ts';
import { reportAsHtml } from '../../lib/reports/html.ts';
import { reportAsJson } from '../../lib/reports/json.ts';
import { reportAsMarkdown } from '../../lib/reports/markdown.ts';
import { reportSchemaFile } from '../../scripts/generate-report-schema.ts';
import { parsed } from '../support/junit.ts';
import { hostileQuarantine, quarantinedAndWorse, quarantinedReport } from '../support/quarantine-reports.ts';
import { release } from '../support/release.ts';
import { goReport, noGoReport } from '../support/reports.ts';
import { elementsIn, xmlParserIsInstalled } from '../support/xml.ts';

/* What the reports of the gate tell of a release that was rolled back before. */

const words =
  'version 1.42.0 was rolled back at 2026-11-22T10:07:02.000Z by the rollback window 1.42.0-3f786850e387-20261123T100000Z: ' +
  'Threshold Crossed: 3 datapoints were greater than the threshold (5.0)';
const lift = `preflight release lift --env production --commit ${release.commit} --reason`;
const plain = (text: string): string => text.replaceAll(/<[^>]+>|\\/g, '').replaceAll('&#39;', "'");

describe('a report of a quarantined release', () => {
  it('is one of the published schema, in which the quarantine is part of the verdict', () => {
    const ajv = new Ajv2020({ allErrors: true });
    formats.default(ajv);
    const validate = ajv.compile(JSON.parse(readFileSync(reportSchemaFile, 'utf8')));
    for (const report of [quarantinedReport, quarantinedAndWorse, hostileQuarantine]) {
      const written: unknown = JSON.parse(reportAsJson(report));
      validate(written);
      expect(validate.errors ?? []).toEqual([]);
      expect(reportSchema.parse(written)).toEqual(report);
    }
    expect(quarantinedReport).toMatchObject({ verdict: 'no-go', blocking: ['quarantine'] });
    expect(quarantinedAndWorse.blocking[0]).toBe('quarantine');
    expect(quarantinedReport).not.toHaveProperty('expiresAt');
    const { quarantine } = quarantinedReport;
    expect(validate({ ...quarantinedReport, quarantine: { ...quarantine, lifted: true } })).toBe(false);
  });

  it('takes it for no answer that nobody asked for, as it would where there is none', () => {
    expect(unaskedOf(quarantinedReport)).toEqual([]);
    expect(unaskedOf({ ...goReport, blocking: ['quarantine'] })).toEqual(['quarantine']);
  });

  it.each<[string, (report: Report) => string, string]>([
    ['HTML', reportAsHtml, 'In quarantine'],
    ['Markdown', reportAsMarkdown, '### ❌ In quarantine: This release was rolled back before'],
    ['the words of the end', (report) => concludeInWords(report, 's3://reports/report.html'), '- quarantine: '],
  ])('says in %s what it is and how to lift it, before all that blocks beside it', (_, format, heading) => {
    const text = format(quarantinedReport);
    expect(text).toContain(heading);
    expect(plain(text)).toContain(words);
    expect(plain(text)).toContain(lift);
    expect(text).not.toContain('Nothing blocks');
    const worse = format(quarantinedAndWorse);
    expect(worse.indexOf(heading)).toBeLessThan(worse.indexOf('its group gave no result'));
    for (const report of [goReport, noGoReport]) expect(format(report)).not.toContain('quarantine');
  });

  it('is closed to hostile text', () => {
    const names = (page: string): string[] => [...new Set(page.match(/<\/?[a-z0-9]+/gi))].toSorted();
    expect(names(reportAsHtml(hostileQuarantine))).toEqual(names(reportAsHtml(quarantinedReport)));
    const headings = (report: Report) => reportAsMarkdown(report).match(/^#+ .*$/gm);
    expect(headings(hostileQuarantine)).toEqual(headings(quarantinedReport));
    const lines = concludeInWords(hostileQuarantine, 's3://reports/report.html').split('\n');
    expect(lines.map((line) => line.slice(0, 12))).toEqual(['shop-api 1.4', '- quarantine', 'report: s3:/']);
  });

  it.skipIf(!xmlParserIsInstalled)('is a failure in JUnit, though every check passed', () => {
    const [failure, ...others] = elementsIn(parsed(quarantinedReport), 'failure');
    expect(failure?.attributes).toEqual({ message: words, type: 'fail' });
    expect(failure?.text).toContain(`What to do: Only to let this very one pass again, lift it: ${lift}`);
    expect([others, elementsIn(parsed(quarantinedReport), 'error')]).toEqual([[], []]);
    expect(parsed(quarantinedReport).attributes).toMatchObject({ failures: '1', errors: '0' });
    expect(elementsIn(parsed(hostileQuarantine), 'failure')).toHaveLength(1);
  });
});
