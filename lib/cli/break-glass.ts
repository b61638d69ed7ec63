import { listed } from '../domain/listed.ts';
import { type GateAnswer, newest, type SeenConclusion, type SeenDecidedItem } from './gate-events.ts';
import type { Io } from './output.ts';
import { clean } from './text.ts';
import { voteLine } from './vote-line.ts';

/** What people decided, as the verdict took it; nothing where nobody was asked. */
export function approvalsIn(seen: readonly GateAnswer[]): readonly SeenDecidedItem[] {
  return newest(seen, 'decision')?.approvals ?? [];
}

/** Ids of what emergency powers decided; also in an earlier run, for a failure that is still accepted. */
export function brokenGlass(seen: readonly GateAnswer[], conclusion: SeenConclusion | undefined): readonly string[] {
  const voted = approvalsIn(seen).filter(({ votes }) => votes.some(({ breakGlass }) => breakGlass));
  return [...new Set([...(conclusion?.breakGlass ?? []), ...voted.map(({ id }) => id)])];
}

/** Whoever deploys on it must not overlook that one person decided alone. */
export function warnOfBreakGlass(seen: readonly GateAnswer[], conclusion: SeenConclusion | undefined, io: Io): void {
  const ids = brokenGlass(seen, conclusion);
  if (ids.length === 0) return;
  const by = approvalsIn(seen).flatMap(({ id, votes }) =>
    votes.filter(({ breakGlass }) => breakGlass).map((vote) => `  ${clean(id)}: ${voteLine(vote)}\n`),
  );
  const warning = io.err.paint(['white', 'bgRed', 'bold'], ' BREAK GLASS ');
  io.err.write(`${warning} this verdict rests on emergency powers: ${clean(listed(ids, 'and'))}\n${by.join('')}`);
}
