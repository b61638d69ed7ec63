import type { ApprovalSettings } from '../config/function-settings.ts';
import type { ApprovalItem, Excluded } from '../domain/approvals/approval.ts';
import type { AskedRun, AskedRunDetails, ItemRecord } from '../domain/approvals/approval-record.ts';
import { excludedOf } from '../domain/approvals/excluded.ts';
import { mustBeSameRun } from '../domain/approvals/same-run.ts';
import { cutText } from '../domain/evidence.ts';
import type { GatePayload } from '../domain/gate.ts';
import type { Release } from '../domain/release.ts';
import { runPath } from '../domain/run-path.ts';
import { redact } from '../domain/secret.ts';
import { SourceError } from '../domain/source-error.ts';
import type { Question } from '../domain/verdict.ts';
import { type ApprovalNotice, approvalNotice } from '../reports/approval-notice.ts';
import type { ReleaseAuthors } from '../sources/release-authors.ts';
import type { ApprovalStore } from '../stores/approval-store.ts';

export type OpenApprovalsInput = Pick<GatePayload, 'run' | 'release' | 'fingerprint'> & { readonly decision: Question };

/** What the following states need: the items to wait for, and what to tell the approvers. */
export interface OpenedApprovals {
  readonly items: readonly OpenedItem[];
  /** Where people decide: the console's page of this run. */
  readonly console: string;
  readonly notification: ApprovalNotice;
}

export interface OpenedItem {
  readonly id: string;
  readonly title: string;
  readonly expiresAt: string;
  readonly expiresAfterSeconds: number;
}

export interface OpenApprovalsDependencies {
  readonly store: ApprovalStore;
  /** Not asked where the settings say why not. */
  readonly authors: ReleaseAuthors;
  /** The console's address, without a path. */
  readonly console: string;
  readonly now: Date;
  readonly signal: AbortSignal;
}

type Settings = Pick<ApprovalSettings, 'service' | 'environment' | 'people' | 'authorsOff'>;

const longestReason = 1000;

/**
 * Writes down what people are asked, and who must not answer. Nobody can decide before this, and nothing waits yet.
 * Done again, it answers with what was written the first time, and asks nobody.
 * @throws SourceError when nobody could tell who wrote the release: without that, nobody may be let decide.
 * @throws Error when an earlier run had this run's name.
 */
export async function openApprovals(
  input: OpenApprovalsInput,
  settings: Settings,
  dependencies: OpenApprovalsDependencies,
): Promise<OpenedApprovals> {
  const { store, console } = dependencies;
  const { run, decision } = input;
  const found = await store.run(run.id);
  if (found !== undefined) return opened(found, input, console);
  const excluded = await excludedFrom(input.release, settings, dependencies);
  const asked = askedRun(input, settings, dependencies.now);
  const items = decision.ask.map((item) => itemRecord(item, asked, excluded, settings.authorsOff));
  await store.open(asked, decision.groups, items);
  // Another attempt may have been quicker: what counts is what is there.
  const written = await store.run(run.id);
  if (written === undefined) throw new Error(`the approvals of run ${run.id} were written, but are not there`);
  return opened(written, input, console);
}

async function excludedFrom(
  release: Release,
  { people, authorsOff }: Settings,
  { authors, signal }: OpenApprovalsDependencies,
): Promise<readonly Excluded[]> {
  const { requestedBy } = release;
  if (authorsOff !== undefined) return excludedOf({ requestedBy, authors: [], people });
  try {
    return excludedOf({ requestedBy, authors: await authors.authorsOf(release, signal), people });
  } catch (cause) {
    if (!(cause instanceof SourceError)) throw cause;
    // It becomes the execution's payload. Without its cause, and redacted before it is cut: half of a secret would not be recognized.
    const reason = cutText(redact(cause.message), longestReason);
    throw new SourceError(`nobody can be asked, since it is not known who wrote the release: ${reason}`);
  }
}

function askedRun({ run, release, fingerprint }: OpenApprovalsInput, settings: Settings, now: Date): AskedRun {
  const { service, environment } = settings;
  return { run, service, environment, release, fingerprint, openedAt: now.toISOString() };
}

function itemRecord(
  item: ApprovalItem,
  { run, service, environment, release, openedAt }: AskedRun,
  excluded: readonly Excluded[],
  authorsOff: string | undefined,
): ItemRecord {
  const expiresAt = new Date(Date.parse(openedAt) + item.expiresAfterSeconds * 1000).toISOString();
  return {
    ...item,
    ...{ status: 'open', openedAt, expiresAt, votes: [] },
    ...{ run: run.id, service, environment, version: release.version, commit: release.commit },
    excluded,
    ...(authorsOff === undefined ? {} : { authorsOff }),
    revision: 1,
  };
}

function opened(
  run: AskedRunDetails,
  input: Pick<OpenApprovalsInput, 'run' | 'fingerprint'>,
  console: string,
): OpenedApprovals {
  mustBeSameRun(run, input.run, input.fingerprint);
  const page = `${console.replace(/\/$/, '')}${runPath(run.run.id)}`;
  return {
    items: run.items.map(openedItem),
    console: page,
    notification: approvalNotice(run, page),
  };
}

function openedItem({ id, title, expiresAt, expiresAfterSeconds }: ItemRecord): OpenedItem {
  return { id, title, expiresAt, expiresAfterSeconds };
}
