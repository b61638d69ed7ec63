import type { ApprovalItem } from '../../../lib/domain/approvals/approval.ts';
import type { AskedRun, ItemRecord } from '../../../lib/domain/approvals/approval-record.ts';
import type { DecidedGroup } from '../../../lib/domain/verdict.ts';
import type { ApprovalStore } from '../../../lib/stores/approval-store.ts';
import { check, databaseAnswer, environmentAnswer, infrastructureAnswer } from '../../support/answers.ts';
import { askedRun, itemRecord, manualItem, waiverItem } from '../../support/approval-samples.ts';

/** What the checks found where a person may accept that memory is short. */
export const groups: readonly DecidedGroup[] = [environmentAnswer(), databaseAnswer(), infrastructureAnswer()].map(
  (group) => ({
    ...group,
    checks: group.checks.map((one) =>
      one.id === 'memory'
        ? check('infrastructure', 'memory', [120, 300], {
            outcome: 'fail',
            summary: '1 of 2 instances has too little memory',
            evidence: [
              { where: 'RDS instance shop-production', observed: '1.4 GiB free', expected: 'more than 2 GiB free' },
              { where: 'host i-0abc', observed: '5.2 GiB free', expected: 'more than 2 GiB free' },
            ],
          })
        : one,
    ),
  }),
);

export const ownItem: ApprovalItem = {
  id: 'support-briefed',
  kind: 'manual',
  title: 'Support knows what changes',
  instructions:
    'Look at the release notes in the help centre.\nApprove when every visible change is described there, in every language that the shop has.',
  approvers: { groups: ['release-managers'], principals: [] },
  quorum: 2,
  expiresAfterSeconds: 14_400,
};

const author = {
  who: 'octocat',
  aliases: ['github:octocat', 'email:octocat@users.noreply.localhost'],
  why: ['asked for this release', 'wrote commit 3f786850e387'],
};

interface AskOptions {
  readonly run?: string;
  readonly items?: readonly ApprovalItem[];
  readonly groups?: readonly DecidedGroup[];
  /** What is different in every item's record. */
  readonly changes?: Partial<ItemRecord>;
}

/** Opens a run whose items may be decided for another four hours. */
export async function ask(
  store: ApprovalStore,
  {
    run = askedRun.run.id,
    items = [manualItem, ownItem, waiverItem],
    groups: found = groups,
    changes = {},
  }: AskOptions = {},
): Promise<AskedRun> {
  const now = Date.now();
  const asked = {
    ...askedRun,
    run: { ...askedRun.run, id: run, startedAt: new Date(now - 60_000).toISOString() },
    openedAt: new Date(now).toISOString(),
  };
  const record = (item: ApprovalItem): ItemRecord =>
    itemRecord(item, {
      run,
      openedAt: asked.openedAt,
      expiresAt: new Date(now + item.expiresAfterSeconds * 1000).toISOString(),
      excluded: [author],
      ...changes,
    });
  await store.open(asked, found, items.map(record));
  return asked;
}
