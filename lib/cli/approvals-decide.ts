import * as z from 'zod/mini';
import type { DecisionBody } from '../console/api.ts';
import { itemIdPattern, type VoteChoice } from '../domain/approvals/approval.ts';
import { commentProblem } from '../domain/approvals/comment.ts';
import { dayOf } from '../domain/duration.ts';
import type { Problem } from '../domain/problem.ts';
import type { SeenDecision } from './approvals-answers.ts';
import { DecisionRefusedError } from './approvals-api.ts';
import { connectToApprovals } from './approvals-connect.ts';
import { type Settled, settle } from './approvals-dialog.ts';
import { type ApproveArguments, itemOperand, type RejectArguments } from './approvals-options.ts';
import { missing } from './arguments.ts';
import { canAsk } from './ask-person.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Io, printJson } from './output.ts';
import { clean } from './text.ts';

/** What the user wrote; what is missing is asked for where there is somebody to ask. */
export interface Wanted {
  readonly choice: VoteChoice;
  readonly env: string;
  readonly config: string | undefined;
  readonly console: string | undefined;
  readonly run: string | undefined;
  readonly item: string | undefined;
  readonly comment: string | undefined;
  readonly until: string | undefined;
  readonly breakGlass: boolean;
  /** Whether it is meant for certain. */
  readonly yes: boolean;
  readonly json: boolean;
}

export function approve(values: ApproveArguments, item: string, io: Io): Promise<ExitCode> {
  const { 'break-glass': breakGlass, ...rest } = values;
  return decide({ ...rest, choice: 'approve', item: item || undefined, breakGlass }, io);
}

export function reject(values: RejectArguments, item: string, io: Io): Promise<ExitCode> {
  return decide({ ...values, choice: 'reject', item: item || undefined, until: undefined, breakGlass: false }, io);
}

async function decide(wanted: Wanted, io: Io): Promise<ExitCode> {
  const problems = [...(canAsk(io) ? [] : missingIn(wanted)), ...wrongIn(wanted, io.clock())];
  const { api } = await connectToApprovals(wanted, problems, io);
  try {
    const settled = canAsk(io) ? await settle(wanted, api, io) : asGiven(wanted);
    present(wanted, await api.decide(settled.run, settled.item, bodyOf(wanted, settled)), io);
    return exitCodes.go;
  } catch (cause) {
    if (!(cause instanceof DecisionRefusedError)) throw cause;
    return tellRefused(cause, wanted, io);
  }
}

function missingIn({ item, run, comment, choice, breakGlass }: Wanted): Problem[] {
  const why = choice === 'reject' ? 'what is to be put right' : 'why emergency powers are used';
  const needsComment = comment === undefined && (choice === 'reject' || breakGlass);
  return [
    ...(item === undefined ? [missing(itemOperand)] : []),
    ...(run === undefined ? [{ path: '--run', message: 'is missing; write --run RUN, as the gate printed it' }] : []),
    ...(needsComment ? [{ path: '--comment', message: `is missing; write --comment TEXT: ${why}` }] : []),
  ];
}

function wrongIn({ item, comment, until, choice, breakGlass }: Wanted, now: Date): Problem[] {
  const required = choice === 'reject' || breakGlass;
  const fault = comment === undefined ? undefined : commentProblem(comment, { required });
  return [
    ...(item === undefined || itemId.test(item) ? [] : [wrongItem]),
    ...(fault === undefined ? [] : [{ path: '--comment', message: fault }]),
    ...(until === undefined ? [] : untilProblems(until, now)),
  ];
}

const itemId = new RegExp(`^${itemIdPattern}$`);
const wrongItem: Problem = { path: itemOperand.placeholder, message: `is no item's id; ${itemOperand.help}` };

function untilProblems(until: string, now: Date): Problem[] {
  const today = dayOf(now);
  if (z.iso.date().safeParse(until).success && until >= today) return [];
  return [{ path: '--until', message: `must be a date from today on, such as ${today}, not ${JSON.stringify(until)}` }];
}

/** All of it is there: what is missing was refused. */
function asGiven({ run = '', item = '', comment }: Wanted): Settled {
  return { run, item, comment };
}

function bodyOf({ choice, until, breakGlass }: Wanted, { comment }: Settled): DecisionBody {
  return {
    decision: choice,
    ...(comment === undefined ? {} : { comment }),
    ...(until === undefined ? {} : { until }),
    ...(breakGlass ? { breakGlass: true } : {}),
  };
}

function present({ choice, json }: Wanted, { item, message }: SeenDecision, io: Io): void {
  const { id, run, status, quorum, votes } = item;
  if (json) printJson(io, { run, item: id, decision: choice, status, quorum, votes, message });
  else io.out.write(`${clean(id)} of ${clean(run)}: ${clean(message)}\n`);
}

function tellRefused({ kind, message }: DecisionRefusedError, { json }: Wanted, io: Io): ExitCode {
  if (json) printJson(io, { error: { kind, message: clean(message), problems: [] } });
  io.err.write(`${io.err.paint(['red', 'bold'], 'preflight:')} nothing was recorded: ${clean(message)}\n`);
  return exitCodes.noGo;
}
