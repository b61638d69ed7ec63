import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { cutText } from '../domain/evidence.ts';
import { onOneLine } from '../domain/one-line.ts';
import { redact } from '../domain/secret.ts';
import type { WindowNotice } from '../domain/window/notice.ts';
import { limitAnswers } from './answer-limit.ts';
import { askAws } from './aws-call.ts';

/** What people are told of a window, whatever its length: it is cut here, and taken out what SNS refuses. */
export interface Notice extends WindowNotice {
  /** The window's run. */
  readonly run: string;
}

/** Where people are told. */
export interface Notices {
  /** @throws SourceError where nobody could be told. */
  tell(notice: Notice): Promise<void>;
}

/** SNS takes 100 characters at most, and ASCII alone (API_Publish, "Subject"). */
const longestSubject = 100;
/** SNS takes 256 KiB (API_Publish, "Message"); a character is 3 bytes of UTF-8 at most for each of its UTF-16 units. */
const longestText = 64 * 1024;

/** Publishes to a topic; `urgency` and `run` are attributes, by which subscriptions filter. @param topic its ARN. */
export function snsNotices(topic: string, client = limitAnswers(new SNSClient({}), 'SNS')): Notices {
  return {
    async tell({ urgency, subject, text, run }) {
      const command = new PublishCommand({
        TopicArn: topic,
        Subject: subjectOf(redact(subject)),
        // Redacted before it is cut: half of a secret would not be recognized.
        Message: cutText(redact(text), longestText),
        MessageAttributes: {
          urgency: { DataType: 'String', StringValue: urgency },
          run: { DataType: 'String', StringValue: run },
        },
      });
      await askAws('SNS', 'sns:Publish', () => client.send(command));
    },
  };
}

/** SNS refuses a message whose subject has anything else in it, or begins with a blank. */
function subjectOf(subject: string): string {
  const plain = onOneLine(subject)
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\x20-\x7E]/gu, '?')
    .trim();
  return plain.slice(0, longestSubject).trim() || 'Preflight';
}
