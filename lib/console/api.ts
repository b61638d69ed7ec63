import type { ApprovalItem, ItemState, Vote, VoteChoice } from '../domain/approvals/approval.ts';
import type { AskedRun } from '../domain/approvals/approval-record.ts';
import type { Problem } from '../domain/problem.ts';
import type { DecidedGroup } from '../domain/verdict.ts';

/*
 * What the approval API takes and answers, for the console's script and the command line:
 *
 *   GET  {base}/approvals                     PendingAnswer
 *   GET  {base}/runs/{run}                    RunAnswer
 *   POST {base}/runs/{run}/items/{item}       DecisionBody -> DecisionAnswer
 *
 * `base` is `/api` for who signed in at the issuer (a JWT as bearer), `/iam` for AWS credentials (SigV4). Whatever is
 * refused is a `RefusalAnswer` with status 400, 401, 403, 404 or 409.
 */

/** Who is asking, as the API knows them. */
export interface You {
  readonly name: string;
}

/** An item as one person sees it. */
export interface ItemView extends ApprovalItem, Omit<ItemState, 'votes'> {
  readonly run: string;
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly commit: string;
  readonly votes: readonly Omit<Vote, 'person'>[];
  /** Whether you may decide it now. */
  readonly may: boolean;
  /** Why not, in words for you. */
  readonly whyNot?: string;
  /** What you said of it; who approved an item that is still open may yet reject it. */
  readonly yourVote?: VoteChoice;
  /** Whether you may decide it by emergency powers. */
  readonly mayBreakGlass: boolean;
}

/** Those first that expire first. */
export interface PendingAnswer {
  readonly you: You;
  readonly items: readonly ItemView[];
  /** Whether there are more than were told. */
  readonly more: boolean;
}

export interface RunAnswer {
  readonly you: You;
  readonly run: AskedRun;
  /** Pages of the release on GitHub, where it is configured. */
  readonly links: { readonly commit?: string; readonly compare?: string; readonly pullRequest?: string };
  /** What the checks found, with their titles. */
  readonly groups: readonly (DecidedGroup & { readonly title: string })[];
  readonly items: readonly ItemView[];
}

export interface DecisionBody {
  readonly decision: VoteChoice;
  readonly comment?: string;
  /** Of a waiver: its last day, `2026-12-01`. */
  readonly until?: string;
  readonly breakGlass?: true;
}

export interface DecisionAnswer {
  readonly item: ItemView;
  /** One sentence: `your approval is recorded; 1 more approval is needed`. */
  readonly message: string;
}

export interface RefusalAnswer {
  readonly error: {
    readonly kind: 'invalid' | 'unauthenticated' | 'forbidden' | 'unknown' | 'decided' | 'closed' | 'failed';
    readonly message: string;
    readonly problems?: readonly Problem[];
  };
}
