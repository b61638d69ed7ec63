import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Waiver } from '../domain/approvals/approval.ts';
import type { WaiverScope } from '../domain/approvals/approval-keys.ts';
import type { AskedRun, AskedRunDetails, ItemRecord } from '../domain/approvals/approval-record.ts';
import type { DecidedGroup } from '../domain/verdict.ts';
import { askedRunReading } from './asked-run-reading.ts';
import { askedRuns } from './asked-runs.ts';
import { carriedWaivers } from './carried-waivers.ts';
import { itemRecords } from './item-records.ts';
import { taskTokens } from './task-tokens.ts';

/**
 * What people are asked, and what they decided. Task tokens stay here: no other method than `token` ever returns one.
 * Every method rejects where the table cannot be reached.
 */
export interface ApprovalStore {
  /** Writes a run with its open items; what is there already stays as it is, so that a step may be tried again. */
  open(run: AskedRun, groups: readonly DecidedGroup[], items: readonly ItemRecord[]): Promise<void>;
  /** Adds an open item to a run that is there; what is there already stays as it is. */
  add(item: ItemRecord): Promise<void>;
  /** Reads consistently, items in the order in which they were opened; undefined where there is no such run. */
  run(run: string): Promise<AskedRunDetails | undefined>;
  /** Reads consistently; undefined where there is no such run or item. */
  item(run: string, item: string): Promise<ItemRecord | undefined>;
  /**
   * Writes `next` if the store still holds the revision before it: one conditional write. Only an item's state changes, and
   * its revision; what is asked, whom, and when it expires stays as it was opened.
   * @returns whether it was written.
   */
  replace(next: ItemRecord): Promise<boolean>;
  /** Marks the run as closed; it and its open items leave the list of what is pending. */
  close(run: string, at: string): Promise<void>;
  /** Open items that have not expired, those first that expire first; a moment behind the writes. No scan of the table. */
  pending(now: string, most: number): Promise<readonly ItemRecord[]>;
  saveToken(run: string, item: string, token: string): Promise<void>;
  /** undefined where the execution has not come so far yet. */
  token(run: string, item: string): Promise<string | undefined>;
  /** Waivers of earlier runs of this gate that still hold on that day (in UTC), of these checks. */
  waivers(scope: WaiverScope, checks: readonly string[], now: string): Promise<readonly Waiver[]>;
  /** Keeps a waiver for later runs of this gate. It has a last day: `until`. */
  carry(scope: WaiverScope, waiver: Waiver): Promise<void>;
}

/** @param name of the table that the stack made. */
export function approvalStore(name: string, client = new DynamoDBClient({})): ApprovalStore {
  const table = { name, client };
  return {
    ...askedRunReading(table),
    ...askedRuns(table),
    ...itemRecords(table),
    ...taskTokens(table),
    ...carriedWaivers(table),
  };
}
