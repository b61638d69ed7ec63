import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { rehearsalKeys } from '../domain/rehearsal.ts';
import type { Permission } from './permission.ts';

export interface RehearsalTableProps {
  /** @default - a key that Amazon DynamoDB owns */
  readonly encryptionKey?: IKey;
}

const text = (name: string) => ({ name, type: AttributeType.STRING });

/** What was rehearsed, kept also when the stack goes: reports refer to it. */
export class RehearsalTable extends TableV2 {
  constructor(scope: Construct, id: string, { encryptionKey }: RehearsalTableProps) {
    super(scope, id, {
      partitionKey: text(rehearsalKeys.partition),
      sortKey: text(rehearsalKeys.order),
      // Local, since only such an index answers with what was recorded a moment ago.
      localSecondaryIndexes: [{ indexName: rehearsalKeys.byTime, sortKey: text(rehearsalKeys.time) }],
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: encryptionKey
        ? TableEncryptionV2.customerManagedKey(encryptionKey)
        : TableEncryptionV2.dynamoOwnedKey(),
      removalPolicy: RemovalPolicy.RETAIN,
      deletionProtection: true,
    });
  }

  /** What the function may do whose checks read rehearsals. */
  readPermissions(): Permission[] {
    const resources = [this.tableArn, `${this.tableArn}/index/${rehearsalKeys.byTime}`];
    const query: Permission = { actions: ['dynamodb:Query'], resources };
    if (!this.encryptionKey) return [query];
    const via = `dynamodb.${Stack.of(this).region}.amazonaws.com`;
    const conditions = { StringEquals: { 'kms:ViaService': via } };
    return [query, { actions: ['kms:Decrypt'], resources: [this.encryptionKey.keyArn], conditions }];
  }
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
