import { describe, expect, it } from 'vitest';
import { type ReportFormat, reportFile } from '../../lib/domain/report-format.ts';
import { askedRunOf } from '../../lib/domain/window/asked.ts';
import type { Baseline } from '../../lib/domain/window/window.ts';
import { windowReportSchema } from '../../lib/domain/window/window-report.ts';
import { writeWindowReport } from '../../lib/steps/write-window-report.ts';
import type { ReportStore } from '../../lib/stores/report-store.ts';
import { askedRun } from '../support/approval-samples.ts';
import { memoryApprovalStore } from '../support/memory-approval-store.ts';
import { memoryWindowStore } from '../support/memory-window-store.ts';
import {
  healthyParts,
  rollbackFailedParts,
  rolledBackParts,
  rolledBackWindow,
  type WindowParts,
  withoutGoParts,
} from '../support/window-reports.ts';
import { windowSettingsSample } from '../support/window-samples.ts';

/** A bucket; it refuses one format, if named. */
function memoryReports(refuses?: ReportFormat) {
  const written = new Map<ReportFormat, string>();
  const reports: ReportStore = {
    async write(_run, format, text) {
      if (format === refuses) throw new Error('bucket is gone');
      written.set(format, text);
    },
    read: async (_run, format) => written.get(format) ?? '',
    uri: (run, format) => `s3://reports/windows/${run}/${reportFile(format)}`,
  };
  return { reports, written };
}

/** Stores that hold a window, with what people were asked. */
async function stored({ record, events, items }: WindowParts) {
  const store = memoryWindowStore();
  await store.open(record, undefined);
  await store.addEvents(record.run.id, events);
  const approvals = memoryApprovalStore();
  const run = askedRunOf(record.run.id);
  if (items.length > 0) await approvals.open({ ...askedRun, run: { ...record.run, id: run }, window: true }, [], items);
  return { store, approvals };
}

const write = async (parts: WindowParts, settings = windowSettingsSample) => {
  const { reports, written } = memoryReports();
  const conclusion = await writeWindowReport(parts.record, settings, { ...(await stored(parts)), reports });
  return { conclusion, written, report: windowReportSchema.parse(JSON.parse(written.get('json') ?? '')) };
};

describe('writeWindowReport', () => {
  it('writes the report in every format, and tells where each lies', async () => {
    const { conclusion, written, report } = await write(rolledBackParts);
    const { run, release } = rolledBackParts.record;
    expect([...written.keys()].toSorted()).toEqual(['html', 'json', 'junit', 'md']);
    expect(report).toEqual(rolledBackWindow);
    const folder = `s3://reports/windows/${run.id}`;
    expect(conclusion).toEqual({
      result: 'rolled-back',
      run: run.id,
      service: 'shop-api',
      environment: 'production',
      version: release.version,
      commit: release.commit,
      trigger: 'Error rate >5% (error-rate-critical) turned red',
      report: {
        html: `${folder}/report.html`,
        json: `${folder}/report.json`,
        markdown: `${folder}/report.md`,
        junit: `${folder}/report.junit.xml`,
      },
      text: expect.stringMatching(
        /^shop-api 1\.42\.0 \(3f786850e387\) in production: rolled-back: [\s\S]*report\.html$/,
      ),
    });
  });

  it('has what people were asked, under the name that the window asks by', async () => {
    const { report } = await write(rollbackFailedParts);
    expect(report.approvals?.map(({ id, status }) => [id, status])).toEqual([['roll-back-despite-schema', 'rejected']]);
    const { report: none } = await write(healthyParts);
    expect(none).not.toHaveProperty('approvals');
  });

  it('says that there was no GO, and nothing of a trigger that never was', async () => {
    const { conclusion } = await write(withoutGoParts);
    expect(conclusion.withoutGo).toBe('the gate is not used in staging');
    expect(conclusion).not.toHaveProperty('trigger');
  });

  it('makes the threshold of the baseline as the window did', async () => {
    const baseline = { ...(healthyParts.record.baseline as Baseline), p95Ms: 1000 };
    const { report } = await write({ ...healthyParts, record: { ...healthyParts.record, baseline } });
    expect(report.baseline?.thresholdMs).toBe(1500);
  });

  it('needs no approvals where nothing asks', async () => {
    const { store } = await stored(healthyParts);
    const { reports } = memoryReports();
    const { result } = await writeWindowReport(healthyParts.record, windowSettingsSample, { store, reports });
    expect(result).toBe('healthy');
  });

  it('writes the same again', async () => {
    const dependencies = await stored(rollbackFailedParts);
    const [first, second] = [memoryReports(), memoryReports()];
    for (const { reports } of [first, second]) {
      await writeWindowReport(rollbackFailedParts.record, windowSettingsSample, { ...dependencies, reports });
    }
    expect(second.written).toEqual(first.written);
  });

  it.each(['json', 'md', 'html', 'junit'] as const)('rejects when %s cannot be stored', async (format) => {
    const dependencies = { ...(await stored(healthyParts)), ...memoryReports(format) };
    await expect(writeWindowReport(healthyParts.record, windowSettingsSample, dependencies)).rejects.toThrow(
      'bucket is gone',
    );
  });

  it('rejects for a window that is not closed, or not there, and writes nothing', async () => {
    const { closed: _, ...open } = healthyParts.record;
    for (const [parts, message] of [
      [{ ...healthyParts, record: open }, 'is not closed'],
      [undefined, 'is not there'],
    ] as const) {
      const { reports, written } = memoryReports();
      const { store } = parts === undefined ? { store: memoryWindowStore() } : await stored(parts);
      await expect(writeWindowReport(open, windowSettingsSample, { store, reports })).rejects.toThrow(message);
      expect(written.size).toBe(0);
    }
  });

  it('rejects where nobody can say what people decided', async () => {
    const { store } = await stored(rollbackFailedParts);
    const approvals = { run: () => Promise.reject(new Error('table is gone')) };
    const { reports } = memoryReports();
    await expect(
      writeWindowReport(rollbackFailedParts.record, windowSettingsSample, { store, approvals, reports }),
    ).rejects.toThrow('table is gone');
  });
});
