import { describe, expect, it } from 'vitest';
import type { GateSettings } from '../../lib/config/function-settings.ts';
import { fingerprintOf } from '../../lib/domain/release.ts';
import { type Report, reportSchema } from '../../lib/domain/report.ts';
import { type ReportFormat, reportFile } from '../../lib/domain/report-format.ts';
import { type Decision, decideVerdict } from '../../lib/domain/verdict.ts';
import { type WriteReportInput, writeReport } from '../../lib/steps/write-report.ts';
import type { ReportStore } from '../../lib/stores/report-store.ts';
import { memoryWindowStore } from '../support/memory-window-store.ts';
import { hostilePeopleReport, peopleGoReport, peopleNoGoReport } from '../support/people-reports.ts';
import { release } from '../support/release.ts';
import { gateSettings } from './support/gate-settings.ts';

const now = new Date('2026-11-23T12:00:00.000Z');
const settings: GateSettings = {
  ...gateSettings,
  expected: [
    {
      group: 'infrastructure',
      checks: [
        { id: 'memory', title: 'Memory' },
        { id: 'disk-space', title: 'Disk', off: 'serverless' },
      ],
    },
  ],
};
const run = {
  id: 'run-1',
  execution: 'arn:aws:states:eu-central-1:1:execution:gate:run-1',
  startedAt: now.toISOString(),
};

function payload(outcome: 'pass' | 'fail'): WriteReportInput {
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
  const { expected, goExpiresMinutes } = settings;
  const input = { run: run.id, expected, answers: groups, own: [], waivers: [], now, goExpiresMinutes };
  const decision = decideVerdict(input) as Decision;
  return { run, release, fingerprint: fingerprintOf(release, settings.configuration), decision };
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

  const { run: asked, ...rest } = payload('pass');
  const conclusionOf = (report: Report) => {
    const { groups, approvals, verdict, summary, blocking } = report;
    const decision = { groups, approvals, verdict, summary, blocking, decidedAt: report.run.decidedAt } as Decision;
    return writeReport({ ...rest, run: { ...asked, id: report.run.id }, decision }, settings, memoryStore().store);
  };

  it('says who accepted what, and that emergency powers were used, before anything else', async () => {
    const { text, breakGlass, headline } = await conclusionOf(peopleGoReport);
    expect(headline).toBe('break-glass go');
    expect(breakGlass).toEqual(['support-briefed']);
    expect(text.split('\n')).toEqual([
      'shop-api 1.42.0 (3f786850e387) to production: go: 13 checks ran, none blocks, 1 with a warning, 2 waived, 1 by break glass',
      'BREAK GLASS: support-briefed approved by Otto (otto@acme.example): the shop is down, and this repairs it',
      '- backup-recency (fail, waived by Mona (mona@acme.example) until 2026-11-25: the snapshot is running and will be done by noon): the newest snapshot is 31 hours old',
      '- memory (error, waived by Hubert (hubert@acme.example) until 2026-11-27 in run shop-api-1.41.3-20261120T085500Z: CloudWatch is being moved to the new account): could not look: CloudWatch did not answer within 8 s',
      expect.stringMatching(/^report: /),
    ]);
  });

  it('says what people did not approve, and why', async () => {
    const { text, blocking, breakGlass, headline } = await conclusionOf(peopleNoGoReport);
    expect(headline).toBe('no-go');
    expect(blocking).toEqual(['backup-recency', 'smoke-tests', 'support-briefed']);
    expect(breakGlass).toBeUndefined();
    expect(text.split('\n').slice(1, 4)).toEqual([
      '- backup-recency (fail): the newest snapshot is 31 hours old (not accepted: rejected by Mona (mona@acme.example): not before a sale)',
      '- smoke-tests (error): 1 of 2 approvals in time',
      '- support-briefed (rejected): rejected by Hubert (hubert@acme.example): nobody told them',
    ]);
  });

  it('tells of emergency powers also where a waiver of theirs still holds', async () => {
    const report = structuredClone(peopleNoGoReport);
    for (const check of report.groups.flatMap(({ checks }) => checks)) {
      if (check.waiver !== undefined) check.waiver.breakGlass = true;
    }
    const { text, breakGlass } = await conclusionOf(report);
    expect(breakGlass).toEqual(['memory']);
    expect(text).toMatch(/^BREAK GLASS: memory waived by Hubert/m);
  });

  it('begins no line with what people wrote', async () => {
    const { text } = await conclusionOf(hostilePeopleReport);
    const starts = text.split('\n').map((line) => line.slice(0, 11));
    expect(starts.filter((start) => !/^(?:shop-api|BREAK GLASS|- [a-z]|report:)/.test(start))).toEqual([]);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202E\u200B]/u);
  });

  it.each(['json', 'md', 'html', 'junit'] as const)('rejects when %s cannot be stored', async (format) => {
    await expect(writeReport(payload('pass'), settings, memoryStore(format).store)).rejects.toThrow('bucket is gone');
  });
});

