import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type LifecycleRule, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledgeReportBucket } from './nag-acknowledgements.ts';
import type { Permission } from './permission.ts';

export interface ReportBucketProps {
  /** @default - keys that Amazon S3 manages */
  readonly encryptionKey?: IKey;
  /** @default - reports stay for good */
  readonly reportRetention?: Duration;
}

/** Where reports stay: also when the stack goes, for they answer an auditor years later. */
export class ReportBucket extends Bucket {
  constructor(scope: Construct, id: string, props: ReportBucketProps) {
    const { encryptionKey, reportRetention } = props;
    super(scope, id, {
      ...(encryptionKey
        ? { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true }
        : { encryption: BucketEncryption.S3_MANAGED }),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: lifecycleRules(reportRetention),
    });
    acknowledgeReportBucket(this);
  }

  /** What WriteReport may do: write, and neither read nor delete what was written. */
  writePermissions(): Permission[] {
    return this.#write('reports/*');
  }

  /** What the steps of a rollback window may do that write its report: as WriteReport, beside the gate's reports. */
  windowPermissions(): Permission[] {
    return this.#write('windows/*');
  }

  #write(keys: string): Permission[] {
    const write: Permission = {
      actions: ['s3:PutObject'],
      resources: [this.arnForObjects(keys)],
      wildcard: "each run's report has the run's id in its key",
    };
    if (!this.encryptionKey) return [write];
    return [write, { actions: ['kms:GenerateDataKey', 'kms:Decrypt'], resources: [this.encryptionKey.keyArn] }];
  }
}

/** A report is written once; an older version of one exists only where somebody overwrote it, which an auditor wants to see. */
function lifecycleRules(reportRetention: Duration | undefined): LifecycleRule[] {
  const rules: LifecycleRule[] = [{ abortIncompleteMultipartUploadAfter: Duration.days(7) }];
  if (reportRetention) {
    rules.push({ expiration: reportRetention, noncurrentVersionExpiration: reportRetention });
  } else {
    // Seven years, as long as the longest usual period for keeping audit records (Sarbanes-Oxley).
    rules.push({ noncurrentVersionExpiration: Duration.days(7 * 365) });
  }
  return rules;
}
