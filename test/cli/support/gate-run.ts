import type { GateSettings } from '../../../lib/config/function-settings.ts';
import type { CheckResult, GroupResult } from '../../../lib/domain/check-result.ts';
import { checkTitles } from '../../../lib/domain/checklist.ts';
import type { Outcome } from '../../../lib/domain/outcome.ts';
import { fingerprintOf } from '../../../lib/domain/release.ts';
import { type ReportFormat, reportFile } from '../../../lib/domain/report-format.ts';
import { type Decision, isQuestion } from '../../../lib/domain/verdict.ts';
import { decideVerdict } from '../../../lib/steps/decide-verdict.ts';
import { type Conclusion, writeReport } from '../../../lib/steps/write-report.ts';
import { now } from '../../support/ask.ts';
import { release } from '../../support/release.ts';

/** What the steps of a real gate answer for these outcomes: they are made by the steps themselves. */
export interface GateRun {
  readonly settings: GateSettings;
  readonly groups: readonly GroupResult[];
  readonly decision: Decision;
  readonly conclusion: Conclusion;
  /** The formats of the report, by their ending. */
  readonly report: Readonly<Record<string, string>>;
}

const run = { id: 'run-1', execution: 'arn:run-1', startedAt: now.toISOString() };

export async function gateRun(memory: Outcome = 'pass', configuration = 'deployed'): Promise<GateRun> {
  const settings: GateSettings = {
    service: 'shop-api',
    environment: 'production',
    configuration,
    rules: { service: 'shop-api', images: [] },
    expected: [
      {
        group: 'environment',
        checks: [{ id: 'runtime-flags', title: checkTitles['runtime-flags'] }],
      },
      {
        group: 'infrastructure',
        checks: [
          { id: 'memory', title: checkTitles.memory },
          { id: 'disk-space', title: checkTitles['disk-space'], off: 'not part of this test' },
        ],
      },
    ],
    ownItems: [],
    goExpiresMinutes: 60,
  };
  const groups = [
    groupOf({ id: 'runtime-flags', group: 'environment', outcome: 'pass' }),
    groupOf({ id: 'memory', group: 'infrastructure', outcome: memory }),
  ];
  const fingerprint = fingerprintOf(release, configuration);
  const decision = await decideVerdict({ run, fingerprint, groups }, settings, { now });
  if (isQuestion(decision)) throw new Error('people are asked');
  const report: Record<string, string> = {};
  const store = {
    write: async (_run: string, format: string, text: string) => {
      report[format] = text;
    },
    read: async () => '',
    uri: (id: string, format: ReportFormat) => `s3://preflight-reports/reports/${id}/${reportFile(format)}`,
  };
  const conclusion = await writeReport({ run, release, fingerprint, decision }, settings, store);
  return { settings, groups, decision, conclusion, report };
}

function groupOf(check: Pick<CheckResult, 'id' | 'group' | 'outcome'>): GroupResult {
  const { id, group, outcome } = check;
  const summary = `${id} is ${outcome === 'pass' ? 'right' : 'not right'}`;
  const result = {
    ...check,
    title: checkTitles[id],
    summary,
    evidence: [],
    startedAt: now.toISOString(),
    durationMs: 120,
  };
  const remediation = outcome === 'pass' ? {} : { remediation: 'Free some.' };
  return { group, startedAt: now.toISOString(), endedAt: now.toISOString(), checks: [{ ...result, ...remediation }] };
}