describe('what the rollback window asks about', () => {
  const withWindow: GateSettings = { ...settings, hasWindow: true };
  const { fingerprint } = payload('pass');

  it('is the GO with its run and until when it holds', async () => {
    const gos = memoryWindowStore();
    await writeReport(payload('pass'), withWindow, memoryStore().store, gos);
    expect(await gos.go(fingerprint)).toEqual({ run: run.id, fingerprint, expiresAt: '2026-11-23T13:00:00.000Z' });
  });

  it('is gone after a later no-go of the same release', async () => {
    const gos = memoryWindowStore();
    await writeReport(payload('pass'), withWindow, memoryStore().store, gos);
    await writeReport(payload('fail'), withWindow, memoryStore().store, gos);
    expect(await gos.go(fingerprint)).toBeUndefined();
  });

  it('is written only once the report is stored', async () => {
    const gos = memoryWindowStore();
    await expect(writeReport(payload('pass'), withWindow, memoryStore('md').store, gos)).rejects.toThrow('bucket');
    expect(await gos.go(fingerprint)).toBeUndefined();
  });

  const down = () => Promise.reject(new Error('table is gone'));
  it.each(['pass', 'fail'] as const)('rejects where it could not be written: %s', async (outcome) => {
    const gos = { saveGo: down, withdrawGo: down };
    const written = writeReport(payload(outcome), withWindow, memoryStore().store, gos);
    await expect(written).rejects.toThrow('table is gone');
  });

  it('rejects, and stores no report, where the table is not given, or a GO that holds for ever', async () => {
    const { store, written } = memoryStore();
    await expect(writeReport(payload('pass'), withWindow, store)).rejects.toThrow('set WINDOW_TABLE');
    expect(written.size).toBe(0);
    const { expiresAt: _, ...decision } = payload('pass').decision;
    const gos = memoryWindowStore();
    await expect(writeReport({ ...payload('pass'), decision }, withWindow, store, gos)).rejects.toThrow('until when');
    expect(await gos.go(fingerprint)).toBeUndefined();
  });
});

describe('the words of a quarantine', () => {
  it('come before what else blocks, with how to lift it, on one line', async () => {
    const quarantine = { run: 'window-1', at: now.toISOString(), version: '1.42.0', reason: 'errors\n- above 5 %' };
    const { decision, ...rest } = payload('fail');
    const blocked = { ...decision, blocking: ['quarantine', ...decision.blocking], quarantine };
    const { store, written } = memoryStore();
    const { text, blocking } = await writeReport({ ...rest, decision: blocked }, settings, store);
    expect(blocking).toEqual(['quarantine', 'memory']);
    expect(text.split('\n').slice(1, 3)).toEqual([
      '- quarantine: version 1.42.0 was rolled back at 2026-11-23T12:00:00.000Z by the rollback window window-1: errors - above 5 %. ' +
        'Repair what the trigger shows: a repaired release has a commit of its own, and is not in quarantine. ' +
        `Only to let this very one pass again, lift it: preflight release lift --env production --commit ${release.commit} --reason '…'`,
      '- memory (fail): 1 GiB free',
    ]);
    expect(text).not.toContain('was not asked for');
    expect(reportSchema.parse(JSON.parse(written.get('json') ?? ''))).toMatchObject({ quarantine });
  });
});
