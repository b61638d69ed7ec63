import { listed } from '../listed.ts';
import { onOneLine } from '../one-line.ts';
import { noticeOf, type WindowNotice } from './notice.ts';
import { runbookLine } from './runbook.ts';
import { type Begun, verifiedOnes, watchedWords } from './verification.ts';
import type { Verification, VerifiedItem, WindowEvent, WindowRecord } from './window.ts';
import { deploymentWords, reasonWords, timeWords } from './words.ts';

/** That a verification could not look at something. */
export function unseenWords(
  record: WindowRecord,
  { endedAt }: Verification,
  items: readonly VerifiedItem[],
  runbook: string,
): WindowNotice {
  return noticeOf('notice', `A verification could not look: ${deploymentWords(record)}`, [
    `At ${timeWords(endedAt)} it is not known how these are:`,
    ...items.map(({ id, summary }) => `  ${watchedWords(id)}: ${reasonWords(summary)}`),
    '',
    ...follows(runbook),
  ]);
}

/** That nobody knows what a verification saw. */
export function lostWords(record: WindowRecord, { dueAt, begunAt }: Begun, runbook: string): WindowNotice {
  return noticeOf('notice', `A verification was lost: ${deploymentWords(record)}`, [
    `The verification of ${timeWords(dueAt)} began at ${timeWords(begunAt)}, and nobody knows what it saw: its function, verify-deployment, did not come to its end.`,
    '',
    ...follows(runbook),
  ]);
}

const follows = (runbook: string): readonly string[] => [
  'This rolls nothing back. What no verification of the window can look at keeps it from ending healthy.',
  runbookLine(runbook, 'inconclusive'),
];

/** What a verification saw, for the time line: a line for each check, and for the probes of each criterion. */
export function verifiedEvents({ endedAt: at, items }: Verification): readonly WindowEvent[] {
  return items.map((item): WindowEvent => ({ at, kind: 'verified', text: verifiedWords(item) }));
}

function verifiedWords({ id, outcome, summary, tries, flaky }: VerifiedItem): string {
  const how = { pass: 'passed', warn: 'passed with a warning', fail: 'failed', error: 'could not be looked at' }[
    outcome
  ];
  const often = flaky === true || outcome === 'fail' || outcome === 'error' ? ` in ${triesWords(tries)}` : '';
  return reasonWords(`${watchedWords(id)} ${how}${often}: ${onOneLine(summary)}`);
}

const triesWords = (tries: number): string => (tries === 1 ? 'one try' : `${tries} tries`);

/** What a window verifies, and when; undefined where nothing of it is on. */
export function verificationPlan(record: WindowRecord): string | undefined {
  const { verifiesAt = [] } = record;
  const names = verifiedOnes(record).map(({ id }) => watchedWords(id));
  if (names.length === 0 || verifiesAt.length === 0) return undefined;
  return `verifies ${listed(names, 'and')} at ${listed(verifiesAt.map(timeWords), 'and')}`;
}
