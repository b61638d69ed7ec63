import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../lib/domain/release.ts';
import { closeApprovals } from '../../lib/steps/close-approvals.ts';
import { type OpenApprovalsInput, openApprovals } from '../../lib/steps/open-approvals.ts';
import { environmentAnswer } from '../support/answers.ts';
import { askedRun, changed, itemRecord, manualItem, vote } from '../support/approval-samples.ts';
import { memoryApprovalStore } from '../support/memory-approval-store.ts';
import { release } from '../support/release.ts';

/** Step Functions keeps a name for 90 days; the table of approvals keeps a run for good. */

const settings = { service: 'shop-api', environment: 'production', people: {}, evidenceHolds: {} };
const later = { ...askedRun.run, startedAt: '2027-03-01T12:00:00.000Z' };
const commit = 'e'.repeat(40);
const other = {
  release: { ...release, version: '2.0.0', commit },
  fingerprint: fingerprintOf({ ...release, commit }, askedRun.fingerprint.configuration),
};
const input: OpenApprovalsInput = {
  run: askedRun.run,
  release,
  fingerprint: askedRun.fingerprint,
  decision: { ask: [manualItem], groups: [environmentAnswer()] },
};

async function approvedBefore() {
  const store = memoryApprovalStore();
  await store.open(askedRun, [], [itemRecord()]);
  await store.replace(changed(itemRecord(), { status: 'approved', votes: [vote()], decidedAt: vote().at }));
  const authors = { authorsOf: () => Promise.reject(new Error('must not be asked')) };
  const signal = new AbortController().signal;
  return { store, authors, signal, console: 'https://console.example', now: new Date(later.startedAt) };
}

describe('a run by the name of an earlier one', () => {
  it.each([
    ['another release', { run: later, ...other }],
    ['the same release', { run: later }],
    ['another release, begun at the same moment', other],
    ['an execution of another gate', { run: { ...askedRun.run, execution: 'arn:aws:states:::execution:other:x' } }],
  ])('takes over no decision of it: %s', async (_, changes) => {
    const dependencies = await approvedBefore();
    await expect(openApprovals({ ...input, ...changes }, settings, dependencies)).rejects.toThrow(
      `the name ${askedRun.run.id} was another run's, of 2026-11-23T12:00:10.000Z, whose decisions do not count for this one`,
    );
  });

  it('is not closed with the decisions of it either', async () => {
    const { store, now } = await approvedBefore();
    await expect(closeApprovals({ run: later, groups: [] }, settings, { store, now })).rejects.toThrow(
      /was another run's/,
    );
    expect((await store.run(askedRun.run.id))?.closedAt).toBeUndefined();
  });
});
