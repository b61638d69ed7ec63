import type { GroupFailure, GroupResult } from '../../lib/domain/check-result.ts';
import { type CheckId, checkTitles, gateGroups } from '../../lib/domain/checklist.ts';
import { capEvidence } from '../../lib/domain/evidence.ts';
import type { ExpectedGroup } from '../../lib/domain/gate.ts';
import { fingerprintOf } from '../../lib/domain/release.ts';
import { buildReport, type Report } from '../../lib/domain/report.ts';
import { type DecisionInput, decideVerdict, isQuestion } from '../../lib/domain/verdict.ts';
import {
  answer,
  certificates,
  check,
  databaseAnswer,
  environmentAnswer,
  infrastructureAnswer,
  startedAt,
} from './answers.ts';
import { idsOf } from './checklist.ts';
import { release } from './release.ts';

/** Reports as a run makes them: the same decision and the same builder, over answers written by hand. */

const decidedAt = new Date('2026-11-23T12:00:09.412Z');
const notYet = 'not automated by this version of Preflight; the release manager ticks it in the wiki';

export const healthy = {
  environment: environmentAnswer(),
  database: databaseAnswer(),
  infrastructure: infrastructureAnswer(),
};

/** The items that ran in the healthy sample; all others are off, for one reason where their group is off as a whole. */
const answered: readonly CheckId[] = Object.values(healthy).flatMap(({ checks }) => checks.map(({ id }) => id));

export const expected: readonly ExpectedGroup[] = gateGroups.map((group) => ({
  group,
  checks: idsOf(group).map((id) => {
    const off = idsOf(group).some((one) => answered.includes(one)) ? 'the API is not called from browsers' : notYet;
    return answered.includes(id) ? { id, title: checkTitles[id] } : { id, title: checkTitles[id], off };
  }),
}));

export const run = 'shop-api-1.42.0-20261123T120000Z';

/** @param people what people were asked, and what they said. */
export function reportFrom(
  answers: readonly (GroupResult | GroupFailure)[],
  asked = expected,
  people: Partial<DecisionInput> = {},
): Report {
  const input = { run, expected: asked, answers, own: [], waivers: [], now: decidedAt, goExpiresMinutes: 30 };
  const decision = decideVerdict({ ...input, ...people });
  if (isQuestion(decision)) throw new Error(`people are asked: ${decision.ask.map(({ id }) => id).join(', ')}`);
  return buildReport({
    service: 'shop-api',
    environment: 'production',
    run: {
      id: run,
      execution: 'arn:aws:states:eu-central-1:111122223333:execution:preflight-gate:shop-api-1.42.0-20261123T120000Z',
      startedAt,
    },
    release,
    fingerprint: fingerprintOf(release, `sha256:${'c3'.repeat(32)}`),
    decision,
  });
}

export const goReport = reportFrom(Object.values(healthy));

/** Fails, a time-out, a warning, a group whose function crashed, and an answer that nobody asked for. */
export const noGoReport = reportFrom([
  answer('environment', [
    ...healthy.environment.checks.filter((one) => !['runtime-flags', 'tls-certificates'].includes(one.id)),
    check('environment', 'runtime-flags', [640, 240], {
      outcome: 'fail',
      summary: 'SENTRY_ENABLED is not what production needs',
      evidence: [
        { where: 'GIN_MODE in Parameter Store', observed: 'release', expected: 'release' },
        { where: 'SENTRY_ENABLED in Parameter Store', observed: 'false', expected: 'true' },
      ],
    }),
    check('environment', 'tls-certificates', [640, 1310], {
      outcome: 'fail',
      summary: '1 of 2 domains has a certificate that ends too soon: admin.shop.example.com',
      evidence: [
        ...certificates,
        {
          where: 'admin.shop.example.com, served certificate',
          observed: 'valid for another 11.9 days, until 5 Dec 2026',
          expected: 'valid for more than 30 days',
          when: '2026-12-05T09:14:00.000Z',
        },
      ],
    }),
  ]),
  answer('database', [
    ...healthy.database.checks.filter((one) => !['database-connection', 'database-statistics'].includes(one.id)),
    check('database', 'database-connection', [410, 8000], {
      outcome: 'error',
      summary: 'could not look: no answer within 8 s',
    }),
    check('database', 'database-statistics', [410, 905], {
      outcome: 'warn',
      summary: 'a transaction has been open for 22 minutes',
      evidence: [
        {
          where: 'pg_stat_activity of shop_production',
          observed: 'pid 4711 (shop-worker), idle in transaction for 22 min',
          expected: 'no transaction open for more than 10 min',
          when: '2026-11-23T11:38:02.000Z',
        },
      ],
    }),
    { ...check('database', 'backup-recency', [0, 1], { outcome: 'pass', summary: '' }), id: 'changelog' },
  ]),
  {
    group: 'infrastructure',
    failure: {
      Error: 'Sandbox.Timedout',
      Cause: '{"errorMessage":"RequestId: 6f1d Error: Task timed out after 30.00 seconds"}',
    },
  },
]);

export const hostileText = [
  '</style></script><script>alert(1)</script><img src="https://evil.example/x.png" onerror=alert(1)>',
  `" onmouseover="alert(1)" ' \` | **bold** [link](https://evil.example) @octocat #12 www.evil.example $x$ \`\`\``,
  'NUL \u0000 escape \u001B[31m override \u202Egnp.exe\u202C zero\u200Bwidth lone \uD800 שלום مرحبا',
  '```\n# GO\n</details>\n<!-- x -->',
];

/** Every free text of the report is hostile. */
export const hostileReport: Report = {
  ...noGoReport,
  service: `shop ${hostileText[0]}`,
  environment: `production ${hostileText[1]}`,
  summary: `no-go: ${hostileText[2]}`,
  blocking: [...noGoReport.blocking, `${hostileText[0]} (unknown check)`],
  run: { ...noGoReport.run, id: hostileText[0] ?? '', execution: hostileText[1] ?? '' },
  groups: noGoReport.groups.map((group) => ({
    ...group,
    title: `${group.title} ${hostileText[0]}`,
    checks: group.checks.map((one) => ({
      ...one,
      title: `${one.title} ${hostileText[1]}`,
      summary: hostileText.join(' '),
      remediation: hostileText.join('\n'),
      evidence: [
        ...hostileText.map((text) => ({ where: text, observed: text, expected: text, when: text })),
        { where: '', observed: '', expected: '' },
      ],
    })),
  })),
};

/** Texts without a space to wrap at, and as much evidence as a check may bring. */
export const longReport: Report = {
  ...noGoReport,
  groups: noGoReport.groups.map((group) => ({
    ...group,
    checks: group.checks.map((one) => ({
      ...one,
      summary: `a${'b'.repeat(480)}`,
      evidence: [
        ...capEvidence(
          Array.from({ length: 30 }, (_, index) => ({
            where: `arn:aws:rds:eu-central-1:111122223333:cluster-snapshot:${'x'.repeat(index * 20)}`,
            observed: 'y'.repeat(200),
            expected: 'z'.repeat(100),
            when: startedAt,
          })),
        ),
      ],
    })),
  })),
};

/** A run in a terminal that named no release, of a checklist that is off as a whole. */
export const nothingRanReport: Report = (() => {
  const asked = gateGroups.map((group) => ({
    group,
    checks: idsOf(group).map((id) => ({ id, title: checkTitles[id], off: notYet })),
  }));
  const { release: _release, fingerprint: _fingerprint, ...report } = reportFrom([], asked);
  return report;
})();
