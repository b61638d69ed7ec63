import type { Construct } from 'constructs';
import {
  approvalKeys,
  runPartition,
  tokenPartition,
  type WaiverScope,
  waiverPartition,
} from '../domain/approvals/approval-keys.ts';
import { KeptTable, type KeptTableProps, text } from './kept-table.ts';
import type { Permission } from './permission.ts';

export interface ApprovalTableProps extends KeptTableProps {
  readonly gate: WaiverScope;
}

/** A partition of every run, as a pattern of IAM. */
const runs = runPartition('*');
const tokens = tokenPartition('*');

/** As CDK grants them to who reads a table, and to who writes to one. */
const readWithKey = ['kms:Decrypt'];
const writeWithKey = [
  ...readWithKey,
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

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
    return [this.#may(['PutItem', 'Query'], runs), ...this.keyPermissions(writeWithKey)];
  }

  /** RequestApproval: keeps its token, and looks whether its item is decided. */
  requestPermissions(): Permission[] {
    return [this.#may(['PutItem'], tokens), this.#may(['GetItem'], runs), ...this.keyPermissions(writeWithKey)];
  }

  /** CloseApprovals: reads a run, ends what is open in it, and keeps waivers. */
  closePermissions(): Permission[] {
    const ends = this.#may(['Query', 'GetItem', 'UpdateItem'], runs);
    return [ends, this.#may(['PutItem'], this.#waivers), ...this.keyPermissions(writeWithKey)];
  }

  /** DecideVerdict: reads this gate's waivers. */
  waiverPermissions(): Permission[] {
    return [this.#may(['Query'], this.#waivers), ...this.keyPermissions(readWithKey)];
  }

  /** The API: reads runs and what is pending, records decisions, and takes the token of what it decided. Lists no tokens. */
  decidePermissions(): Permission[] {
    return [
      this.#may(['Query', 'GetItem', 'UpdateItem'], runs),
      this.#may(['GetItem'], tokens),
      { actions: ['dynamodb:Query'], resources: [`${this.tableArn}/index/${approvalKeys.pending}`] },
      ...this.keyPermissions(writeWithKey),
    ];
  }

  /** Every one of these actions names its partition; one that named none would pass a condition of `ForAllValues`. */
  #may(actions: readonly ('GetItem' | 'PutItem' | 'Query' | 'UpdateItem')[], partition: string): Permission {
    return {
      actions: actions.map((action) => `dynamodb:${action}`),
      resources: [this.tableArn],
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [partition] } },
    };
  }
}
