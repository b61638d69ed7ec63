import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Fingerprint } from '../domain/release.ts';
import type {
  Drill,
  GoRecord,
  Quarantine,
  RollbackProgress,
  SchemaFinding,
  Trigger,
  Verification,
  WindowEvent,
  WindowRecord,
  WindowResult,
} from '../domain/window/window.ts';
import { commitMemory } from './commit-memory.ts';
import { goRecords } from './go-records.ts';
import { quarantines } from './quarantines.ts';
import { windowEnds } from './window-ends.ts';
import { windowEvents } from './window-events.ts';
import { windowOpenings } from './window-openings.ts';
import { windowProgress } from './window-progress.ts';
import { windowReading } from './window-reading.ts';
import { windowTokens } from './window-tokens.ts';
import { windowVerifications } from './window-verifications.ts';

/** The windows of one service in one environment. Every write is conditional; every method rejects where the table cannot be reached. */
export interface WindowStore {
  /** The window that was opened last, whatever has become of it; read consistently. */
  current(): Promise<WindowRecord | undefined>;
  /** Reads consistently. */
  window(run: string): Promise<WindowRecord | undefined>;
  /**
   * Writes the window and makes it the current one, in one transaction: only if the current one is still `before` (undefined: none),
   * and, where `before` is not over, marks it as superseded, only if that one has no trigger and is still not over. Rejects where a
   * window of another execution has this name.
   * @returns 'opened', also where this very window was opened before; 'changed' where `before` is no longer what it was, or has a
   * trigger and is not closed: read and decide again.
   */
  open(next: WindowRecord, before: WindowRecord | undefined): Promise<'opened' | 'changed'>;
  /** THE conditional write: only on a window that is open and has no trigger. @returns what is there afterwards. */
  recordTrigger(run: string, trigger: Trigger): Promise<'recorded' | 'triggered before' | 'over'>;
  /** Ends a window that has no trigger and was not superseded; from then on nothing triggers. Ending it again changes nothing. */
  end(run: string, ended: NonNullable<WindowRecord['ended']>): Promise<'ended' | 'triggered' | 'superseded'>;
  /**
   * The first result stays.
   * @returns the window's result; 'changed' where it was to be healthy or inconclusive, and has a trigger or was superseded: read
   * and decide again.
   */
  close(run: string, closed: NonNullable<WindowRecord['closed']>): Promise<WindowResult | 'changed'>;
  /**
   * What Watch saw; only Watch writes it. Two looks may overlap, and the later one must not undo what the earlier one saw: it is
   * written only if the window's `lookedAt` is still `before`, as this look had read it (undefined: nobody had looked). What is not
   * named stays. Of `blind` and `told` the newest 64 KiB stay, and every spot that goes on.
   * @returns false where another look was written in between: read, and look again.
   */
  saveLook(run: string, look: SavedLook, before: string | undefined): Promise<boolean>;
  /**
   * Adds a verification, in the order of their moments; one that is there for the same moment stays as it is. Of all of them together
   * 128 KiB stay: the oldest evidence goes first, and never an outcome.
   */
  saveVerification(run: string, verification: Verification): Promise<void>;
  /** Marks the window as a drill: only one that is open, has no trigger and no drill. @returns what is there afterwards. */
  saveDrill(run: string, drill: Drill): Promise<'saved' | 'drilled before' | 'triggered' | 'over'>;
  saveSchema(run: string, schema: SchemaFinding): Promise<void>;
  /** What the rollback's steps did last. */
  saveRollback(run: string, rollback: RollbackProgress): Promise<void>;
  /** Adds to the time line; the same event twice stands there once. Without a run: an event that belongs to no window. */
  addEvents(run: string | undefined, events: readonly WindowEvent[]): Promise<void>;
  /** In the order of their times. */
  events(run: string): Promise<readonly WindowEvent[]>;
  /** The token of the Watch that waits. */
  saveToken(run: string, token: string): Promise<void>;
  token(run: string): Promise<string | undefined>;
  /** What was deployed by whom and served well: the target that a strategy found for a commit, for the next window. */
  remember(commit: string, details: Readonly<Record<string, string>>): Promise<void>;
  remembered(commit: string): Promise<Readonly<Record<string, string>> | undefined>;
  quarantine(release: Quarantine): Promise<void>;
  /**
   * By its commit alone: a pipeline that is run again builds images with other digests of the same code, or names fewer of them.
   * @returns undefined where the release is not, or no longer, in quarantine.
   */
  quarantined(release: Pick<Fingerprint, 'commit'>): Promise<Quarantine | undefined>;
  /** @returns what this call lifted; nothing where there was nothing to lift. */
  lift(release: Pick<Fingerprint, 'commit'>, lifted: NonNullable<Quarantine['lifted']>): Promise<readonly Quarantine[]>;
}

export type SavedLook = Pick<WindowRecord, 'readAt' | 'states' | 'blind' | 'told' | 'verifying'> & {
  /** Later than the one before. */
  readonly lookedAt: string;
};

/** What the gate said last of a release; a no-go takes an earlier go away. */
export interface GoStore {
  saveGo(go: GoRecord): Promise<void>;
  withdrawGo(fingerprint: Fingerprint, run: string): Promise<void>;
  go(fingerprint: Fingerprint): Promise<GoRecord | undefined>;
}

/** @param name of the table that the stack made. */
export function windowStore(name: string, client = new DynamoDBClient({})): WindowStore {
  const table = { name, client };
  return {
    ...windowReading(table),
    ...windowOpenings(table),
    ...windowEnds(table),
    ...windowProgress(table),
    ...windowVerifications(table),
    ...windowEvents(table),
    ...windowTokens(table),
    ...commitMemory(table),
    ...quarantines(table),
  };
}

/** In the same table. */
export function goStore(name: string, client = new DynamoDBClient({})): GoStore {
  return goRecords({ name, client });
}
