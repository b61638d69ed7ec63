import type { ApprovalItem } from '../approvals/approval.ts';
import { schemaItem } from './asked.ts';
import { runbookLine } from './runbook.ts';
import type { SchemaFinding, WindowRecord } from './window.ts';
import { oldVersion } from './words.ts';

/** What people are asked where the schema speaks against going back: both ways, and what follows from each. */
export function schemaQuestion(
  record: Pick<WindowRecord, 'release' | 'target' | 'trigger'>,
  { state, summary }: SchemaFinding,
  runbook: string,
): Pick<ApprovalItem, 'id' | 'title' | 'instructions'> {
  const { release, target, trigger } = record;
  const old = oldVersion(record);
  const back = 'what' in target ? target.what : `nothing was found to go back to: ${target.problem}`;
  return {
    id: schemaItem,
    title: `Roll back to ${old} despite the database's schema`,
    instructions: [
      `Trigger: ${trigger?.reason ?? 'unknown'}.`,
      `Schema: ${summary}.`,
      meaningOf(state, old),
      '',
      `Approve to go back anyway: ${back}. The schema stays as it is; ${old} may fail with it, or write what ${release.version} cannot read.`,
      `Reject to stay and fix forward: ${release.version} serves on with what is wrong with it, until you deploy a repaired release. The window ends as rollback-failed.`,
      'Without an answer in time it stays.',
      runbookLine(runbook, 'asked'),
    ].join('\n'),
  };
}

function meaningOf(state: SchemaFinding['state'], old: string): string {
  switch (state) {
    case 'ahead':
      return `The database has run migrations that ${old} does not know. Look whether they took away or renamed anything that it uses.`;
    case 'dirty':
      return 'A migration stopped half way: repair it in either case.';
    default:
      return `Nobody could tell whether ${old} can serve with this database. Look which migrations have run.`;
  }
}
