import type { Construct } from 'constructs';
import {
  approvalKeys,
  runPartition,
  tokenPartition,
  type WaiverScope,
  waiverPartition,
} from '../domain/approvals/approval-keys.ts';
import { askedRunOf } from '../domain/window/asked.ts';
import { KeptTable, type KeptTableProps, readWithKey, text, writeWithKey } from './kept-table.ts';
import type { Permission } from './permission.ts';

export interface ApprovalTableProps extends KeptTableProps {
  readonly gate: WaiverScope;
}

/** A partition of every run, as a pattern of IAM. */
const runs = runPartition('*');
const tokens = tokenPartition('*');
/** Of every rollback window. */
const windowRuns = runPartition(askedRunOf('*'));
const windowTokens = tokenPartition(askedRunOf('*'));

/**
 * What people are asked, what they decided, and the tasks that wait for it. Runs, task tokens and waivers lie in partitions
 * of their own, and each function gets those that its step is about: only two of them ever see a token.
 */
export class ApprovalTable extends KeptTable {
  readonly #waivers: string;

  constructor(scope: Construct, id: string, { gate, ...props }: ApprovalTableProps) {
    const shape = {
      partitionKey: text(approvalKeys.partition),
      sortKey: text(approvalKeys.order),
      globalSecondaryIndexes: [
        {
          indexName: approvalKeys.pending,
          partitionKey: text(approvalKeys.pending),
          sortKey: text(approvalKeys.expires),
        },
      ],
    };
    super(scope, id, shape, props);
    this.#waivers = waiverPartition(gate);
  }

  /** OpenApprovals: writes a run with its items, and reads what is there. A transaction needs the rights of what it does. */
  openPermissions(): Permission[] {
    return [this.may(['PutItem', 'Query'], runs), ...this.keyPermissions(writeWithKey)];
  }

  /** RequestApproval: keeps its token, and looks whether its item is decided. */
  requestPermissions(): Permission[] {
    return [this.may(['PutItem'], tokens), this.may(['GetItem'], runs), ...this.keyPermissions(writeWithKey)];
  }

  /** CloseApprovals: reads a run, ends what is open in it, and keeps waivers. */
  closePermissions(): Permission[] {
    const ends = this.may(['Query', 'GetItem', 'UpdateItem'], runs);
    return [ends, this.may(['PutItem'], this.#waivers), ...this.keyPermissions(writeWithKey)];
  }

  /** DecideVerdict: reads this gate's waivers. */
  waiverPermissions(): Permission[] {
    return [this.may(['Query'], this.#waivers), ...this.keyPermissions(readWithKey)];
  }

  /** The API: reads runs and what is pending, records decisions, and takes the token of what it decided. Lists no tokens. */
  decidePermissions(): Permission[] {
    return [
      this.may(['Query', 'GetItem', 'UpdateItem'], runs),
      this.may(['GetItem'], tokens),
      { actions: ['dynamodb:Query'], resources: [`${this.tableArn}/index/${approvalKeys.pending}`] },
      ...this.keyPermissions(writeWithKey),
    ];
  }

  /** DecideRollback: asks people, and reads what they decided. */
  windowAskPermissions(): Permission[] {
    return [this.may(['Query', 'GetItem', 'PutItem', 'UpdateItem'], windowRuns), ...this.keyPermissions(writeWithKey)];
  }

  /** Watch: also keeps its own token there, which it never reads, so that a decision ends its wait. */
  windowWatchPermissions(): Permission[] {
    return [...this.windowAskPermissions(), this.may(['PutItem'], windowTokens)];
  }

  /** CloseWindow: ends what a window still asks. */
  windowClosePermissions(): Permission[] {
    return [this.may(['Query', 'GetItem', 'UpdateItem'], windowRuns), ...this.keyPermissions(writeWithKey)];
  }

  /** WriteReport of a window: what people were asked and decided. */
  windowReadPermissions(): Permission[] {
    return [this.may(['Query', 'GetItem'], windowRuns), ...this.keyPermissions(readWithKey)];
  }
}
