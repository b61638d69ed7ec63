import { cutText } from '../evidence.ts';
import { onOneLine } from '../one-line.ts';

/** Something that people are told, at once. */
export interface WindowNotice {
  /** 'page': somebody must look now. 'notice': worth knowing. */
  readonly urgency: 'page' | 'notice';
  /** On one line, of 99 characters at most. */
  readonly subject: string;
  /** Plain text, with where to read on. */
  readonly text: string;
}

/** SNS: less than 100 characters (API_Publish, "Subject"). */
const longestSubject = 99;

export function noticeOf(urgency: WindowNotice['urgency'], subject: string, lines: readonly string[]): WindowNotice {
  return { urgency, subject: cutText(onOneLine(subject), longestSubject), text: lines.join('\n') };
}
