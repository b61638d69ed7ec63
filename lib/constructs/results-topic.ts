import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type CfnTopic, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export interface ResultsTopicProps {
  /** @default - the key `alias/aws/sns` that AWS manages, which costs nothing a month */
  readonly encryptionKey?: IKey;
}

/**
 * Who subscribes hears of each verdict. With the AWS-managed key every principal of this account that may publish can;
 * another account, or a service such as CloudWatch, could not: the gate itself is the only publisher.
 */
export class ResultsTopic extends Topic {
  constructor(scope: Construct, id: string, { encryptionKey }: ResultsTopicProps) {
    super(scope, id, { enforceSSL: true, ...(encryptionKey ? { masterKey: encryptionKey } : {}) });
    // Not as `masterKey`: CDK would then grant kms actions on an alias, where they have no effect.
    if (!encryptionKey) (this.node.defaultChild as CfnTopic).kmsMasterKeyId = 'alias/aws/sns';
  }
}
