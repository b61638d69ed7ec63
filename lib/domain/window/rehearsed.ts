import type { Rehearsal, RehearsalStep } from '../rehearsal.ts';
import { isDrill } from './drill.ts';
import type { WindowRecord } from './window.ts';

type Proof = Pick<Rehearsal, 'step' | 'status'>;

/**
 * What a closed window proved of its release, for those who deploy it next. What nobody could see proves nothing, and neither does
 * a window that another one took over from.
 */
export function rehearsedBy(record: WindowRecord, link?: string): readonly Rehearsal[] {
  const { service, environment, release, closed } = record;
  if (closed === undefined) return [];
  const common = { service, environment, commit: release.commit, by: recorder, at: closed.at };
  return proofsOf(record).map((proof) => ({ ...common, ...proof, ...(link === undefined ? {} : { link }) }));
}

/** Preflight itself: a person's word is another thing. */
const recorder = 'preflight:rollback-window';

function proofsOf(record: WindowRecord): readonly Proof[] {
  const { closed, drill } = record;
  const drilled: readonly Proof[] = drill === undefined ? [] : [proof('rollback-rehearsal', isDrilled(record))];
  switch (closed?.result) {
    case 'healthy':
      return [
        proof('staging-deployment', true),
        ...(isVerified(record) ? [proof('smoke-tests', true)] : []),
        ...drilled,
      ];
    case 'rolled-back':
    case 'rollback-failed':
      // A drill says nothing of the release that it rolls back.
      return isDrill(record) ? drilled : [proof('staging-deployment', false), ...drilled];
    case 'inconclusive':
      return drilled;
    default:
      return [];
  }
}

const proof = (step: RehearsalStep, isOk: boolean): Proof => ({ step, status: isOk ? 'ok' : 'failed' });

/** Whether the rollback that was provoked is the one that went well. */
const isDrilled = (record: WindowRecord): boolean => record.closed?.result === 'rolled-back' && isDrill(record);

/** Whether the last verification that was begun saw every check pass that is on, one at least. */
function isVerified({ checks = [], verifying = [], verifications = [] }: WindowRecord): boolean {
  const on = checks.filter(({ notWatched }) => notWatched === undefined).map(({ id }) => id);
  const last = verifications.find(({ dueAt }) => dueAt === verifying.at(-1)?.dueAt);
  if (last === undefined || on.length === 0) return false;
  return on.every((id) => last.items.some((item) => item.id === id && item.outcome === 'pass'));
}
