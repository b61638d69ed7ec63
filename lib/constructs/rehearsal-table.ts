import type { ITableV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { rehearsalKeys } from '../domain/rehearsal.ts';
import { KeptTable, type KeptTableProps, text, writeWithKey } from './kept-table.ts';
import type { Permission } from './permission.ts';

/** What was rehearsed. */
export class RehearsalTable extends KeptTable {
  constructor(scope: Construct, id: string, props: KeptTableProps) {
    const shape = {
      partitionKey: text(rehearsalKeys.partition),
      sortKey: text(rehearsalKeys.order),
      // Local, since only such an index answers with what was recorded a moment ago.
      localSecondaryIndexes: [{ indexName: rehearsalKeys.byTime, sortKey: text(rehearsalKeys.time) }],
    };
    super(scope, id, shape, props);
  }

  /** What the function may do whose checks read rehearsals. */
  readPermissions(): Permission[] {
    const resources = [this.tableArn, `${this.tableArn}/index/${rehearsalKeys.byTime}`];
    return [{ actions: ['dynamodb:Query'], resources }, ...this.keyPermissions(['kms:Decrypt'])];
  }
}

/** Also where `exactOptionalPropertyTypes` holds a table of this app for none that is imported. */
export type RecordedTable = ITableV2 | TableV2;

/** What the function may do that records what windows proved: add to these tables, and not read what is in them. */
export function recordPermissions(tables: readonly RecordedTable[]): Permission[] {
  const keys = tables.flatMap(({ encryptionKey, env }) =>
    encryptionKey === undefined ? [] : [{ key: encryptionKey.keyArn, region: env.region }],
  );
  return [
    { actions: ['dynamodb:PutItem'], resources: tables.map(({ tableArn }) => tableArn) },
    ...keys.map(({ key, region }) => ({
      actions: writeWithKey,
      resources: [key],
      conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${region}.amazonaws.com` } },
    })),
  ];
}

/**
 * Lets the grantee add records. Not by the table's own `grant`, which would also allow it on every index. A role of
 * another account is let in by the table's policy, where only '*' can stand for the table itself.
 */
export function grantRecordRehearsal(grantee: IGrantable, table: TableV2): Grant {
  const written = Grant.addToPrincipalOrResource({
    grantee,
    actions: ['dynamodb:PutItem'],
    resourceArns: [table.tableArn],
    resource: table,
    resourceSelfArns: ['*'],
  });
  // What DynamoDB does with a table's key on behalf of who writes to it.
  return table.encryptionKey ? written.combine(table.encryptionKey.grantEncryptDecrypt(grantee)) : written;
}
