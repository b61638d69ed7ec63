import type { ApprovalItem, DecidedItem, Vote, Waiver } from '../../lib/domain/approvals/approval.ts';
import type { CheckId } from '../../lib/domain/checklist.ts';
import type { ExpectedGroup } from '../../lib/domain/gate.ts';
import type { Report } from '../../lib/domain/report.ts';
import { answer, check, databaseAnswer, infrastructureAnswer } from './answers.ts';
import { expected, healthy, hostileText, reportFrom, run } from './reports.ts';

/** Reports of runs that asked people, decided and built as a run does it. */

export const approvers = { groups: ['release-managers'], principals: [] };

export const openedAt = '2026-11-23T12:00:04.000Z';
const expiresAt = '2026-11-23T16:00:04.000Z';
/** More than an hour later: infrastructure has looked again since. */
const decidedAt = new Date('2026-11-23T13:21:50.000Z');

export const ownItem: ApprovalItem = {
  id: 'support-briefed',
  kind: 'manual',
  title: 'Support knows what changes',
  instructions: 'Look at the release notes in the help centre.',
  approvers,
  quorum: 1,
  expiresAfterSeconds: 14_400,
};

const waivable = { approvers, quorum: 1, expiresAfterSeconds: 14_400, longestDays: 14 };

/** The checklist of the samples, with an item that people decide and two checks whose failure they may accept. */
export const asking: readonly ExpectedGroup[] = expected.map(({ group, checks }) => ({
  group,
  checks: checks.map((one) => {
    const { id, title } = one;
    if (id === 'smoke-tests') return { id, title, manual: { ...ownItem, id, title, quorum: 2 } };
    return (['backup-recency', 'memory'] as CheckId[]).includes(id) ? { id, title, waivable } : one;
  }),
}));

export const vote = (by: string, changes: Partial<Vote> = {}): Vote => ({
  by: `${by} (${by.toLowerCase()}@acme.example)`,
  person: by.toLowerCase(),
  choice: 'approve',
  at: '2026-11-23T13:20:00.000Z',
  comment: '',
  ...changes,
});

export function decided(id: string, status: DecidedItem['status'], votes: Vote[], changes: Partial<DecidedItem> = {}) {
  const item: DecidedItem = {
    id,
    kind: 'manual',
    title: id,
    quorum: 1,
    status,
    openedAt,
    expiresAt,
    votes,
    ...changes,
  };
  return status === 'open' ? item : { ...item, decidedAt: '2026-11-23T13:20:00.000Z' };
}

const failure = { outcome: 'fail', summary: 'the newest snapshot is 31 hours old', longestDays: 14 } as const;

const oldBackup = check('database', 'backup-recency', [410, 1180], {
  outcome: 'fail',
  summary: failure.summary,
  evidence: [
    {
      where: 'RDS instance shop-production',
      observed: 'snapshot rds:shop-production-2026-11-22-05-00, available',
      expected: 'an available snapshot less than 24 hours old',
      when: '2026-11-22T05:00:00.000Z',
    },
  ],
});
const littleMemory = check('infrastructure', 'memory', [820, 1930], {
  outcome: 'error',
  summary: 'could not look: CloudWatch did not answer within 8 s',
});

const answers = [
  healthy.environment,
  answer('database', [...databaseAnswer().checks.filter(({ id }) => id !== 'backup-recency'), oldBackup]),
  answer('infrastructure', [...infrastructureAnswer().checks.filter(({ id }) => id !== 'memory'), littleMemory]),
];

/** Infrastructure as it looked again, more than an hour later. */
const later = 81 * 60_000;
const again = answer(
  'infrastructure',
  (answers[2]?.checks ?? []).map((one) => ({
    ...one,
    startedAt: new Date(Date.parse(one.startedAt ?? '') + later).toISOString(),
  })),
);

const carried: Waiver = {
  check: 'memory',
  outcome: 'error',
  by: ['Hubert (hubert@acme.example)'],
  at: '2026-11-20T09:00:00.000Z',
  reason: 'CloudWatch is being moved to the new account',
  until: '2026-11-27',
  run: 'shop-api-1.41.3-20261120T085500Z',
};

const smokeTests = decided('smoke-tests', 'approved', [
  vote('Mona', { comment: 'checkout, login and search on staging' }),
  vote('Hubert'),
]);
const accepted = decided(
  'backup-recency',
  'approved',
  [vote('Mona', { comment: 'the snapshot is running\nand will be done by noon', until: '2026-11-25' })],
  { kind: 'waiver', failure },
);

/** Approved by two, accepted until a day, accepted before, and the team's own item by emergency powers. */
export const peopleGoReport = reportFrom(answers, asking, {
  own: [ownItem],
  waivers: [carried],
  now: decidedAt,
  approvals: {
    items: [
      smokeTests,
      accepted,
      decided('support-briefed', 'approved', [
        vote('Otto', { breakGlass: true, comment: 'the shop is down, and this repairs it' }),
      ]),
    ],
    stale: ['infrastructure'],
  },
  refreshed: [again],
});

/** One item rejected, one expired, a failure not accepted, and one that was before. */
export const peopleNoGoReport = reportFrom(answers, asking, {
  own: [ownItem],
  waivers: [carried],
  now: decidedAt,
  approvals: {
    items: [
      decided('smoke-tests', 'expired', [vote('Mona')]),
      decided('backup-recency', 'rejected', [vote('Mona', { choice: 'reject', comment: 'not before a sale' })], {
        kind: 'waiver',
        failure,
      }),
      decided('support-briefed', 'rejected', [vote('Hubert', { choice: 'reject', comment: 'nobody told them' })]),
    ],
    stale: [],
  },
});

/** Nobody could be asked. */
export const unreachableReport = reportFrom(answers, asking, {
  own: [ownItem],
  waivers: [carried],
  now: decidedAt,
  approvals: { failure: { Error: 'SourceError', Cause: '{"errorMessage":"GitHub did not answer"}' } },
});

/** Something blocks that nobody may waive, so that nobody was asked. */
export const notAskedReport = reportFrom(
  [
    healthy.environment,
    answer('database', [
      ...databaseAnswer().checks.filter(({ id }) => id !== 'staging-migrations'),
      check('database', 'staging-migrations', [410, 734], { outcome: 'fail', summary: 'staging stands at 41' }),
    ]),
    healthy.infrastructure,
  ],
  asking,
  { own: [ownItem] },
);

/** Everything that people write or are called is hostile. */
export const hostilePeopleReport: Report = {
  ...peopleGoReport,
  groups: peopleGoReport.groups.map((group) => ({
    ...group,
    checks: group.checks.map((one) =>
      one.waiver === undefined
        ? one
        : {
            ...one,
            waiver: {
              ...one.waiver,
              by: hostileText,
              reason: hostileText.join('\n'),
              run: one.waiver.run === run ? run : `run ${hostileText[0]}`,
            },
          },
    ),
  })),
  approvals: (peopleGoReport.approvals ?? []).map((item) => ({
    ...item,
    title: hostileText.join(' '),
    problem: hostileText.join(' '),
    id: item.group === undefined ? `own ${hostileText[0]}` : item.id,
    votes: item.votes.map((one) => ({
      ...one,
      by: hostileText.join(' '),
      comment: hostileText.join('\n'),
      breakGlass: true as const,
    })),
  })),
};
