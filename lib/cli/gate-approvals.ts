import type { SeenClosed, SeenDecidedItem, SeenOpened } from './gate-events.ts';
import type { Terminal } from './output.ts';
import { clean } from './text.ts';
import { voteLine } from './vote-line.ts';

/** Which run waits, as its commands name it. */
export interface WaitingRun {
  readonly run: string;
  readonly environment: string;
}

/** What people are asked, and where they decide. */
export function askedLines({ items, console }: SeenOpened, run: WaitingRun, terminal: Terminal): string[] {
  return [
    terminal.paint('bold', 'people are asked, and the gate waits for them:'),
    ...items.map(({ id, title, expiresAt }) => `  ${clean(id)}: ${clean(title)}, until ${expiresAt}`),
    `to decide: ${clean(console)}`,
    `  or: ${commandTo('approve', run)}`,
    `  or: ${commandTo('reject', run)} --comment TEXT`,
  ];
}

/** How to decide without this command, which ends. */
export function howToDecide({ console }: SeenOpened, run: WaitingRun): string {
  return `it waits for people: ${clean(console)}, or ${commandTo('approve', run)}`;
}

function commandTo(choice: 'approve' | 'reject', { run, environment }: WaitingRun): string {
  return `preflight approvals ${choice} ITEM --run ${run} --env ${environment}`;
}

/** What became of each item, and by whom. */
export function decidedLines({ items }: SeenClosed, terminal: Terminal): string[] {
  return [terminal.paint('bold', 'people have decided:'), ...items.flatMap((item) => itemLines(item, terminal))];
}

function itemLines({ id, status, quorum, votes }: SeenDecidedItem, terminal: Terminal): string[] {
  const approvals = votes.filter(({ choice }) => choice === 'approve').length;
  const why = status === 'expired' ? `: in time, ${approvals} of ${quorum} approved it` : '';
  const head = terminal.paint(status === 'approved' ? 'green' : 'red', `${clean(id)} ${status}${why}`);
  return [
    `  ${head}`,
    ...votes.map((vote) => {
      const words = voteLine(vote);
      return `    ${vote.breakGlass ? terminal.paint(['red', 'bold'], words) : words}`;
    }),
  ];
}
