import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type CfnTopic, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export interface NotificationTopicProps {
  /** @default - the key `alias/aws/sns` that AWS manages, which costs nothing a month */
  readonly encryptionKey?: IKey;
}

/**
 * Who subscribes hears of each verdict, or of each run that asks people. With the AWS-managed key every principal of this
 * account that may publish can; another account, or a service such as CloudWatch, could not: the gate itself is the only
 * publisher.
 */
export class NotificationTopic extends Topic {
  constructor(scope: Construct, id: string, { encryptionKey }: NotificationTopicProps) {
    super(scope, id, { enforceSSL: true, ...(encryptionKey ? { masterKey: encryptionKey } : {}) });
    // Not as `masterKey`: CDK would then grant kms actions on an alias, where they have no effect.
    if (!encryptionKey) (this.node.defaultChild as CfnTopic).kmsMasterKeyId = 'alias/aws/sns';
  }
}
