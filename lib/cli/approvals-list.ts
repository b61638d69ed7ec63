import type { SeenItem } from './approvals-answers.ts';
import { type ApprovalsApi, DecisionRefusedError } from './approvals-api.ts';
import { connectToApprovals } from './approvals-connect.ts';
import type { ApprovalsListArguments } from './approvals-options.ts';
import { itemsText } from './approvals-text.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Io, printJson } from './output.ts';
import { NotRunError } from './refusal.ts';

/** Lists what waits for a decision; of one run, also what was decided. */
export async function approvalsList(values: ApprovalsListArguments, io: Io): Promise<ExitCode> {
  const { address, api } = await connectToApprovals(values, [], io);
  const { you, items, more } = await read(api, values.run);
  if (values.json) printJson(io, { console: address, you: you.name, items, more });
  else io.out.write(itemsText({ you: you.name, items, more, address, now: io.clock() }, io.out));
  return exitCodes.go;
}

interface Listed {
  readonly you: { readonly name: string };
  readonly items: readonly SeenItem[];
  readonly more: boolean;
}

async function read(api: ApprovalsApi, run: string | undefined): Promise<Listed> {
  try {
    if (run === undefined) return await api.pending();
    const { you, items } = await api.run(run);
    return { you, items, more: false };
  } catch (cause) {
    // To look is no decision that the gate could refuse.
    if (cause instanceof DecisionRefusedError) throw new NotRunError(cause.message, { cause });
    throw cause;
  }
}
