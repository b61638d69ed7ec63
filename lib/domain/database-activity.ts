import { type Finding, pass, warn } from './check-result.ts';
import type { Evidence } from './evidence.ts';

/** What the sessions of a database do at one moment. */
export interface DatabaseActivity {
  /** Of other client sessions of this database, the longest open first. */
  readonly openTransactions: readonly { readonly pid: number; readonly state: string; readonly seconds: number }[];
  /** Locks that a session of this database waits for, on a relation or on something else (`transactionid`). */
  readonly waitingLocks: readonly { readonly pid: number; readonly mode: string; readonly on: string }[];
  /** Sessions of other users, of which this user may not see what they do. */
  readonly hiddenSessions: number;
}

/** Warns of transactions open for longer than so many minutes, of sessions that wait for a lock, and of hidden ones. */
export function judgeActivity(activity: DatabaseActivity, longTransactionMinutes: number, where: string): Finding {
  const { openTransactions, waitingLocks, hiddenSessions } = activity;
  const long = openTransactions.filter(({ seconds }) => seconds > longTransactionMinutes * 60);
  const evidence: Evidence[] = [
    ...long.map(({ pid, state, seconds }) => ({
      where: `session ${pid}`,
      observed: `transaction open for ${(seconds / 60).toFixed(1)} min (${state})`,
      expected: `at most ${longTransactionMinutes} min`,
    })),
    ...waitingLocks.map(({ pid, mode, on }) => ({
      where: `session ${pid}`,
      observed: `waits for ${mode} on ${on}`,
      expected: 'no session waits for a lock',
    })),
  ];
  const seen = [`${long.length} long transactions`, `${waitingLocks.length} sessions waiting for a lock`];
  if (hiddenSessions > 0) {
    seen.push(`${hiddenSessions} sessions that this user may not look into`);
    evidence.push({
      where,
      observed: `${hiddenSessions} hidden sessions`,
      expected: 'a user with the role pg_monitor',
    });
  }
  const summary = `${where} has ${seen.join(', ')}`;
  if (evidence.length > 0) return warn(summary, evidence);
  return pass(summary, [{ where, observed: seen.join(', '), expected: 'none' }]);
}
