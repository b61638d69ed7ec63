import type { WindowSettings } from '../config/window-settings.ts';
import { cutText } from '../domain/evidence.ts';
import { onOneLine } from '../domain/one-line.ts';
import { redact } from '../domain/secret.ts';
import { schemaItem } from '../domain/window/asked.ts';
import type { RollbackDecision, WindowPayload } from '../domain/window/payload.ts';
import { schemaQuestion } from '../domain/window/schema-question.ts';
import type { SchemaFinding, WindowRecord } from '../domain/window/window.ts';
import type { Notices } from '../sources/notices.ts';
import type { ApprovalStore } from '../stores/approval-store.ts';
import type { WindowStore } from '../stores/window-store.ts';
import { askRollback } from './ask-rollback.ts';

export type DecideRollbackInput = Pick<WindowPayload, 'run' | 'schema'>;

export interface DecideRollbackDependencies {
  readonly store: WindowStore;
  readonly approvals: ApprovalStore;
  readonly console: string;
  readonly notices: Notices;
  readonly now: Date;
}

const longestCause = 300;

/**
 * Whether the schema lets the old version serve; where it does not, people are asked, with both ways named. Done again after
 * they were asked, it answers with what they decided. Nobody's answer is none: then it stays.
 */
export async function decideRollback(
  { run, schema }: DecideRollbackInput,
  settings: Pick<WindowSettings, 'asks' | 'runbook'>,
  dependencies: DecideRollbackDependencies,
): Promise<RollbackDecision> {
  const { store, now } = dependencies;
  const record = await store.window(run.id);
  if (record?.trigger === undefined) throw new Error(`there is no window ${run.id} with a trigger to decide about`);
  const finding = findingOf(schema, record.schema, now);
  await store.saveSchema(run.id, finding);
  await store.addEvents(run.id, [{ at: finding.at, kind: 'schema', text: `${finding.state}: ${finding.summary}` }]);
  if (finding.state === 'compatible') return { next: 'back' };
  return decidedByPeople(record, finding, settings, dependencies);
}

/** What CheckSchema saw; where it could not run, nobody knows anything. */
function findingOf(schema: DecideRollbackInput['schema'], before: SchemaFinding | undefined, now: Date): SchemaFinding {
  if ('state' in schema) return schema;
  const { Error: error, Cause = 'no cause' } = schema.failure;
  const cause = cutText(onOneLine(redact(Cause)), longestCause);
  const summary = `nobody knows at which migration the database is: CheckSchema failed with ${error} (${cause})`;
  // Decided again after people were asked, it is the same failure, of the same moment.
  return before?.summary === summary ? before : { state: 'unknown', summary, at: now.toISOString() };
}

async function decidedByPeople(
  record: WindowRecord,
  finding: SchemaFinding,
  { asks, runbook }: Pick<WindowSettings, 'asks' | 'runbook'>,
  dependencies: DecideRollbackDependencies,
): Promise<RollbackDecision> {
  const { store, now } = dependencies;
  const stay = async (at: string, why: string): Promise<RollbackDecision> => {
    await store.addEvents(record.run.id, [{ at, kind: 'rollback', text: `no rollback: ${why}` }]);
    return { next: 'stay' };
  };
  if (asks === undefined) return stay(finding.at, 'the schema speaks against it, and nobody is configured to be asked');
  const question = schemaQuestion(record, finding, runbook);
  const item = await askRollback({ record, item: question, asks, now }, dependencies);
  switch (item.status) {
    case 'approved':
      return { next: 'back' };
    case 'rejected':
      return stay(item.decidedAt ?? item.expiresAt, 'people decided to stay, because of the schema');
    case 'expired':
      return stay(item.expiresAt, 'nobody decided in time whether to go back despite the schema');
    case 'open':
      if (item.expiresAt <= now.toISOString()) {
        return stay(item.expiresAt, 'nobody decided in time whether to go back despite the schema');
      }
      return { next: 'ask', ask: { run: item.run, item: schemaItem } };
  }
}
