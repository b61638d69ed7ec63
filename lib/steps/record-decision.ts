import type { ApprovalSettings } from '../config/function-settings.ts';
import type { VoteChoice } from '../domain/approvals/approval.ts';
import type { ItemRecord } from '../domain/approvals/approval-record.ts';
import { type Identity, personOf } from '../domain/approvals/identity.ts';
import { mayDecide, whyNoBreakGlass, whyPerhapsNoOther } from '../domain/approvals/may-decide.ts';
import { type Cast, castVote, type NewVote, settledBefore } from '../domain/approvals/vote.ts';
import type { ApprovalStore } from '../stores/approval-store.ts';
import type { WaitingTasks } from '../stores/waiting-task.ts';

/** What somebody asks to be recorded, and of which item. Who that is, the authorizer says. */
export interface DecisionRequest extends Omit<NewVote, 'person'> {
  readonly run: string;
  readonly item: string;
}

/** What became of somebody's decision. A refusal changed nothing, and says why in words for whoever was refused. */
export type RecordedDecision =
  | { readonly outcome: 'recorded'; readonly item: ItemRecord }
  /** This very vote was recorded before: a request that was sent twice. */
  | { readonly outcome: 'repeated'; readonly item: ItemRecord }
  | Refused;

export interface Refused {
  readonly outcome: 'refused';
  readonly why: RefusalKind;
  readonly message: string;
}

/** `unknown`: no such run or item. `forbidden`: not by this person. `decided`, `closed`: too late. */
export type RefusalKind = 'unknown' | 'forbidden' | 'invalid' | 'decided' | 'closed';

export interface RecordDecisionDependencies {
  readonly store: ApprovalStore;
  readonly tasks: WaitingTasks;
  readonly now: () => Date;
}

type Settings = Pick<ApprovalSettings, 'people' | 'breakGlass'>;

/**
 * A write is lost only to somebody else's that was recorded, and a quorum of five and an expiry make six of them. What loses
 * more often than this loses to a defect.
 */
const mostAttempts = 10;

/** Records one person's decision on one item, with one conditional write, and lets the execution move on where it decides. */
export async function recordDecision(
  request: DecisionRequest,
  identity: Identity,
  settings: Settings,
  { store, tasks, now }: RecordDecisionDependencies,
): Promise<RecordedDecision> {
  const { run, item: id } = request;
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const item = await store.item(run, id);
    if (item === undefined)
      return refused('unknown', 'no run asks for this item; look at the names of the run and the item');
    const cast = castBy(request, identity, settings, item, now());
    if (cast.outcome === 'refused') return cast;
    if (cast.outcome === 'repeated') {
      // What kept the first request from it may have kept the execution waiting: an answer that got lost, a crash.
      if (isDecided(item)) await moveOn(item, { store, tasks });
      return { outcome: 'repeated', item };
    }
    const { next } = cast;
    const tokenBefore = isDecided(next) ? await store.token(run, id) : undefined;
    if (!(await store.replace(next))) continue;
    if (isDecided(next) && (await isTooLate(next, tokenBefore, { store, tasks }))) {
      const why = await whyNothingWaits(run, { store, tasks, now });
      if (why !== undefined) {
        return refused('closed', `${why}: your decision is written down, but nothing waits for it any more`);
      }
    }
    return { outcome: 'recorded', item: next };
  }
  throw new Error(`the decision on ${id} of ${run} lost ${mostAttempts} writes to others; send it again`);
}

/** The most useful refusal first: that it is too late, then that this person may not, then what is wrong with the request. */
function castBy(
  request: DecisionRequest,
  identity: Identity,
  settings: Settings,
  item: ItemRecord,
  now: Date,
): Cast | Refused {
  const vote: NewVote = { ...request, person: personOf(identity, settings.people) };
  const settled = settledBefore(item, vote, now);
  if (settled !== undefined) return settled;
  const { breakGlass, choice } = request;
  const why = breakGlass === true ? whyNoBreakGlass(identity, settings) : whyNot(identity, settings, item, choice);
  return why === undefined ? castVote(item, vote, now) : refused('forbidden', why);
}

function whyNot(identity: Identity, settings: Settings, item: ItemRecord, choice: VoteChoice): string | undefined {
  const decides = mayDecide(identity, item, settings);
  if (!decides.may) return decides.why;
  return choice === 'approve' ? whyPerhapsNoOther(decides.person, item, settings) : undefined;
}

function isDecided({ status }: ItemRecord): boolean {
  return status === 'approved' || status === 'rejected';
}

type Moving = Pick<RecordDecisionDependencies, 'store' | 'tasks'>;

interface Moved {
  readonly token: string | undefined;
  readonly answer: 'moved on' | 'closed' | 'not waiting yet';
}

/** Where nothing waits yet, what comes to wait finds the decision: it stores its token first, and then looks. */
async function moveOn({ run, id, status }: ItemRecord, { store, tasks }: Moving): Promise<Moved> {
  const token = await store.token(run, id);
  const answer = token === undefined ? 'not waiting yet' : await tasks.complete(token, { item: id, status });
  return { token, answer };
}

/**
 * Whether nothing waits for the item any more. A token that came only while the decision was written is no sign of it: what
 * stored that token has looked, and may have completed it itself.
 */
async function isTooLate(item: ItemRecord, tokenBefore: string | undefined, moving: Moving): Promise<boolean> {
  const { token, answer } = await moveOn(item, moving);
  return answer === 'closed' && token === tokenBefore;
}

/**
 * Whether it was too late after all. A run whose execution was stopped leaves the list of what waits. Of the others a gate's may
 * wait for others of its items; a rollback window waits in rounds, and its next one finds the decision.
 * @returns undefined where something still comes to look.
 */
async function whyNothingWaits(
  run: string,
  { store, tasks, now }: RecordDecisionDependencies,
): Promise<string | undefined> {
  const found = await store.run(run);
  const execution = found?.run.execution;
  if (execution !== undefined && (await tasks.hasEnded(execution))) {
    await store.close(run, now().toISOString());
    return 'the run has ended';
  }
  if (found?.window !== true) return 'the gate stopped waiting for this';
  return found.closedAt === undefined ? undefined : 'the rollback window is closed';
}

function refused(why: RefusalKind, message: string): Refused {
  return { outcome: 'refused', why, message };
}
