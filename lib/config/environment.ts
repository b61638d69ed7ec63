import { X509Certificate } from 'node:crypto';
import * as z from 'zod/mini';
import type { DefinitionOf } from '../checks/registry.ts';
import type { ApprovalItem, Waivable } from '../domain/approvals/approval.ts';
import type { CheckId, GroupId, ManualCheckId, PostDeployCheckId } from '../domain/checklist.ts';
import { repositoryPattern } from '../domain/release.ts';
import { approvalsSchema, type Manual, type WaivableInput } from './approvals.ts';
import type { Watch, WatchInput } from './check-watch.ts';
import { environmentPattern } from './environment-name.ts';
import { githubSettings } from './github-settings.ts';
import type { Off } from './off.ts';
import type { Rollback, RollbackInput } from './rollback.ts';
import { variableLocation } from './variable-location.ts';

/** The application's own network, where functions run whose checks ask something that only that network reaches. */
const vpc = z.strictObject({
  vpcId: z.string().check(z.startsWith('vpc-')),
  availabilityZones: z.array(z.string()).check(z.minLength(1)),
  subnetIds: z.array(z.string().check(z.startsWith('subnet-'))).check(z.minLength(1)),
  securityGroupIds: z.array(z.string().check(z.startsWith('sg-'))).check(z.minLength(1)),
});

/** Read here, since TLS passes over one that it cannot read, and then trusts less than was meant. */
const pemCertificates = z.string().check(z.refine(areCertificates, 'must be certificates in PEM form'));

function areCertificates(text: string): boolean {
  const found = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  try {
    return found.map((one) => new X509Certificate(one)).length > 0;
  } catch {
    return false;
  }
}

/** Everything about an environment but its checks and its rollback window. */
export const environmentBase = z.strictObject({
  /** Where the stack is deployed; both default to the caller's, as CDK does. */
  aws: z._default(
    z.strictObject({
      account: z.optional(z.string().check(z.regex(/^\d{12}$/, 'must be 12 digits'))),
      region: z.optional(
        z.string().check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region, for example eu-central-1')),
      ),
    }),
    {},
  ),
  /** The application's network, or 'internet' where everything that the checks ask is reachable without one. */
  network: z.union(
    [z.literal('internet'), vpc],
    "must be 'internet' or { vpcId, availabilityZones, subnetIds, securityGroupIds }",
  ),
  /** Image repositories that a release may name, without tag or digest. */
  images: z._default(
    z.array(z.string().check(z.regex(repositoryPattern, 'must be registry/name without tag or digest'))),
    [],
  ),
  /** Certificate authorities (PEM) to trust beside Node's own and, in Lambda, Amazon RDS's. */
  trustedAuthorities: z._default(z.array(pemCertificates), []),
  /** Customer-managed KMS keys (ARN) of the parameters and secrets that the checks read. */
  encryptionKeys: z._default(
    z.array(
      z
        .string()
        .check(
          z.regex(
            /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/,
            'must be the ARN of a key, for example arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
          ),
        ),
    ),
    [],
  ),
  /** Where each variable is kept that a check reads. */
  variables: z._default(
    z.record(z.string().check(z.regex(/^[A-Za-z_]\w*$/, 'must be a variable name')), variableLocation),
    {},
  ),
  /** Where the code is, its pull requests and its issues; needed by the checks that ask GitHub. */
  github: z.optional(githubSettings),
  /** The environment on which releases are rehearsed before they come to this one. */
  rehearsedOn: z._default(
    z.string().check(z.regex(environmentPattern, 'must be an environment name, for example staging')),
    'staging',
  ),
  /** How people decide, where they are asked. */
  approvals: z.prefault(approvalsSchema, {}),
  /** How long a check may take before it is an `error`, in seconds. */
  checkDeadlineSeconds: z._default(z.int().check(z.minimum(1), z.maximum(120)), 10),
  /** How long a GO holds, in minutes. */
  goExpiresMinutes: z._default(z.int().check(z.minimum(1), z.maximum(1440)), 60),
});

/** What the configuration says of one item: its settings where Preflight automates it, off, or that people decide it. */
type ItemInput<Id extends CheckId> = [DefinitionOf<Id>] extends [never]
  ? Off
  : (z.input<DefinitionOf<Id>['config']> & BesideSettings<Id>) | ManualOf<Id> | Off;

/** Before a deploy people may accept a failure; after it, what follows from one is what there is to say. */
type BesideSettings<Id extends CheckId> = Id extends PostDeployCheckId
  ? Readonly<WatchInput>
  : { readonly waivable?: WaivableInput };

/** Only items for which a team may have no automatic source. */
type ManualOf<Id extends CheckId> = Id extends ManualCheckId ? Manual : never;

/** Every item of the checklist has its key: leaving one out is a type error. */
export type ChecksInput = {
  readonly [G in GroupId]: Off | { readonly [Id in CheckId<G>]: ItemInput<Id> };
};

export type EnvironmentInput = z.input<typeof environmentBase> & {
  readonly checks: ChecksInput;
  /** The hour after a deployment. Leaving it out is a type error too. */
  readonly rollback: RollbackInput | Off;
};

/** An item as parsed: settings with their defaults, what people are asked, or off. */
export type Item =
  | {
      readonly settings: unknown;
      readonly waivable?: Waivable;
      /** Always there in the group `post-deploy`, and nowhere else. */
      readonly watch?: Watch;
    }
  | { readonly manual: ApprovalItem }
  | Off;

/** One environment, parsed: defaults filled in, groups that are off spread to each of their items. */
export interface Environment extends z.output<typeof environmentBase> {
  readonly name: string;
  readonly service: string;
  readonly checks: { readonly [G in GroupId]: { readonly [Id in CheckId<G>]: Item } };
  readonly rollback: Rollback | Off;
  /** Hash of all of the above. */
  readonly configuration: string;
}
