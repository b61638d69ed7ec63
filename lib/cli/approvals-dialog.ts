import { commentProblem } from '../domain/approvals/comment.ts';
import type { SeenItem } from './approvals-answers.ts';
import { type ApprovalsApi, DecisionRefusedError } from './approvals-api.ts';
import type { Wanted } from './approvals-decide.ts';
import { itemDetails } from './approvals-item-text.ts';
import { askPerson, confirm } from './ask-person.ts';
import { didYouMean } from './did-you-mean.ts';
import type { Io } from './output.ts';
import { NotRunError, Refusal } from './refusal.ts';
import { clean } from './text.ts';

/** All that a decision needs. */
export interface Settled {
  readonly run: string;
  readonly item: string;
  readonly comment: string | undefined;
}

/**
 * Asks the person at the terminal for what is missing, and shows what is decided before it is.
 * @throws Refusal, DecisionRefusedError where this person may not decide it, NotRunError where it is not meant.
 */
export async function settle(wanted: Wanted, api: ApprovalsApi, io: Io): Promise<Settled> {
  const run = wanted.run ?? (await chooseRun(wanted, api, io));
  const seen = await api.run(run);
  const item = await chooseItem(wanted, seen.items, io);
  io.err.write(itemDetails({ item, run: seen, now: io.clock() }, io.err));
  refuseEarly(item, wanted);
  const comment = wanted.comment ?? (await askComment(item, wanted, io));
  if (!wanted.yes) await mustBeMeant(item, wanted, io);
  return { run, item: item.id, comment };
}

async function chooseRun({ item }: Wanted, api: ApprovalsApi, io: Io): Promise<string> {
  const { items } = await api.pending();
  const waiting = items.filter((one) => one.status === 'open' && (item === undefined || one.id === item));
  const runs = [...new Map(waiting.map((one) => [one.run, one])).values()];
  const [only] = runs;
  if (only === undefined) {
    const what = item === undefined ? 'nothing' : `no item ${item}`;
    throw new Refusal('usage', `${what} waits for a decision`);
  }
  if (runs.length > 1) return choose('run', runs, ({ run }) => run, describeRun, io);
  io.err.write(`run ${clean(only.run)} is the only one that waits\n`);
  return only.run;
}

const describeRun = ({ run, service, version, environment }: SeenItem): string =>
  `${run}  ${service} ${version} → ${environment}`;

async function chooseItem({ item, run }: Wanted, items: readonly SeenItem[], io: Io): Promise<SeenItem> {
  const known = items.map(({ id }) => id);
  const named = (id: string): SeenItem => {
    const found = items.find((one) => one.id === id);
    if (found !== undefined) return found;
    const hint = didYouMean(id, known) || `; there are: ${known.join(', ')}`;
    throw new Refusal('usage', `${run ?? 'the run'} asks nobody about ${id}${hint}`);
  };
  if (item !== undefined) return named(item);
  const open = items.filter(({ status }) => status === 'open');
  const [only] = open;
  if (only === undefined) throw new Refusal('usage', 'no item of this run waits for a decision');
  if (open.length === 1) return only;
  return named(
    await choose(
      'item',
      open,
      ({ id }) => id,
      ({ id, title }) => `${id}  ${title}`,
      io,
    ),
  );
}

/** By its number in a list, or by its name. */
async function choose<T>(
  what: string,
  all: readonly T[],
  nameOf: (one: T) => string,
  describe: (one: T) => string,
  io: Io,
): Promise<string> {
  const width = String(all.length).length;
  for (const [index, one] of all.entries()) {
    io.err.write(`  ${String(index + 1).padStart(width)}  ${clean(describe(one))}\n`);
  }
  const chosen = (answer: string): string | undefined => {
    const numbered = /^\d{1,4}$/.test(answer) ? all[Number(answer) - 1] : undefined;
    const found = all.find((one) => nameOf(one) === answer) ?? numbered;
    return found === undefined ? undefined : nameOf(found);
  };
  const answer = await askPerson(io, `which ${what}? [1-${all.length}] `, (text) =>
    chosen(text) === undefined ? `write a number from 1 to ${all.length}` : undefined,
  );
  return chosen(answer) ?? answer;
}

/** Nobody writes a reason for what is refused afterwards. */
function refuseEarly({ status, may, whyNot, mayBreakGlass }: SeenItem, { breakGlass }: Wanted): void {
  if (status !== 'open') throw new DecisionRefusedError({ kind: 'decided', message: `this item is ${status} already` });
  if (breakGlass ? mayBreakGlass : may) return;
  const why = breakGlass ? 'you have no emergency powers' : (whyNot ?? 'you may not decide this item');
  const instead = !breakGlass && mayBreakGlass ? '; with --break-glass you may, and every report shows it' : '';
  throw new DecisionRefusedError({ kind: 'forbidden', message: `${why}${instead}` });
}

/** Where one is required: for a rejection, for accepting a failure, and for emergency powers. */
async function askComment({ kind }: SeenItem, wanted: Wanted, io: Io): Promise<string | undefined> {
  const { choice, breakGlass } = wanted;
  if (choice === 'approve' && kind === 'manual' && !breakGlass) return undefined;
  const question = choice === 'reject' ? 'what is to be put right? ' : 'the reason? ';
  return askPerson(io, question, (text) => commentProblem(text, { required: true }));
}

async function mustBeMeant({ id, run, kind }: SeenItem, { choice, breakGlass }: Wanted, io: Io): Promise<void> {
  if (breakGlass) {
    const warning = 'BREAK GLASS: this decides alone, whoever may decide otherwise. Every report shows it.';
    io.err.write(`${io.err.paint(['white', 'bgRed', 'bold'], ` ${warning} `)}\n`);
  }
  const what = kind === 'waiver' && choice === 'approve' ? 'accept the failure of' : choice;
  if (await confirm(io, `${what} ${clean(id)} of ${clean(run)}?`)) return;
  throw new NotRunError('nothing was recorded: it was not confirmed');
}
