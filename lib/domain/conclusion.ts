import { itemFinding } from './approvals/item-finding.ts';
import { breakGlassUses, refusalOf, waivedChecks, waiverWords } from './approvals/reported-people.ts';
import { cutText } from './evidence.ts';
import { onOneLine } from './one-line.ts';
import { quarantineRemedies, quarantineWords } from './quarantine.ts';
import { blockingChecks, blockingItems, type Report, type ReportedCheck, unaskedOf } from './report.ts';
import { shortCommit } from './short-commit.ts';

/** Step Functions cuts a cause at 32,768 characters; people stop reading long before. */
const longestCause = 4000;

/**
 * The end of a run in words: the verdict, what blocks, and where the report lies. It is the `cause` of a failed
 * execution and the text of the message to the topic.
 */
export function concludeInWords(report: Report, reportUri: string): string {
  const release =
    report.release === undefined ? '' : ` ${report.release.version} (${shortCommit(report.release.commit)})`;
  const lines = [
    `${report.service}${release} to ${report.environment}: ${report.summary}`,
    ...breakGlassUses(report).map(({ id, words }) => `BREAK GLASS: ${onOneLine(id)} ${words}`),
    ...quarantineLines(report),
    ...blockingChecks(report).map((check) => blockingLine(check, report)),
    ...blockingItems(report).map((item) => `- ${onOneLine(item.id)} (${item.status}): ${itemFinding(item)}`),
    ...unaskedOf(report).map((id) => `- ${onOneLine(id)}: the answer was not asked for`),
    ...waivedChecks(report).map(
      ({ id, outcome, summary, waiver }) =>
        `- ${id} (${outcome}, ${waiverWords(waiver, report)}): ${onOneLine(summary)}`,
    ),
    `report: ${reportUri}`,
  ];
  return cutText(lines.join('\n'), longestCause);
}

function quarantineLines(report: Report): string[] {
  const { quarantine } = report;
  if (quarantine === undefined) return [];
  const words = cutText(quarantineWords(quarantine), 600);
  return [`- quarantine: ${words}. ${quarantineRemedies(report).join(' ')}`];
}

function blockingLine(check: ReportedCheck, report: Report): string {
  const refusal = refusalOf(check, report);
  return `- ${check.id} (${check.outcome}): ${onOneLine(check.summary)}${refusal === undefined ? '' : ` (not accepted: ${onOneLine(refusal)})`}`;
}
