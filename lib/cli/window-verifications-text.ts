import type { WindowReport } from '../domain/window/window-report.ts';
import {
  describeVerifications,
  verificationGrid,
  verificationProblems,
  worstOfProblem,
} from '../reports/window-verifications.ts';
import { findingWords } from '../reports/words.ts';
import { hanging } from './hanging.ts';
import { outcomeSymbol } from './outcome-style.ts';
import type { Terminal } from './output.ts';
import { clean } from './text.ts';

/** What the verifications saw of each check, in their order; and the last that did not pass, in words. */
export function verificationLines(report: WindowReport, terminal: Terminal): string[] {
  const grid = verificationGrid(report);
  if (grid === undefined) return [];
  const width = Math.max(...grid.rows.map(({ id }) => id.length));
  const problems = verificationProblems(report);
  return [
    '',
    terminal.paint('bold', 'Verifications'),
    ...hanging('  ', 2, describeVerifications(report) ?? 'none was to be made', terminal),
    ...grid.rows.flatMap(({ id, how, note, cells }, index) => {
      const check = report.checks?.[index];
      const problem = problems.find((one) => one.id === id);
      const look = check?.notWatched !== undefined ? 'skipped' : ((problem && worstOfProblem(problem)) ?? 'pass');
      const isSeen = cells.some(({ look: one }) => one === 'pass') || problem !== undefined;
      const symbol = isSeen || look === 'skipped' ? outcomeSymbol(terminal, look) : terminal.paint('dim', '·');
      const seen = cells.map(({ words }) => words.toLowerCase());
      const last = problem?.seen[0];
      const said = [
        `${how}: ${check?.notWatched ?? (seen.join(', ') || 'none')}`,
        ...(note === undefined || check !== undefined ? [] : [note]),
        ...(last === undefined ? [] : [findingWords(last)]),
      ];
      return hanging(`  ${symbol} ${id.padEnd(width)}  `, width + 6, clean(said.join('; ')), terminal);
    }),
  ];
}
