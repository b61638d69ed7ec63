import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, Billing, TableEncryptionV2, type TablePropsV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Permission } from './permission.ts';

export interface KeptTableProps {
  /** @default - a key that Amazon DynamoDB owns */
  readonly encryptionKey?: IKey;
}

/** How a table names its keys and indexes. */
export type TableShape = Pick<
  TablePropsV2,
  'partitionKey' | 'sortKey' | 'localSecondaryIndexes' | 'globalSecondaryIndexes'
>;

export const text = (name: string) => ({ name, type: AttributeType.STRING });

/** As CDK grants them to who reads a table, and to who writes to one. */
export const readWithKey = ['kms:Decrypt'];
export const writeWithKey = [
  ...readWithKey,
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** What a function may do with the items of a partition: none lists the whole table. */
type ItemAction = 'GetItem' | 'PutItem' | 'Query' | 'UpdateItem' | 'DeleteItem';

const kept = {
  billing: Billing.onDemand(),
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  removalPolicy: RemovalPolicy.RETAIN,
  deletionProtection: true,
} satisfies Partial<TablePropsV2>;

/** A table that is paid by use, and kept also when the stack goes: reports refer to what is in it. */
export class KeptTable extends TableV2 {
  constructor(scope: Construct, id: string, shape: TableShape, { encryptionKey }: KeptTableProps) {
    const encryption = encryptionKey
      ? TableEncryptionV2.customerManagedKey(encryptionKey)
      : TableEncryptionV2.dynamoOwnedKey();
    super(scope, id, { ...shape, ...kept, encryption });
  }

  /**
   * Of these partitions alone, each by its name or as a pattern of IAM. Every one of these actions names its partition; one
   * that named none would pass a condition of `ForAllValues`.
   */
  protected may(actions: readonly ItemAction[], ...partitions: readonly string[]): Permission {
    return {
      actions: actions.map((action) => `dynamodb:${action}`),
      resources: [this.tableArn],
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions } },
    };
  }

  /** What whoever reads or writes may do with a key of one's own, through DynamoDB alone. */
  protected keyPermissions(actions: readonly string[]): Permission[] {
    if (!this.encryptionKey) return [];
    const conditions = { StringEquals: { 'kms:ViaService': `dynamodb.${Stack.of(this).region}.amazonaws.com` } };
    return [{ actions, resources: [this.encryptionKey.keyArn], conditions }];
  }
}
