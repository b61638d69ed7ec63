import { cutText } from '../domain/evidence.ts';
import type { Verification, VerifiedItem, WindowRecord } from '../domain/window/window.ts';
import { updateIf } from './conditional-write.ts';
import { bytesOf } from './newest-of.ts';
import { fieldsOf, type Table } from './table.ts';
import { partsOf } from './window-parts.ts';
import { readWindow } from './window-reading.ts';
import type { WindowStore } from './window-store.ts';

/**
 * How much of the verifications stays, as JSON in bytes: beside what Watch keeps (64 KiB twice), the alarms' states and a release
 * of 32 KiB, a trigger must find room in the 400 KB of an item (DynamoDB's documentation, "Quotas").
 */
const mostBytes = 128 * 1024;
/** Of a summary, where those of all verifications are too long together even without their evidence. */
const longestSummary = 100;
/** Two executions of VerifyDeployment may overlap where Step Functions lost the first one; more than these do not. */
const attempts = 5;

/** What VerifyDeployment saw. */
export function windowVerifications(table: Table): Pick<WindowStore, 'saveVerification'> {
  return {
    async saveVerification(run, verification) {
      let window = await readWindow(table, run);
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        if (window === undefined) throw new Error(`there is no window ${run}`);
        const { verifications: before = [] } = window;
        if (before.some(({ dueAt }) => dueAt === verification.dueAt)) return;
        const write = await updateIf(table, additionOf(run, before, verification));
        if (write.written) return;
        window = write.found && fieldsOf<WindowRecord>(write.found);
      }
      throw new Error(`the verification of ${verification.dueAt} could not be added to the window ${run}: others were`);
    },
  };
}

/** Only over the list that it was made from: it never gets shorter, so no more may be there than were read. */
function additionOf(run: string, before: readonly Verification[], added: Verification) {
  const verifications = fittingVerifications([...before, added].toSorted(byTime));
  const update = partsOf(run, { verifications });
  const condition = `attribute_not_exists(#verifications[${before.length}])`;
  return { ...update, ConditionExpression: `${update.ConditionExpression} AND ${condition}` };
}

const byTime = (one: Verification, other: Verification): number => (one.dueAt < other.dueAt ? -1 : 1);

/** The oldest evidence goes first, and never an outcome: by those the window is judged at its end. */
export function fittingVerifications(all: readonly Verification[], most = mostBytes): readonly Verification[] {
  const fitting = [...all];
  for (const leaner of [withoutEvidence, withShortSummaries]) {
    for (const [index, one] of fitting.entries()) {
      if (bytesOf(fitting) <= most) return fitting;
      fitting[index] = { ...one, items: one.items.map(leaner) };
    }
  }
  return fitting;
}

const withoutEvidence = (item: VerifiedItem): VerifiedItem => ({ ...item, evidence: [] });

function withShortSummaries(item: VerifiedItem): VerifiedItem {
  const { remediation: _, ...rest } = item;
  return { ...rest, summary: cutText(item.summary, longestSummary) };
}
