import { isBlocking } from './approvals/asked-items.ts';
import type { JudgedItem } from './approvals/judged-item.ts';
import { type CheckResult, isUnasked } from './check-result.ts';
import type { Outcome } from './outcome.ts';

export interface Summarized {
  readonly verdict: 'go' | 'no-go';
  readonly checks: readonly CheckResult[];
  /** Items of the team's own that were not approved. */
  readonly refused: number;
  /** Answers that nobody asked for. */
  readonly unasked: number;
  readonly approvals: readonly JudgedItem[];
  /** The release was rolled back before: then that comes first. */
  readonly quarantined: boolean;
}

/** `no-go: 2 of 13 checks block: 1 failed, 1 could not look; 1 waived`, one line. */
export function summaryOf({ verdict, checks, refused, unasked, approvals, quarantined }: Summarized): string {
  const ran = checks.filter((check) => check.outcome !== 'skipped');
  const count = (outcome: Outcome): number => ran.filter((check) => check.outcome === outcome).length;
  const waived = ran.filter((check) => check.waiver !== undefined).length;
  const asides = [...counted(waived, 'waived'), ...counted(breakGlasses(ran, approvals), 'by break glass')];
  if (verdict === 'go') {
    const parts = [
      `${checkWords(ran.length)} ran`,
      'none blocks',
      ...counted(count('warn'), 'with a warning'),
      ...asides,
    ];
    return `go: ${parts.join(', ')}`;
  }
  const blocking = ran.filter(isBlocking);
  const of = (outcome: Outcome): number => blocking.filter((check) => check.outcome === outcome).length;
  const kinds = [...counted(of('fail'), 'failed'), ...counted(of('error'), 'could not look')];
  const blocks = blocking.length === 1 ? 'blocks' : 'block';
  const unanswered = checks.filter(isUnasked).length;
  const parts = [
    ...(quarantined ? ['rolled back before, and in quarantine'] : []),
    ...(ran.length === 0 ? ['no check ran'] : []),
    ...(blocking.length > 0 ? [`${blocking.length} of ${ran.length} checks ${blocks}: ${kinds.join(', ')}`] : []),
    ...counted(refused, refused === 1 ? 'item was not approved' : 'items were not approved'),
    ...counted(unasked, 'answered unasked'),
    ...counted(unanswered, 'not asked'),
    ...asides,
  ];
  return `no-go: ${parts.join('; ')}`;
}

const checkWords = (count: number): string => (count === 1 ? '1 check' : `${count} checks`);

const counted = (count: number, what: string): string[] => (count === 0 ? [] : [`${count} ${what}`]);

/** Items that emergency powers decided, and checks that they had waived before. */
function breakGlasses(checks: readonly CheckResult[], approvals: readonly JudgedItem[]): number {
  const items = approvals.filter(({ votes }) => votes.some((vote) => vote.breakGlass)).map(({ id }) => id);
  const waived = checks.filter(({ waiver }) => waiver?.breakGlass).map(({ id }) => id);
  return new Set<string>([...items, ...waived]).size;
}
