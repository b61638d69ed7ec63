/** A user or role of IAM, as far as its ARN tells it from others. */
export interface IamPrincipal {
  /**
   * `arn:aws:iam::111122223333:role/releasemanager`: in lower case and without a path, since an account has no two roles (or
   * users) whose names differ by these alone (IAM's documentation, "IAM and AWS STS quotas"), and a session's ARN has no path.
   */
  readonly arn: string;
  readonly kind: 'role' | 'user';
  /** As it was written. */
  readonly name: string;
  /** As it was written; undefined where a user or the role itself is meant. */
  readonly session: string | undefined;
  /**
   * Whether the session's name says who it is. Whoever assumes a role chooses it, but for the roles of permission sets, where
   * IAM Identity Center sets it to the user's name.
   */
  readonly isUserSession: boolean;
}

const identityPattern =
  /^arn:(?<partition>aws[a-z-]*):iam::(?<account>\d{12}):(?<kind>role|user)\/(?:.*\/)?(?<name>[^/]+)$/i;
const sessionPattern =
  /^arn:(?<partition>aws[a-z-]*):sts::(?<account>\d{12}):assumed-role\/(?<name>[^/]+)(?:\/(?<session>[^/]+))?$/i;
const permissionSetRole = /^AWSReservedSSO_/i;

/** undefined for what is neither, such as an account's root user or a federated user. */
export function iamPrincipal(arn: string): IamPrincipal | undefined {
  const groups = (identityPattern.exec(arn) ?? sessionPattern.exec(arn))?.groups;
  if (groups === undefined) return undefined;
  const { partition = '', account = '', name = '', session } = groups;
  const kind = groups['kind']?.toLowerCase() === 'user' ? 'user' : 'role';
  return {
    arn: `arn:${partition}:iam::${account}:${kind}/${name}`.toLowerCase(),
    kind,
    name,
    session,
    isUserSession: session !== undefined && permissionSetRole.test(name),
  };
}
