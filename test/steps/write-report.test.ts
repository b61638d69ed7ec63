import { describe, expect, it } from 'vitest';
import type { GateSettings } from '../../lib/config/function-settings.ts';
import type { GatePayload } from '../../lib/domain/gate.ts';
import { fingerprintOf } from '../../lib/domain/release.ts';
import { reportSchema } from '../../lib/domain/report.ts';
import { type ReportFormat, reportFile } from '../../lib/domain/report-format.ts';
import { decideVerdict } from '../../lib/steps/decide-verdict.ts';
import { writeReport } from '../../lib/steps/write-report.ts';
import type { ReportStore } from '../../lib/stores/report-store.ts';
import { release } from '../support/release.ts';

const now = new Date('2026-11-23T12:00:00.000Z');
const settings: GateSettings = {
  service: 'shop-api',
  environment: 'production',
  configuration: 'c0ffee',
  rules: { service: 'shop-api', images: [] },
  expected: [
    {
      group: 'infrastructure',
      checks: [
        { id: 'memory', title: 'Memory' },
        { id: 'disk-space', title: 'Disk', off: 'serverless' },
      ],
    },
  ],
  goExpiresMinutes: 60,
};
const run = {
  id: 'run-1',
  execution: 'arn:aws:states:eu-central-1:1:execution:gate:run-1',
  startedAt: now.toISOString(),
};

function payload(outcome: 'pass' | 'fail'): GatePayload {
  const memory = {
    id: 'memory',
    group: 'infrastructure',
    title: 'Memory',
    outcome,
    summary: '1 GiB free',
    evidence: [],
  } as const;
  const groups = [
    { group: 'infrastructure', startedAt: now.toISOString(), endedAt: now.toISOString(), checks: [memory] },
  ] as const;
  const decision = decideVerdict({ run, groups }, settings, now);
  return { run, release, fingerprint: fingerprintOf(release, settings.configuration), groups, decision };
}

function memoryStore(refuses?: ReportFormat) {
  const written = new Map<ReportFormat, string>();
  const store: ReportStore = {
    async write(_run, format, text) {
      if (format === refuses) throw new Error('bucket is gone');
      written.set(format, text);
    },
    read: async (_run, format) => written.get(format) ?? '',
    uri: (id, format) => `s3://reports/${id}/${reportFile(format)}`,
  };
  return { store, written };
}

describe('writeReport', () => {
  it('writes a report of the schema with all items, also those that are off', async () => {
    const { store, written } = memoryStore();
    const conclusion = await writeReport(payload('pass'), settings, store);
    const report = reportSchema.parse(JSON.parse(written.get('json') ?? ''));
    expect(report).toMatchObject({ verdict: 'go', run: { id: 'run-1' }, release: { commit: release.commit } });
    expect(report.groups[0]?.checks.map((check) => check.outcome)).toEqual(['pass', 'skipped']);
    expect(conclusion).toMatchObject({
      verdict: 'go',
      expiresAt: '2026-11-23T13:00:00.000Z',
      fingerprint: { commit: release.commit, configuration: 'c0ffee' },
    });
    expect([...written.keys()].toSorted()).toEqual(['html', 'json', 'junit', 'md']);
    expect(conclusion.report).toEqual({
      html: 's3://reports/run-1/report.html',
      json: 's3://reports/run-1/report.json',
      markdown: 's3://reports/run-1/report.md',
      junit: 's3://reports/run-1/report.junit.xml',
    });
  });

  it('says in words what blocks and where the report lies', async () => {
    const conclusion = await writeReport(payload('fail'), settings, memoryStore().store);
    expect(conclusion.text).toBe(
      [
        'shop-api 1.42.0 (3f786850e387) to production: no-go: 1 of 1 checks blocks: 1 failed',
        '- memory (fail): 1 GiB free',
        'report: s3://reports/run-1/report.html',
      ].join('\n'),
    );
    expect(conclusion).not.toHaveProperty('expiresAt');
  });

  it.each(['json', 'md', 'html', 'junit'] as const)('rejects when %s cannot be stored', async (format) => {
    await expect(writeReport(payload('pass'), settings, memoryStore(format).store)).rejects.toThrow('bucket is gone');
  });
});
