import { itemFinding } from '../domain/approvals/item-finding.ts';
import { remedyOfItem } from '../domain/approvals/manual-result.ts';
import { type BreakGlassUse, waivedChecks, waiverWords } from '../domain/approvals/reported-people.ts';
import { blockingItems, type Report, type ReportedItem } from '../domain/report.ts';
import { itemLooks } from '../reports/item-looks.ts';
import { askedWords, authorsOffWords, statusWords, voteWords } from '../reports/item-words.ts';
import { hanging } from './hanging.ts';
import { outcomeSymbol } from './outcome-style.ts';
import type { Terminal } from './output.ts';
import { clean } from './text.ts';

/** Directly above the verdict, which rests on it: one person decided alone. */
export function breakGlassLines(uses: readonly BreakGlassUse[], terminal: Terminal): string[] {
  if (uses.length === 0) return [];
  return [
    terminal.paint(['white', 'bgRed', 'bold'], ' BREAK GLASS '),
    ...uses.flatMap(({ id, words }) => hanging('  ', 2, clean(`${id} ${words}`), terminal)),
    '',
  ];
}

/** Everything that people were asked, who said what. */
export function peopleLines(
  { approvals = [], authorsOff }: Pick<Report, 'approvals' | 'authorsOff'>,
  terminal: Terminal,
): string[] {
  if (approvals.length === 0) return [];
  return [
    '',
    terminal.paint('bold', 'Decided by people'),
    ...(authorsOff === undefined ? [] : hanging('  ', 2, clean(authorsOffWords(authorsOff)), terminal)),
    ...approvals.flatMap((item) => itemLines(item, terminal)),
  ];
}

function itemLines(item: ReportedItem, terminal: Terminal): string[] {
  const { id, title, votes, problem } = item;
  const symbol = outcomeSymbol(terminal, itemLooks[item.status]);
  const said = votes.map((vote) => {
    const comment = vote.comment === '' ? '' : `: ${vote.comment}`;
    return clean(`${vote.by} ${voteWords(vote, item)}, ${vote.at}${comment}`);
  });
  return [
    ...hanging(`  ${symbol} `, 4, clean(`${id}: ${statusWords(item)} (${title})`), terminal),
    ...(problem === undefined ? [] : hanging('    ', 4, clean(problem), terminal)),
    ...hanging('    ', 4, clean(askedWords(item)), terminal, (line) => terminal.paint('dim', line)),
    ...said.flatMap((line) => hanging(terminal.paint('dim', '    · '), 6, line, terminal)),
  ];
}

/** What did not pass and blocks nothing, since somebody accepted it. */
export function waivedLines(report: Report, terminal: Terminal): string[] {
  const waived = waivedChecks(report);
  if (waived.length === 0) return [];
  return [
    '',
    terminal.paint(['cyan', 'bold'], 'Waived'),
    ...waived.flatMap((check) => [
      ...hanging(`  ${outcomeSymbol(terminal, check.outcome)} `, 4, clean(`${check.id}: ${check.summary}`), terminal),
      ...hanging(terminal.paint('cyan', '    → '), 6, clean(waiverWords(check.waiver, report)), terminal),
    ]),
  ];
}

/** Items of the team's own that keep the release back. */
export function blockingItemLines(report: Report, terminal: Terminal): string[] {
  return blockingItems(report).flatMap((item) => [
    '',
    ...hanging(
      `  ${outcomeSymbol(terminal, itemLooks[item.status])} `,
      4,
      clean(`${item.id}  ${item.title}`),
      terminal,
    ),
    ...hanging('    ', 4, clean(itemFinding(item)), terminal),
    ...hanging(terminal.paint('cyan', '    → '), 6, remedyOfItem(item), terminal),
  ]);
}
