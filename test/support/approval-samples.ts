import type { ApprovalItem, Vote } from '../../lib/domain/approvals/approval.ts';
import type { AskedRun, ItemRecord } from '../../lib/domain/approvals/approval-record.ts';
import { fingerprintOf } from '../../lib/domain/release.ts';
import { release } from './release.ts';

/** A run that people are asked about, and what they are asked; spread one and change what a test is about. */

export const openedAt = '2026-11-23T12:00:10.000Z';
export const expiresAt = '2026-11-23T16:00:10.000Z';

export const manualItem: ApprovalItem = {
  id: 'smoke-tests',
  kind: 'manual',
  title: 'Smoke tests passed',
  instructions: 'Look at the newest run of the smoke tests on staging.\nApprove when it is green.',
  approvers: { groups: ['release-managers'], principals: [] },
  quorum: 1,
  expiresAfterSeconds: 14_400,
  group: 'staging-rehearsal',
};

export const waiverItem: ApprovalItem = {
  id: 'memory',
  kind: 'waiver',
  title: 'Accept: Memory >2GB free failed',
  instructions: 'Accept it only where the release needs no memory of its own.',
  approvers: { groups: ['release-managers', 'operations'], principals: ['arn:aws:iam::111122223333:role/OnCall'] },
  quorum: 2,
  expiresAfterSeconds: 14_400,
  group: 'infrastructure',
  failure: { outcome: 'fail', summary: '1 of 2 instances has too little memory', longestDays: 14 },
};

export const askedRun: AskedRun = {
  run: {
    id: 'shop-api-1.42.0-20261123T120000Z',
    execution: 'arn:aws:states:eu-central-1:111122223333:execution:preflight-gate:shop-api-1.42.0-20261123T120000Z',
    startedAt: '2026-11-23T12:00:00.000Z',
  },
  service: 'shop-api',
  environment: 'production',
  release,
  fingerprint: fingerprintOf(release, `sha256:${'c3'.repeat(32)}`),
  openedAt,
};

/** An item as OpenApprovals writes it. */
export function itemRecord(item: ApprovalItem = manualItem, changes: Partial<ItemRecord> = {}): ItemRecord {
  return {
    ...item,
    status: 'open',
    openedAt,
    expiresAt,
    votes: [],
    run: askedRun.run.id,
    service: askedRun.service,
    environment: askedRun.environment,
    version: release.version,
    commit: release.commit,
    excluded: [{ who: 'octocat', aliases: ['github:octocat'], why: ['asked for this release'] }],
    revision: 1,
    ...changes,
  };
}

export function vote(changes: Partial<Vote> = {}): Vote {
  return {
    by: 'Mona Lisa (mona@acme.example)',
    person: 'Mona Lisa',
    choice: 'approve',
    at: '2026-11-23T13:00:00.000Z',
    comment: '',
    ...changes,
  };
}

/** The item after one more vote, or its end. */
export function changed(item: ItemRecord, changes: Partial<ItemRecord>): ItemRecord {
  return { ...item, ...changes, revision: item.revision + 1 };
}
