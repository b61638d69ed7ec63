import { Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type CfnTopic, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Permission } from './permission.ts';

export interface NotificationTopicProps {
  /** @default - the key `alias/aws/sns` that AWS manages, which costs nothing a month */
  readonly encryptionKey?: IKey;
}

/**
 * Who subscribes hears of each verdict, of each run that asks people, or of what a rollback window has to tell. With the
 * AWS-managed key every principal of this account that may publish can; another account, or a service such as CloudWatch, could
 * not: Preflight itself is the only publisher.
 */
export class NotificationTopic extends Topic {
  readonly #key: IKey | undefined;

  constructor(scope: Construct, id: string, { encryptionKey }: NotificationTopicProps) {
    super(scope, id, { enforceSSL: true, ...(encryptionKey ? { masterKey: encryptionKey } : {}) });
    this.#key = encryptionKey;
    // Not as `masterKey`: CDK would then grant kms actions on an alias, where they have no effect.
    if (!encryptionKey) (this.node.defaultChild as CfnTopic).kmsMasterKeyId = 'alias/aws/sns';
  }

  /** What a function may do that tells people something. */
  publishPermissions(): Permission[] {
    const publish = { actions: ['sns:Publish'], resources: [this.topicArn] };
    if (this.#key === undefined) return [publish];
    const conditions = { StringEquals: { 'kms:ViaService': `sns.${Stack.of(this).region}.amazonaws.com` } };
    return [publish, { actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [this.#key.keyArn], conditions }];
  }
}
