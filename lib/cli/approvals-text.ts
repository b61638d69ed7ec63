import type { ItemStatus } from '../domain/approvals/approval.ts';
import { shortCommit } from '../domain/short-commit.ts';
import type { SeenItem } from './approvals-answers.ts';
import type { Style, Terminal } from './output.ts';
import { clean, cutToFit, wrap } from './text.ts';
import { timeLeft } from './time-left.ts';

export interface ItemsText {
  /** Who asks. */
  readonly you: string;
  readonly items: readonly SeenItem[];
  /** Whether there are more than were told. */
  readonly more: boolean;
  readonly address: string;
  readonly now: Date;
}

/** A title is cut at no less than this: where there is less room, an item is a few lines instead of a row. */
const narrowestTitle = 20;

/** What waits, by run: a row for each item, below it why somebody may not decide it. */
export function itemsText(text: ItemsText, terminal: Terminal): string {
  const { items, you, more, address, now } = text;
  const cells = items.map((item) => cellsOf(item, now));
  const widths = widthsFor(cells, terminal);
  const byRun = [...Map.groupBy(cells, ({ item }) => item.run).values()];
  const blocks = byRun.map(([first, ...rest], index) => {
    if (first === undefined) return [];
    const lines = [first, ...rest].flatMap((one) =>
      widths === undefined ? block(one, terminal) : row(one, widths, terminal),
    );
    const head = index > 0 || widths === undefined ? [] : [terminal.paint('dim', joined(heads, widths))];
    return [...runLines(first.item, terminal), ...head, ...lines, ''];
  });
  return [
    ...(items.length === 0 ? ['nothing waits for a decision', ''] : blocks.flat()),
    ...(more ? ['there are more than these: name a run with --run', ''] : []),
    terminal.paint('dim', `asked as ${clean(you)}; the console: ${address}`),
    '',
  ].join('\n');
}

function runLines({ service, version, environment, commit, run }: SeenItem, terminal: Terminal): string[] {
  const [release, ...more] = fitted(
    [clean(`${service} ${version} → ${environment}`), `commit ${shortCommit(clean(commit))}`, `run ${clean(run)}`],
    terminal.columns(),
  );
  return [terminal.paint('bold', release ?? ''), ...more];
}

/** Several parts on a line as long as they fit. */
function fitted(parts: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const longer = `${lines.at(-1)}  ${part}`;
    if (lines.length > 0 && longer.length <= columns) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines;
}

/** In the order of the row. */
const columns = ['id', 'title', 'votes', 'left', 'standing'] as const;
type Row = Readonly<Record<(typeof columns)[number], string>>;
type Widths = Readonly<Record<(typeof columns)[number], number>>;

const heads: Row = { id: 'item', title: 'title', votes: 'approved', left: 'time left', standing: 'you' };

interface Cells extends Row {
  readonly item: SeenItem;
}

function cellsOf(item: SeenItem, now: Date): Cells {
  const { id, title, votes, quorum, status, expiresAt } = item;
  const approvals = votes.filter(({ choice }) => choice === 'approve').length;
  const { symbol, words } = standingOf(item);
  return {
    item,
    id: clean(id),
    title: clean(title),
    votes: `${approvals} of ${quorum}`,
    left: status === 'open' ? timeLeft(expiresAt, now) : '–',
    standing: `${symbol} ${words}`,
  };
}

/** undefined where the terminal is too narrow for rows. */
function widthsFor(cells: readonly Cells[], terminal: Terminal): Widths | undefined {
  const widest = (column: (typeof columns)[number]): number =>
    Math.max(...[heads, ...cells].map((one) => one[column].length));
  const all = Object.fromEntries(columns.map((column) => [column, widest(column)])) as Widths;
  // Two spaces before each column.
  const room = terminal.columns() - columns.length * 2 - all.id - all.votes - all.left - all.standing;
  return room < Math.min(narrowestTitle, all.title) ? undefined : { ...all, title: Math.min(all.title, room) };
}

function joined(one: Row, widths: Widths): string {
  const { id, title, votes, left, standing } = widths;
  const cut = cutToFit(one.title, title);
  const cells = [one.id.padEnd(id), cut.padEnd(title), one.votes.padEnd(votes), one.left.padEnd(left)];
  return `  ${[...cells, one.standing.padEnd(standing)].join('  ')}`.trimEnd();
}

function row(one: Cells, widths: Widths, terminal: Terminal): string[] {
  const { style } = standingOf(one.item);
  const line = joined({ ...one, standing: '' }, { ...widths, standing: 0 }).padEnd(rowWidth(widths));
  return [`${line}${terminal.paint(style, one.standing)}`, ...notes(one.item, terminal)];
}

/** Up to where somebody's standing begins. */
function rowWidth({ id, title, votes, left }: Widths): number {
  return id + title + votes + left + columns.length * 2;
}

function block({ item, id, title, votes, left, standing }: Cells, terminal: Terminal): string[] {
  const room = Math.max(narrowestTitle, terminal.columns() - 4);
  const state = item.status === 'open' ? `${votes} approved, ${left} left` : `${votes} approved`;
  return [
    `  ${terminal.paint('bold', id)}`,
    ...[title, state].flatMap((text) => wrap(text, room)).map((line) => `    ${line}`),
    `    ${terminal.paint(standingOf(item).style, standing)}`,
    ...notes(item, terminal),
  ];
}

/** What does not fit into a row: the failure that would be accepted, and why somebody may not decide. */
function notes(item: SeenItem, terminal: Terminal): string[] {
  const room = Math.max(narrowestTitle, terminal.columns() - 4);
  const { failure, whyNot, status, may, decidedAt } = item;
  const all = [
    ...(failure === undefined ? [] : [`accepts this ${failure.outcome}: ${clean(failure.summary)}`]),
    ...(may || status !== 'open' || whyNot === undefined ? [] : [clean(whyNot)]),
    ...(decidedAt === undefined ? [] : [`decided at ${decidedAt}`]),
  ];
  return all.flatMap((text) => wrap(text, room)).map((line) => terminal.paint('dim', `    ${line}`));
}

interface Standing {
  readonly words: string;
  readonly symbol: string;
  readonly style: Style;
}

const decided: Record<Exclude<ItemStatus, 'open'>, Standing> = {
  approved: { words: 'approved', symbol: '✔', style: 'green' },
  rejected: { words: 'rejected', symbol: '✖', style: 'red' },
  expired: { words: 'expired', symbol: '✖', style: 'red' },
};

/** What somebody can do about an item, or what has become of it. */
function standingOf({ status, may, mayBreakGlass }: SeenItem): Standing {
  if (status !== 'open') return decided[status];
  if (may) return { words: 'may decide', symbol: '✔', style: 'green' };
  return { words: mayBreakGlass ? 'by --break-glass' : 'may not', symbol: '✖', style: 'yellow' };
}
