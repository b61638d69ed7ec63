import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

export interface AlarmTopicProps {
  /** With which the names of all alarms begin that notify this topic. */
  readonly alarms: string;
  /**
   * Its policy must let CloudWatch use it, or no alarm arrives, and only the window's own look every minute finds them:
   * `kms:Decrypt` and `kms:GenerateDataKey*` for `cloudwatch.amazonaws.com`. A key of this app is given that here; a key that
   * is imported is not.
   * @default - not encrypted at rest: CloudWatch cannot publish to a topic with the key `alias/aws/sns`, whose policy nobody can
   * change ("Configure alarm notifications to an encrypted SNS topic", AWS Knowledge Center). A message says the alarm's name,
   * its state and its values, and nothing of a request.
   */
  readonly encryptionKey?: IKey;
}

/** What alarms notify: CloudWatch alone publishes to it, for alarms with these names. */
export class AlarmTopic extends Topic {
  constructor(scope: Construct, id: string, { alarms, encryptionKey }: AlarmTopicProps) {
    super(scope, id, { enforceSSL: true, ...(encryptionKey ? { masterKey: encryptionKey } : {}) });
    const stack = Stack.of(this);
    const alarmsArn = stack.formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: `${alarms}*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const principals = [new ServicePrincipal('cloudwatch.amazonaws.com')];
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Alarms',
        principals,
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        // Else an alarm of any account could be made to publish here.
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account }, ArnLike: { 'aws:SourceArn': alarmsArn } },
      }),
    );
    // Without conditions, as AWS documents it: for SNS's use of a key it names none that CloudWatch would fill in.
    encryptionKey?.addToResourcePolicy(
      new PolicyStatement({ principals, actions: ['kms:Decrypt', 'kms:GenerateDataKey*'], resources: ['*'] }),
    );
  }

  /** What it cannot be told, the window's own look every minute finds: there is no queue for what was not delivered. */
  tell(target: IFunction): void {
    this.addSubscription(new LambdaSubscription(target));
  }
}
