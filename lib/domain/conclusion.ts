import { cutText } from './evidence.ts';
import { shortCommit } from './release.ts';
import { blockingChecks, type Report, unaskedOf } from './report.ts';

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
    ...blockingChecks(report).map((check) => `- ${check.id} (${check.outcome}): ${check.summary}`),
    ...unaskedOf(report).map((id) => `- ${id}: the answer was not asked for`),
    `report: ${reportUri}`,
  ];
  return cutText(lines.join('\n'), longestCause);
}
