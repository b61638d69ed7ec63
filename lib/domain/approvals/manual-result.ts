import type { CheckResult } from '../check-result.ts';
import { capEvidence, type Evidence } from '../evidence.ts';
import { onOneLine } from '../one-line.ts';
import type { Vote } from './approval.ts';
import { itemFinding } from './item-finding.ts';
import type { JudgedItem } from './judged-item.ts';

const remedies = {
  rejected: 'Put right what they name, then run the gate again.',
  expired: 'Ask those who may decide to be there, or give them longer, then run the gate again.',
  unanswered: 'Put right what kept the gate from asking, then run it again.',
} as const;

/** A check of the checklist that people decided: their approval is its pass, and nothing else is. */
export function manualResult({ id, group, title }: CheckResult, item: JudgedItem): CheckResult {
  const base = { id, group, title, summary: itemFinding(item), evidence: evidenceOf(item) };
  switch (item.status) {
    case 'approved':
      return { ...base, outcome: 'pass' };
    case 'rejected':
      return { ...base, outcome: 'fail', remediation: remedies.rejected };
    case 'expired':
      return { ...base, outcome: 'error', remediation: remedies.expired };
    default:
      return { ...base, outcome: 'error', remediation: remedies.unanswered };
  }
}

/** What to do about an item that keeps the release back. */
export function remedyOfItem({ status }: Pick<JudgedItem, 'status'>): string {
  return status === 'rejected' || status === 'expired' ? remedies[status] : remedies.unanswered;
}

/** Comments are cut to what evidence may be; the item itself holds them whole. */
function evidenceOf({ votes, quorum }: JudgedItem): readonly Evidence[] {
  const expected = quorum === 1 ? 'an approval' : `approvals of ${quorum} people`;
  return capEvidence(
    votes.map((vote) => ({ where: onOneLine(vote.by), observed: voteWords(vote), expected, when: vote.at })),
  );
}

function voteWords({ choice, comment, breakGlass }: Vote): string {
  const done = choice === 'approve' ? 'approved' : 'rejected';
  return `${done}${breakGlass ? ' by break glass' : ''}${comment === '' ? '' : `: ${onOneLine(comment)}`}`;
}
