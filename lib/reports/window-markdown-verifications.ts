import type { ReportedVerifiedItem, WindowReport } from '../domain/window/window-report.ts';
import { inMarkdown } from './escape.ts';
import { momentOf, signs } from './markdown-parts.ts';
import {
  describeVerifications,
  type GridCell,
  gridMeanings,
  triesWords,
  type VerificationProblem,
  verificationGrid,
  verificationProblems,
} from './window-verifications.ts';
import { evidenceWords, findingWords, outcomeWords } from './words.ts';

/** What was looked at from outside: a grid of all, then what did not pass, with its evidence and what to do. */
export function verificationsSection(report: WindowReport): string[] {
  const grid = verificationGrid(report);
  if (grid === undefined) return [];
  const { moments, rows } = grid;
  const lines = rows.map(({ title, how, note, cells }) => {
    const more = note === undefined ? '' : `, ${inMarkdown(note)}`;
    return `| ${[`${inMarkdown(title)} (${how}${more})`, ...cells.map(cell)].join(' | ')} |`;
  });
  const table = [
    `| ${['Check', ...moments.map(({ words }) => words)].join(' | ')} |`,
    `| ${['', ...moments].map(() => '---').join(' | ')} |`,
    ...lines,
  ].join('\n');
  const meanings = gridMeanings(report).map(({ words, meaning }) => `- ${words}: ${meaning}`);
  return [
    '## Verifications',
    describeVerifications(report) ?? 'No verification was to be made.',
    table,
    ...(meanings.length === 0 ? [] : [meanings.join('\n')]),
    ...verificationProblems(report).flatMap(problemBlocks),
  ];
}

function cell({ look, words }: GridCell): string {
  return `${look === 'waived' ? '🔵' : signs[look]} ${words}`;
}

function problemBlocks({ title, how, seen }: VerificationProblem): string[] {
  const todo = seen[0]?.remediation;
  return [
    `### ${inMarkdown(title)} (${how})`,
    seen.map(finding).join('\n'),
    ...(todo === undefined ? [] : [`**What to do:** ${inMarkdown(todo)}`]),
  ];
}

function finding(item: ReportedVerifiedItem & { readonly at: string }): string {
  const { outcome, evidence, at } = item;
  return [
    `- ${signs[outcome]} ${outcomeWords[outcome]}, ${momentOf(at)}, ${triesWords(item)}: ${inMarkdown(findingWords(item))}`,
    ...evidence.map((one) => `  - ${inMarkdown(evidenceWords(one))}`),
  ].join('\n');
}
