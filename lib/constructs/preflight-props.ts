import type { Duration } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { PreflightConfig } from '../config/define-preflight.ts';
import type { RecordedTable } from './rehearsal-table.ts';

export interface PreflightProps {
  /** What `definePreflight` returned. */
  readonly config: PreflightConfig;
  /** The configuration's environment that this gate guards. */
  readonly environment: string;
  /**
   * The application's network. Only functions run in it whose checks ask something that only the network reaches; these
   * also need a way from it to the APIs of AWS and to what else their checks ask (NAT, or interface endpoints).
   * @default - the environment's `network` in the configuration
   */
  readonly vpc?: IVpc;
  /** Subnets of `vpc`. @default - its private subnets */
  readonly vpcSubnets?: SubnetSelection;
  /** Security groups of the functions in `vpc`. @default - a new one each, that allows all outgoing connections */
  readonly securityGroups?: ISecurityGroup[];
  /**
   * Encrypts reports, messages, rehearsals, approvals and rollback windows. Its policy must let Amazon SNS's subscribers decrypt
   * where they need to and, where there is a rollback window, CloudWatch publish to an encrypted topic: `kms:Decrypt` and
   * `kms:GenerateDataKey*` for `cloudwatch.amazonaws.com`. A key of this app is given that; an imported one is not.
   * @default - keys that AWS manages, without a monthly price
   */
  readonly encryptionKey?: IKey;
  /** How long logs are kept. @default RetentionDays.THREE_MONTHS, as long as Step Functions keeps an execution's history */
  readonly logRetention?: RetentionDays;
  /**
   * How long a report is kept; an overwritten version of one is kept that long again. In days, one at least.
   * @default - for good
   */
  readonly reportRetention?: Duration;
  /**
   * Tables of what was rehearsed, of the environments that are rehearsed here: when a rollback window of this environment closes, what it
   * proved of its release is recorded there, as `preflight rehearsal record` would. Each is the `rehearsals` of another `Preflight`, of
   * this stack or another one of the app in the same account and region, or a table that `TableV2.fromTableArn` names: one of another
   * account must let the role of the function `record-rehearsals` in, as `grantRecordRehearsal` does.
   * @default - none: the pipeline records its rehearsals itself
   */
  readonly recordsRehearsalsIn?: readonly RecordedTable[];
}
