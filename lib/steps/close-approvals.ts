import type { ApprovalSettings } from '../config/function-settings.ts';
import type { ItemRecord } from '../domain/approvals/approval-record.ts';
import { decidedItems } from '../domain/approvals/decided-items.ts';
import { mustBeSameRun } from '../domain/approvals/same-run.ts';
import { waiverOf } from '../domain/approvals/waiver.ts';
import type { GroupId } from '../domain/checklist.ts';
import type { ClosedApprovals, GatePayload, GroupAnswer } from '../domain/gate.ts';
import type { ApprovalStore } from '../stores/approval-store.ts';

export type CloseApprovalsInput = Pick<GatePayload, 'run' | 'groups'>;

/** Each lost race is a vote that was written, and a quorum is five at most: after so many something else is wrong. */
const mostRaces = 10;

/**
 * Ends the questions: what is still open has expired, waivers with an end date are kept for later runs, and groups whose
 * evidence is older than it may be are named. The store is asked what was decided, not whatever let the execution move on.
 * Doing it again changes nothing.
 */
export async function closeApprovals(
  { run, groups }: CloseApprovalsInput,
  settings: Pick<ApprovalSettings, 'service' | 'environment' | 'evidenceHolds'>,
  { store, now }: { readonly store: ApprovalStore; readonly now: Date },
): Promise<ClosedApprovals> {
  const asked = await store.run(run.id);
  if (asked === undefined) throw new Error(`no approvals were opened for run ${run.id}`);
  mustBeSameRun(asked, run);
  const items = await Promise.all(asked.items.map((item) => endItem(item, store, now)));
  await store.close(run.id, now.toISOString());
  const waivers = items.flatMap((item) => waiverOf(item, run.id) ?? []).filter(({ until }) => until !== undefined);
  await Promise.all(waivers.map((waiver) => store.carry(settings, waiver)));
  return { items: decidedItems(items), stale: staleGroups(groups, settings.evidenceHolds, now) };
}

/** Of an expiry and a decision at the same moment, the one counts that was written first. */
async function endItem(item: ItemRecord, store: ApprovalStore, now: Date): Promise<ItemRecord> {
  let seen: ItemRecord | undefined = item;
  for (let race = 0; race < mostRaces && seen !== undefined; race += 1) {
    if (seen.status !== 'open') return seen;
    const expired: ItemRecord = {
      ...seen,
      status: 'expired',
      decidedAt: now.toISOString(),
      revision: seen.revision + 1,
    };
    if (await store.replace(expired)) return expired;
    seen = await store.item(item.run, item.id);
  }
  throw new Error(`item ${item.id} of run ${item.run} could not be closed: it is written again and again, or is gone`);
}

/** A group that failed has seen nothing that could be old. */
function staleGroups(answers: readonly GroupAnswer[], holds: ApprovalSettings['evidenceHolds'], now: Date): GroupId[] {
  return answers.flatMap((answer) => {
    const seconds = holds[answer.group];
    if ('failure' in answer || seconds === undefined) return [];
    const ageSeconds = (now.getTime() - Date.parse(answer.endedAt)) / 1000;
    // Also where nobody knows how old it is.
    return ageSeconds <= seconds ? [] : [answer.group];
  });
}
